"""The panel of people, the settings of recognition, and the check before publishing."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.durable import partial_of
from photoorg.gui.caution_terms import text_for
from photoorg.gui.recognition_dialog import RecognitionDialog
from photoorg.gui.task_offers import TaskOffer
from photoorg.gui.task_rows import cost_text
from photoorg.gui.window import MainWindow
from photoorg.library import bulk
from photoorg.library.bulk import Edit
from photoorg.library.preflight import CHECKS, Purpose, preflight
from photoorg.library.search import search
from photoorg.settings import Settings


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def people(window: MainWindow) -> dict[str, int]:
    return {row.name: row.count for row in window.page.sidebar.people.tag_model._rows}


def click(window: MainWindow, label: str, keys=Qt.KeyboardModifier.NoModifier) -> None:
    view = window.page.sidebar.people
    row = list(people(window)).index(label)
    spot = view.visualRect(view.tag_model.index(row)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, spot)


def found(app: App, text: str) -> int:
    db = app.reader()
    try:
        return len(search(db, text).ids)
    finally:
        db.close()


def test_people_are_counted_and_filtered(telling: MainWindow, told: App, qtbot: QtBot):
    wait(qtbot, lambda: bool(people(telling)))
    assert list(people(telling)) == [
        "Nobody",
        "One person",
        "Two people",
        "Portrait",
        "Group",
        "Crowd",
        "Sensitive",
        "Not a photo",
    ]
    assert people(telling)["Portrait"] == found(told, "is:portrait")
    telling.page.search.set_text("name:coffee OR name:astronaut")
    wait(qtbot, lambda: len(telling.model) == 2)
    wait(qtbot, lambda: people(telling)["Nobody"] == 0)

    click(telling, "Group")
    wait(qtbot, lambda: len(telling.model) == 1)
    assert telling.page.search.box.text() == "(name:coffee OR name:astronaut) is:group"
    click(telling, "Group")
    wait(qtbot, lambda: len(telling.model) == 2)
    click(telling, "Portrait", Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, lambda: len(telling.model) == 1)
    assert telling.page.search.box.text().endswith("-is:portrait")


def test_without_counted_people_there_is_no_group(fresh: App, open_window, qtbot: QtBot):
    opened = open_window(fresh)
    wait(qtbot, lambda: opened.session.overview is not None)
    qtbot.wait(100)
    assert not opened.page.sidebar.sections["people"].isVisibleTo(opened.page.sidebar)


# Settings.


def test_settings_are_kept_and_used(telling: MainWindow, show, told: App, qtbot: QtBot):
    show(telling, "astronaut")
    dialog = telling.recognition
    telling.commands["show_recognition"].trigger()
    wait(qtbot, lambda: "classify" in dialog.tasks.boxes)
    assert not dialog.apply.isEnabled()
    row = dialog.rows["target_precision"]
    row.slider.setValue(70)
    assert row.said.text() == "How often a shown tag should be right: 70 %"
    dialog.rows["tag_sensitive"].box.setChecked(True)
    dialog.rows["language"].show_value("it")
    dialog.apply.click()
    assert dialog.bar.isVisible()
    wait(qtbot, lambda: not dialog.bar.isVisible())

    kept = json.loads(told.home.settings_file.read_text())
    assert (kept["target_precision"], kept["tag_sensitive"], kept["language"]) == (0.7, True, "it")
    assert dialog.said.text().startswith("Done")
    assert not dialog.apply.isEnabled()
    assert telling.viewer.facts.sentence.language == "it"
    telling.close_photo()
    telling.page.search.set_text("sensitive")
    wait(qtbot, lambda: len(telling.model) == found(told, "is:sensitive"))
    dialog.close()


def test_what_is_chosen_while_others_are_put_to_use_is_not_taken_for_used(qtbot: QtBot):
    dialog = RecognitionDialog()
    qtbot.addWidget(dialog)
    dialog.show_settings(Settings())
    dialog.rows["target_precision"].show_value(0.8)
    with qtbot.waitSignal(dialog.wanted) as asked:
        dialog.apply.click()
    dialog.rows["target_precision"].show_value(0.7)
    assert not dialog.apply.isEnabled()
    dialog.show_settled(None)
    assert asked.args[0].target_precision == 0.8
    assert dialog.apply.isEnabled(), "0.7 is yet to be applied"


def test_settings_that_cannot_be_kept_are_told(telling: MainWindow, told: App, qtbot: QtBot):
    partial_of(told.home.settings_file).mkdir()
    dialog = telling.recognition
    before = telling.session.settings
    telling.show_recognition()
    dialog.rows["sensitive_from"].slider.setValue(30)
    dialog.apply.click()
    wait(qtbot, lambda: not dialog.bar.isVisible())
    assert "Cannot write the settings" in dialog.said.text()
    assert dialog.apply.isEnabled()
    assert telling.session.settings == before
    dialog.close()


def test_a_task_is_switched_off_and_on(telling: MainWindow, told: App, qtbot: QtBot):
    dialog = telling.recognition
    telling.show_recognition()
    wait(qtbot, lambda: "classify" in dialog.tasks.boxes)
    dialog.tasks.boxes["classify"].setChecked(False)
    dialog.apply.click()
    wait(qtbot, lambda: not dialog.bar.isVisible())
    assert telling.session.settings.skip_tasks == ("classify",)
    dialog.tasks.boxes["classify"].setChecked(True)
    with qtbot.waitSignal(telling.session.bridge.started):
        dialog.apply.click()
    wait(qtbot, lambda: not telling.session.is_busy)
    assert json.loads(told.home.settings_file.read_text())["skip_tasks"] == []
    dialog.close()


def test_a_task_says_what_it_costs(qapp):
    offers = (
        TaskOffer("detect", "Things", "Finds things.", "", 7.9),
        TaskOffer("faces", "Faces", "Finds them.", "detect", 0),
    )
    assert [cost_text(one, offers) for one in offers] == [
        "Finds things. Uses a model of 8 MB.", "Finds them. Runs only where “Things” saw somebody.",
    ]  # fmt: skip


# Before publishing.


def test_cautions_are_listed_and_shown(telling: MainWindow, told: App, qtbot: QtBot):
    db = told.reader()
    expected = preflight(db, telling.model.results.ids.tolist())
    db.close()
    dialog = telling.publishing
    telling.commands["check_publishing"].trigger()
    wait(qtbot, lambda: len(dialog.rows) == len(expected))
    assert [row.caution for row in dialog.rows] == expected
    first = dialog.rows[0]
    assert first.caution.kind == "sensitive"
    first.buttons["show"].click()

    wait(qtbot, lambda: telling.model.results.question.text == "is:sensitive")
    assert not dialog.isVisible()
    assert telling.page.grid.selected_ids().tolist() == sorted(first.caution.photo_ids, reverse=True) or (
        set(telling.page.grid.selected_ids().tolist()) == set(first.caution.photo_ids)
    )


def test_one_photo_is_all_clear_and_the_rest_can_be_checked(telling: MainWindow, told: App, show, qtbot: QtBot):
    db = told.writer()
    bulk.apply(db, search(db, "name:cat").ids.tolist(), Edit(texts={"rights": "Ann"}))
    db.close()
    show(telling, "cat")
    dialog = telling.publishing
    telling.check_publishing()
    wait(qtbot, lambda: not dialog.bar.isVisible())
    assert dialog.said.text() == "All clear: nothing to look at in 1 photo"
    dialog.all.click()
    wait(qtbot, lambda: bool(dialog.rows))
    assert "14 photos" in dialog.said.text()
    dialog.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.kind)
def test_every_caution_finds_its_photos(telling: MainWindow, told: App, check, qtbot: QtBot):
    db = told.reader()
    ids = search(db, "").ids.tolist()
    cautions = {caution.kind: caution for caution in preflight(db, ids, Purpose(longest=300))}
    if check.kind in cautions:
        photos, text = set(cautions[check.kind].photo_ids), text_for(cautions[check.kind], "")
        assert photos <= set(search(db, text).ids.tolist())
        assert check.kind in {"text", "duplicates", "small"} or len(search(db, text).ids) == len(photos)
    db.close()
