from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from photoorg.gui.facts_text import lines
from photoorg.gui.icons import IconButton
from photoorg.gui.window import MainWindow
from photoorg.library.browse import Details
from photoorg.library.fields import BY_NAME


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def open_photo(window: MainWindow, qtbot: QtBot, name: str) -> None:
    """Open a photo with the keyboard."""
    window.page.search.set_text(f"name:{name}")
    wait(qtbot, lambda: len(window.model) == 1)
    window.page.grid.setFocus()
    window.page.grid.show_current(0)
    QTest.keyClick(window.page.grid, Qt.Key.Key_Return)
    assert window.viewer.isVisible()
    wait(qtbot, lambda: name in window.viewer.facts.place.text().replace("\u200b", ""))


def tags(window: MainWindow) -> dict[str, str | None]:
    section = window.viewer.facts.tags
    return {tag.name: tag.verdict for tag in [*(row.tag for row in section.rows), *section.broad]}


def facts(window: MainWindow) -> dict[str, str]:
    form = window.viewer.facts.facts
    labels = [[form.itemAt(row, role).widget() for role in (form.ItemRole.LabelRole, form.ItemRole.FieldRole)]
              for row in range(form.rowCount())]  # fmt: skip
    return {name.text(): value.text() for name, value in labels if isinstance(name, QLabel)}


def press(window: MainWindow, qtbot: QtBot, tag: str, verdict: str | None) -> None:
    """Judge a tag: in its row, or (for a broader word) in the card that tells why."""
    section = window.viewer.facts.tags
    place = section.main.row_of(tag)
    if place is None:
        section.also.linkActivated.emit(tag)
        wait(qtbot, lambda: section.why.why is not None)
        place = section.why
    next(button for button in place.findChildren(IconButton) if button.property("verdict") == verdict).click()


def test_facts_and_tags_are_shown(window: MainWindow, qtbot: QtBot):
    open_photo(window, qtbot, "cat.jpg")

    assert "cat" in tags(window)
    assert facts(window)["Camera"] == "Canon EOS 5D"
    assert facts(window)["Taken"] == "4 May 2019, 10:20 UTC+02:00"
    assert facts(window)["Pixels"] == "451 \u00d7 300 (0.1 MP)"
    wait(qtbot, lambda: window.viewer._is_sharp)


def test_going_through_the_result_and_back(window: MainWindow, qtbot: QtBot):
    window.page.grid.show_current(3)
    QTest.keyClick(window.page.grid, Qt.Key.Key_Return)
    viewer = window.viewer
    assert viewer.where.text() == "4 of 14"

    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.where.text() == "5 of 14"
    QTest.keyClick(viewer, Qt.Key.Key_End)
    assert viewer.where.text() == "14 of 14"
    assert not viewer.next.isEnabled()
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    shown = viewer.photo_id
    QTest.keyClick(viewer, Qt.Key.Key_Escape)

    assert window.page.isVisible()
    assert window.page.grid.current_id() == shown


@pytest.mark.parametrize(("verdict", "shown"), [("accepted", True), ("rejected", False)])
def test_a_word_outlives_another_analysis(window: MainWindow, qtbot: QtBot, verdict: str, shown: bool):
    open_photo(window, qtbot, "cat.jpg")

    press(window, qtbot, "cat", verdict)
    wait(qtbot, lambda: tags(window).get("cat") == verdict)
    window.session.bridge.edit(_forget_analyses)
    window.scan_again()
    wait(qtbot, lambda: window.session.is_busy)
    wait(qtbot, lambda: not window.session.is_busy)

    assert tags(window)["cat"] == verdict
    window.close_photo()
    window.page.search.set_text("cat>=0.1")
    wait(qtbot, lambda: window.model.results.question.text == "cat>=0.1")
    assert (len(window.model) == 1) is shown

    open_photo(window, qtbot, "cat.jpg")
    press(window, qtbot, "cat", None)
    wait(qtbot, lambda: tags(window).get("cat", "") is None)


def _forget_analyses(db):
    from photoorg.outcomes import Changes

    db.conn.execute("DELETE FROM analyses")
    db.conn.execute("UPDATE photos SET seen_with = NULL")
    db.conn.commit()
    return Changes()


def test_a_tag_is_added_and_removed(window: MainWindow, qtbot: QtBot):
    open_photo(window, qtbot, "rocket.jpg")
    QTest.keyClick(window.viewer, Qt.Key.Key_T)
    field = window.viewer.facts.new_tag
    QTest.keyClicks(field, "Night Launch")
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait(qtbot, lambda: tags(window).get("Night Launch") == "added")

    press(window, qtbot, "Night Launch", None)
    wait(qtbot, lambda: "Night Launch" not in tags(window))


