"""Why a tag is there, and where in the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from photoorg.gui.box_paint import label_places, on_picture
from photoorg.gui.findings import Box, boxes_of
from photoorg.gui.style import DARK, LIGHT, Look, colours
from photoorg.gui.window import MainWindow
from photoorg.outcomes import Region


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def names(boxes: tuple[Box, ...]) -> list[str]:
    return sorted(box.region.label for box in boxes)


def ask(window: MainWindow, qtbot: QtBot, tag: str) -> list[str]:
    """Click a tag's row; what its card says."""
    section = window.viewer.facts.tags
    row = section.main.row_of(tag)
    assert row is not None
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(20, row.height() // 2))
    models = section.why.models

    def is_told() -> bool:  # Qt shows what is put into a layout an event loop's turn later
        return section.why.why is not None and all(models.itemAt(n).widget().isVisible() for n in range(models.count()))

    wait(qtbot, is_told)
    return [label.text() for label in section.why.findChildren(QLabel) if label.isVisible() and label.text()]


def test_why_a_tag_is_there(telling: MainWindow, show, qtbot: QtBot):
    show(telling, "astronaut")
    said = ask(telling, qtbot, "person")

    assert "98 % sure; shown from" in " ".join(said)
    assert {"CenterNet", "0.80", "CenterFace", "0.90"} <= set(said)
    assert "Marked in the picture: person, face" in said
    assert names(telling.viewer.picture.overlay.chosen) == ["face", "person"]


def test_a_card_opens_and_shuts_by_key(telling: MainWindow, show, qtbot: QtBot):
    section = show(telling, "astronaut").tags
    row = section.rows[0]
    telling.activateWindow()
    row.setFocus()
    wait(qtbot, lambda: names(telling.viewer.picture.overlay.chosen) == ["face", "person"])
    QTest.keyClick(row, Qt.Key.Key_Return)
    wait(qtbot, lambda: section.why.why is not None)
    assert section.why.isVisible()
    assert section.main.column.indexOf(section.why) == 1, "right below its row"
    QTest.keyClick(row, Qt.Key.Key_Space)
    assert not section.why.isVisible()
    assert telling.viewer.isVisible(), "Space did not go on to the next photo"


def test_a_broader_word_is_explained_and_judged_in_its_card(telling: MainWindow, show, qtbot: QtBot):
    section = show(telling, "astronaut").tags
    section.also.linkActivated.emit("animal")
    wait(qtbot, lambda: section.why.why is not None)
    assert section.why.classes.text() == "From: golden retriever 0.83"
    assert names(telling.viewer.picture.overlay.chosen) == ["dog"]
    section.why.judged.emit("animal", "rejected")
    wait(qtbot, lambda: [row.tag.name for row in section.rows] == ["person", "animal"])
    assert section.why.isVisible(), "it stays, below the row that there is now"


def test_a_card_that_opens_is_brought_into_view(telling: MainWindow, show, qtbot: QtBot):
    facts = show(telling, "astronaut")
    telling.resize(1100, telling.minimumHeight())
    facts.tags.more.setChecked(True)
    card, row = facts.tags.why, facts.tags.less_sure.rows[0]
    row.asked.emit("car")

    def is_seen() -> bool:
        top = card.mapTo(facts.viewport(), QPoint(0, 0)).y()
        return card.height() > 60 and top + card.height() <= facts.viewport().height()

    wait(qtbot, is_seen)


def test_what_was_found_is_shown_on_demand(telling: MainWindow, show, qtbot: QtBot):
    show(telling, "astronaut")
    overlay, viewer = telling.viewer.picture.overlay, telling.viewer
    assert overlay.boxes == ()
    QTest.keyClick(viewer, Qt.Key.Key_B)
    assert names(overlay.boxes) == ["dog", "face", "person"], (
        "not what is below its tag's bar, nor more faces than count"
    )
    viewer.facts.tags.pointed.emit("golden retriever")
    assert overlay.chosen == (), "the detector knows no breeds"
    viewer.facts.tags.pointed.emit("dog")
    assert names(overlay.chosen) == ["dog"]
    show(telling, "coffee")
    assert overlay.boxes == ()
    QTest.keyClick(viewer, Qt.Key.Key_B)
    assert not viewer.found.isChecked()


@pytest.mark.parametrize("close_up", [False, True])
@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_boxes_lie_where_things_are(telling: MainWindow, show, qtbot: QtBot, scheme, close_up: bool):
    look = QApplication.instance().findChildren(Look)[0]
    look.force(scheme)
    try:
        assert colours() is (DARK if scheme is Qt.ColorScheme.Dark else LIGHT)
        show(telling, "astronaut")
        view = telling.viewer.picture
        wait(qtbot, lambda: telling.viewer._is_sharp)
        telling.viewer.found.setChecked(True)
        if close_up:
            telling.viewer.toggle_close_up()
        place = on_picture(next(box for box in view.overlay.boxes if box.is_face), view._target())
        seen = view.grab().toImage()
        ratio = seen.devicePixelRatio()
        edge = [seen.pixelColor(round(x * ratio), round(place.center().y() * ratio))
                for x in range(round(place.left()) - 3, round(place.left()) + 4)]  # fmt: skip
        assert max(colour.lightness() for colour in edge) > 200, "a light line"
        assert min(colour.lightness() for colour in edge) < 130, "with a dark halo"
    finally:
        look.force(Qt.ColorScheme.Unknown)


def test_labels_stay_inside_and_apart():
    area = QRectF(0, 0, 300, 200)
    box, size = QRectF(2, 1, 80, 60), QSizeF(70, 16)
    places = label_places([box, box, box, QRectF(250, 150, 60, 60)], [size] * 4, area)

    assert all(area.contains(place) for place in places)
    for number, one in enumerate(places):
        assert not any(one.intersects(other) for other in places[:number])


def test_boxes_are_those_that_are_counted(telling: MainWindow, show, qtbot: QtBot):
    show(telling, "astronaut")
    details = telling.viewer.pointing._details
    faces = [box for box in boxes_of(details) if box.is_face]
    assert [box.region for box in faces] == [Region("face", 0.9, 0.3, 0.15, 0.2, 0.3)]


# Heat: for what has no box.


def test_heat_shows_where_a_class_comes_from(telling: MainWindow, show, qtbot: QtBot):
    pytest.importorskip("photoorg.vision.maps")
    show(telling, "astronaut")
    overlay, card = telling.viewer.picture.overlay, telling.viewer.facts.tags.why
    ask(telling, qtbot, "golden retriever")
    assert card.busy.isVisible() or overlay.heat is not None
    wait(qtbot, lambda: overlay.heat is not None)
    assert not card.busy.isVisible()
    assert abs(overlay.heat.width() / overlay.heat.height() - 1) < 0.02, "the photo is square"

    telling.close_photo()
    assert overlay.heat is None


def test_heat_that_nobody_waits_for_is_not_shown(telling: MainWindow, show, qtbot: QtBot):
    pytest.importorskip("photoorg.vision.maps")
    show(telling, "astronaut")
    ask(telling, qtbot, "golden retriever")
    show(telling, "coffee")
    qtbot.wait(500)
    assert telling.viewer.picture.overlay.heat is None


def test_heat_of_a_photo_and_of_none(told, pictures: Path):
    pytest.importorskip("photoorg.vision.maps")
    from photoorg.gui.heat_loader import painted
    from photoorg.library.browse import photo_at
    from photoorg.library.why import why
    from photoorg.work.why import heat_of

    path = pictures / "astronaut.jpg"
    db = told.reader()
    photo = photo_at(db, str(path)) or 0
    heat = heat_of(path, why(db, photo, "golden retriever"))
    assert heat is not None
    assert heat.grid.max() == 1
    assert heat_of(path, why(db, photo, "person")) is None
    image = painted(heat, 400, 200)
    assert (image.width(), image.height()) == (256, 128)
    row, column = np.unravel_index(heat.grid.argmax(), heat.grid.shape)
    x = heat.left + (column + 0.5) / heat.grid.shape[1] * heat.width
    y = heat.top + (row + 0.5) / heat.grid.shape[0] * heat.height
    warm, cold = image.pixelColor(int(x * 256), int(y * 128)), image.pixelColor(0, 0)
    assert warm.red() > cold.red()
    assert QColor(cold).alpha() > warm.alpha(), "the cold lies in the dark"
    db.close()