def test_the_results_rest_while_a_photo_is_open(window: MainWindow, qtbot: QtBot):
    window.page.search.set_text("-cat")
    wait(qtbot, lambda: len(window.model) == 13)
    window.open_photo(4)
    follower = window.model.card(5)
    window.session.judge(window.viewer.photo_id, "cat", "added")
    wait(qtbot, lambda: tags(window).get("cat") == "added")
    wait(qtbot, lambda: window.showing._held is not None)

    assert window.viewer.where.text() == "5 of 13"
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    assert window.viewer.photo_id == follower.photo_id
    assert window.viewer.where.text() == "6 of 13"
    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    assert len(window.model) == 12
    assert window.page.grid.current_id() == follower.photo_id


def test_judging_and_going_on_goes_through_all_best_matches(window: MainWindow, qtbot: QtBot):
    window.page.search.set_text("name:made")
    wait(qtbot, lambda: len(window.model) == 10)
    for photo_id in window.model.results.ids[-3:].tolist():
        window.session.judge(photo_id, "cat", "added")
    window.page.search.set_text("cat")
    wait(qtbot, lambda: len(window.model) == 4)
    order = window.model.results.ids.tolist()
    window.open_photo(0)
    for number, photo_id in enumerate(order, start=1):
        assert window.viewer.photo_id == photo_id
        assert window.viewer.where.text() == f"{number} of 4"
        window.session.judge(photo_id, "cat", "accepted")
        wait(qtbot, lambda: tags(window).get("cat") == "accepted")
        QTest.keyClick(window.viewer, Qt.Key.Key_Right)

    last = window.viewer.photo_id
    window.close_photo()
    assert window.page.grid.current_id() == last


def test_close_up_and_panel(window: MainWindow, qtbot: QtBot):
    open_photo(window, qtbot, "coffee.jpg")
    wait(qtbot, lambda: window.viewer._is_sharp)
    QTest.keyClick(window.viewer, Qt.Key.Key_Z)
    assert window.viewer.picture.close_up
    QTest.keyClick(window.viewer, Qt.Key.Key_Z)
    assert not window.viewer.picture.close_up
    QTest.keyClick(window.viewer, Qt.Key.Key_I)
    assert not window.viewer.facts.isVisible()


def test_a_tag_is_never_typed_out_of_sight(window: MainWindow, qtbot: QtBot):
    open_photo(window, qtbot, "coffee.jpg")
    viewer, field = window.viewer, window.viewer.facts.new_tag
    QTest.keyClick(viewer, Qt.Key.Key_I)
    assert not viewer.facts.isVisible()
    QTest.keyClick(viewer, Qt.Key.Key_T)
    assert field.isVisible()
    assert field.hasFocus()

    QTest.keyClicks(field, "half")
    viewer.info.click()
    assert field.text() == ""
    assert viewer.hasFocus()


@pytest.mark.skipif(sys.platform == "win32", reason="a file in use cannot be taken away there")
def test_a_photo_whose_file_is_gone(window: MainWindow, qtbot: QtBot, pictures: Path, tmp_path: Path):
    away = tmp_path / "away.jpg"
    (pictures / "astronaut.jpg").rename(away)
    try:
        open_photo(window, qtbot, "astronaut.jpg")
        wait(qtbot, lambda: not window.viewer._is_sharp and window.viewer.picture._sentence != "")
        assert window.viewer.picture._pixmap is not None, "the thumbnail is still shown"
    finally:
        away.rename(pictures / "astronaut.jpg")


@pytest.mark.parametrize(
    ("values", "label", "text"),
    [
        ({"exposure_seconds": 0.004}, "Exposure", "1/250 s"),
        ({"exposure_seconds": 2.5}, "Exposure", "2.5 s"),
        ({"f_number": 2.8}, "Aperture", "f/2.8"),
        ({"f_number": 8.0}, "Aperture", "f/8"),
        ({"focal_mm": 50.0}, "Focal length", "50 mm"),
        ({"iso": 1600}, "ISO", "1,600"),
        ({"latitude": -33.85678, "longitude": 151.21}, "Place", "33.85678° S, 151.21000° E"),
        ({"width": 4032, "height": 3024}, "Pixels", "4,032 \u00d7 3,024 (12.2 MP)"),
        ({"altitude": 120.4}, "Altitude", "120 m"),
        ({"size": 3.14}, "File size", "3.1 MB"),
        ({"size": 0.0474}, "File size", "47 kB"),
        ({"taken": -2208988800}, "Taken", "1 January 1900, 00:00 UTC-05:30"),
        ({"taken": 1557051630}, "Taken", "5 May 2019, 10:20 UTC-05:30"),
    ],
)
def test_facts_are_written_as_people_do(qapp, values: dict, label: str, text: str):
    pairs = tuple((BY_NAME[name], value) for name, value in values.items())
    details = Details(1, b"", (), (), pairs, "photo", -330, None, (), (), (), None, None, None, (), {})
    assert lines(details) == [(label, text)]
