"""Exports in the window: what may be chosen, what is to be looked at first, real files, and the second run."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from PIL import Image
from pydantic import BaseModel
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from photoorg.app import App, open_app
from photoorg.export.options import Options
from photoorg.export.presets import preset, presets
from photoorg.export.targets import TARGETS
from photoorg.gui.export_desk import ExportDesk
from photoorg.gui.export_dialog import ExportDialog
from photoorg.gui.export_remedies import RemedyDialog
from photoorg.gui.memory import recall
from photoorg.gui.option_rows import OptionForm, OptionRow
from photoorg.gui.option_words import NEEDED, PAGES
from photoorg.gui.window import MainWindow
from photoorg.outcomes import Progress, Report
from photoorg.work.jobs import Step


def wait(qtbot: QtBot, holds, seconds: float = 30) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


@pytest.fixture
def desk(telling: MainWindow, tmp_path: Path, qtbot: QtBot) -> ExportDesk:
    """The dialog for all photos, with a folder of the test's own, when all is known."""
    telling.commands["export_photos"].trigger()
    made = telling.exporting.desk
    made.dialog.top.show_folder(str(tmp_path / "out"))
    known(made, qtbot)
    return made


def known(desk: ExportDesk, qtbot: QtBot) -> None:
    """Wait until it is known what would be made, and what is to be looked at."""
    wait(qtbot, lambda: not desk._wait.isActive() and desk.dialog.foot._known and not is_checking(desk))


def is_checking(desk: ExportDesk) -> bool:
    return desk.dialog.check.said.text() == "Looking…"


def kinds(desk: ExportDesk) -> list[str]:
    return [row.caution.kind for row in desk.dialog.check.list.rows]


def row(dialog: ExportDialog, name: str) -> OptionRow:
    return next(form.rows[name] for form in dialog.forms.values() if name in form.rows)


def choose(desk: ExportDesk, name: str) -> None:
    """A preset, as a person does."""
    top = desk.dialog.top
    top.preset.setCurrentIndex(top.preset.findData(name))
    top.preset.activated.emit(top.preset.currentIndex())


def go(desk: ExportDesk, qtbot: QtBot) -> str:
    """Let everything be, and export. Returns how it ended."""
    desk.dialog.check.all.click()
    known(desk, qtbot)
    desk.dialog.foot.go.click()
    assert desk.dialog.foot.stop.isVisibleTo(desk.dialog)
    assert not desk.dialog.top.isEnabled()
    wait(qtbot, lambda: bool(desk.dialog.foot.ended or desk.dialog.foot._refused))
    return desk.dialog.foot.ended


# What may be chosen.


def test_every_option_has_a_row(desk: ExportDesk):
    names = [name for form in desk.dialog.forms.values() for name in form.rows]
    assert sorted(names) == sorted(Options.model_fields)
    assert {name for _, page in PAGES for name in page} <= set(names)
    assert set(NEEDED) <= set(names).union(*(target.options.model_fields for target in TARGETS))
    assert desk.dialog.options() == preset(desk._app.home, "web").options


def test_every_target_can_be_chosen(desk: ExportDesk, qtbot: QtBot):
    for target in TARGETS:
        desk.dialog.top.show_target(target.name)
        known(desk, qtbot)
        order = desk.dialog.order()
        assert order.target == target.name
        assert target.chosen(order.chosen) == target.options()
        form = desk.dialog.own_form
        assert (set(form.rows) if form else set()) == set(target.options.model_fields)
        assert desk.dialog.top.about_target.text() == target.doc


def test_a_preset_is_what_the_dialog_says(desk: ExportDesk, qtbot: QtBot):
    for wanted in presets(desk._app.home)[0]:
        choose(desk, wanted.name)
        assert desk.dialog.options() == wanted.options
        assert desk.dialog.top.about_preset.text() == wanted.doc
        known(desk, qtbot)


def test_what_means_nothing_is_not_shown(desk: ExportDesk, qtbot: QtBot):
    dialog = desk.dialog
    dialog.pages.setCurrentIndex(1)

    def shown() -> set[str]:
        form = dialog.forms["Pictures"]
        return {name for name in form.rows if form.rows[name].control.isVisible()}

    assert {"longest", "quality"} <= shown()
    assert not {"width", "background"} & shown()
    dialog.choose("size", value="pad")
    assert {"width", "height", "background"} <= shown()
    dialog.choose("format", value="original")
    assert "format" in shown()
    assert not {"size", "width", "quality", "sharpen", "dpi"} & shown()
    titles = [dialog.pages.tabText(at) for at in range(dialog.pages.count()) if dialog.pages.isTabVisible(at)]
    assert titles[1:] == ["Pictures", "Names", "Metadata"]
    known(desk, qtbot)


def test_rows_of_any_model(qtbot: QtBot):
    class Model(BaseModel):
        words: tuple[str, ...] = ("a", "b")
        share: float = 0.25
        number: int | None = None
        flag: bool = True

    form = OptionForm(Model, tuple(Model.model_fields))
    qtbot.addWidget(form)
    assert form.values() == {"words": ("a", "b"), "share": 0.25, "number": "", "flag": True}
    with qtbot.waitSignal(form.changed):
        form.show_values({"words": ["c"], "share": 0.5, "flag": False})
    assert form.values() | {"number": None} == {"words": ("c",), "share": 0.5, "flag": False, "number": None}


# Presets of one's own.


def test_a_preset_is_saved_changed_and_deleted(desk: ExportDesk, qtbot: QtBot):
    top = desk.dialog.top
    desk.dialog.choose("longest", value=1234)
    assert top.about_preset.text().startswith("Changed")
    top.save_wanted.emit(True)
    desk.presets.name.box.setText("For Ann")
    desk.presets.name.does.click()
    assert top.preset.currentText() == "For Ann"
    assert preset(desk._app.home, "for-ann").options.longest == 1234
    assert top.remove.isEnabled()

    desk.dialog.choose("quality", value=50)
    top.save.trigger()
    assert preset(desk._app.home, "for-ann").options.quality == 50
    assert not top.save.isEnabled()
    top.remove.trigger()
    assert top.preset.currentData() == "web"
    assert desk.dialog.options().longest == 2048
    known(desk, qtbot)


def test_a_bad_file_of_a_preset_is_told_and_the_rest_is_there(telling: MainWindow, told: App, qtbot: QtBot):
    folder = told.home.root / "presets"
    folder.mkdir()
    (folder / "broken.json").write_text("{")
    telling.commands["export_photos"].trigger()
    desk = telling.exporting.desk
    assert "broken.json" in desk.dialog.top.wrong.text()
    assert desk.dialog.top.preset.count() == 6
    known(desk, qtbot)


# What is to be looked at first.


def test_nothing_is_made_until_all_is_mended_or_let_be(desk: ExportDesk, qtbot: QtBot):
    dialog = desk.dialog
    assert {"sensitive", "rights", "small", "people"} <= set(kinds(desk))
    assert not dialog.foot.go.isEnabled()
    assert dialog.pages.tabText(0) == f"Check ({dialog.check.open})"
    dialog.check.all.click()
    assert dialog.check.open == 0
    assert dialog.pages.tabText(0) == "Check"
    assert dialog.foot.go.isEnabled()
    assert dialog.foot.go.text() == "Export 14 photos"

    first = dialog.check.list.rows[0]
    first.accept.click()
    assert not dialog.foot.go.isEnabled()
    dialog.choose("longest", value=400)
    known(desk, qtbot)
    assert kinds(desk)[0] == first.caution.kind
    assert dialog.check.open == 1, "what was let be stays so, where it is about the same photos"


def test_photos_are_left_out_and_put_back(desk: ExportDesk, qtbot: QtBot):
    top = desk.dialog.top
    sensitive = desk.dialog.check.list.rows[0]
    assert sensitive.caution.kind == "sensitive"
    sensitive.buttons["leave"].click()
    known(desk, qtbot)
    assert "sensitive" not in kinds(desk)
    assert top.left_out.text() == "1 left out"
    assert len(desk._picked) == 13
    top.back.click()
    known(desk, qtbot)
    assert "sensitive" in kinds(desk)
    assert not top.back.isVisibleTo(desk.dialog)


def test_rights_are_said_there(desk: ExportDesk, told: App, qtbot: QtBot):
    rights = next(row for row in desk.dialog.check.list.rows if row.caution.kind == "rights")
    rights.buttons["rights"].click()
    asks = desk.dialog.findChild(RemedyDialog)
    assert not asks.does.isEnabled()
    asks.lines["rights"].setText("Ann, all rights reserved")
    asks.does.click()
    wait(qtbot, lambda: "rights" not in kinds(desk) and not is_checking(desk))
    known(desk, qtbot)
    db = told.reader()
    assert db.execute("SELECT DISTINCT value FROM notes WHERE about = 'rights'").fetchall() == [
        ("Ann, all rights reserved",)
    ]
    db.close()


def test_releases_are_noted_there(desk: ExportDesk, qtbot: QtBot):
    releases = next(row for row in desk.dialog.check.list.rows if row.caution.kind == "releases")
    releases.buttons["release"].click()
    asks = desk.dialog.findChild(RemedyDialog)
    assert asks.release.currentData() == "unlimited"
    asks.does.click()
    wait(qtbot, lambda: "releases" not in kinds(desk) and not is_checking(desk))
    known(desk, qtbot)


def test_photos_of_a_caution_are_shown(desk: ExportDesk, telling: MainWindow, qtbot: QtBot):
    desk.dialog.check.list.rows[0].buttons["show"].click()
    wait(qtbot, lambda: telling.model.results.question.text == "is:sensitive")
    assert desk.dialog.isVisible()
    assert len(desk._picked) == 14, "the dialog goes on about the photos that it was opened for"
    known(desk, qtbot)


# Names and folders.


def test_names_are_shown_as_they_will_be(desk: ExportDesk, qtbot: QtBot):
    names = desk.dialog.names
    row(desk.dialog, "name").show_value("trip-{counter:03}")
    row(desk.dialog, "folder").show_value("{date:%Y}")
    known(desk, qtbot)
    shown = [names.list.topLevelItem(place).text(1) for place in range(names.list.topLevelItemCount())]
    assert len(shown) == 14
    assert shown[0].endswith("/trip-001.jpg")
    line = row(desk.dialog, "name").control
    assert isinstance(line, QLineEdit)
    line.setCursorPosition(0)
    names._insert("{title}")
    assert line.text().startswith("{title}trip")
    known(desk, qtbot)


def test_what_cannot_be_is_told_at_once(desk: ExportDesk, qtbot: QtBot):
    desk.dialog.check.all.click()
    for name, value, said in (
        ("name", "{nothing}", "has a field {nothing}"), ("folder", "{", "without the other"),
        ("background", "red", "Background: "),
    ):  # fmt: skip
        row(desk.dialog, name).show_value(value)
        wait(qtbot, lambda said=said: said in desk.dialog.foot.said.text())
        assert not desk.dialog.foot.go.isEnabled()
        row(desk.dialog, name).show_value(row(desk.dialog, name).default)
        known(desk, qtbot)
        assert desk.dialog.foot.go.isEnabled()


def test_without_a_folder_nothing_begins(desk: ExportDesk, qtbot: QtBot):
    desk.dialog.top.show_folder("")
    wait(qtbot, lambda: desk.dialog.foot.said.text() == "Choose a folder for the files.")
    assert not desk.dialog.foot.go.isEnabled()


def test_a_folder_of_the_library_is_told(desk: ExportDesk, pictures: Path, qtbot: QtBot):
    desk.dialog.top.show_folder(str(pictures / "out"))
    wait(qtbot, lambda: "your library" in desk.dialog.top.warning.text())
    known(desk, qtbot)


# Making it.


def test_a_list_needs_no_pictures(desk: ExportDesk, tmp_path: Path, qtbot: QtBot):
    desk.dialog.top.show_target("list")
    known(desk, qtbot)
    pages = desk.dialog.pages
    shown = [pages.tabText(place) for place in range(pages.count()) if pages.isTabVisible(place)]
    assert shown[1:] == ["List", "Metadata"]
    assert "14 photos" in go(desk, qtbot)
    assert (tmp_path / "out" / "photos.csv").is_file()


def test_it_is_stopped_and_goes_on(desk: ExportDesk, tmp_path: Path, qtbot: QtBot):
    choose(desk, "instagram-story")
    known(desk, qtbot)
    desk.dialog.check.all.click()
    desk.dialog.foot.go.click()
    wait(qtbot, lambda: desk.run._runs)
    desk.dialog.foot.stop.click()
    wait(qtbot, lambda: desk.dialog.foot.ended.startswith("Stopped"))
    assert desk.dialog.top.isEnabled()
    wait(qtbot, desk.dialog.foot.go.isEnabled)
    desk.dialog.foot.go.click()
    wait(qtbot, lambda: desk.dialog.foot.ended.startswith("14 photos"))
    assert len(list((tmp_path / "out").iterdir())) == 14


def test_what_waits_is_stopped_without_what_is_before_it(desk: ExportDesk, telling: MainWindow, tmp_path, qtbot: QtBot):
    desk.dialog.check.all.click()
    known(desk, qtbot)
    goes_on, seen = threading.Event(), threading.Event()

    def other(_db):
        while not goes_on.is_set():
            yield Step(Progress("read"))
            time.sleep(0.01)
        seen.set()
        return Report("Read.")

    telling.session.bridge.start("Reading photos", other)
    wait(qtbot, lambda: telling.session.is_busy)
    desk.dialog.foot.go.click()
    assert desk.dialog.foot.said.text().startswith("Begins when")
    desk.dialog.foot.stop.click()
    assert desk.dialog.foot.ended.startswith("Stopped")
    goes_on.set()
    wait(qtbot, lambda: seen.is_set() and not telling.session.is_busy)
    assert not (tmp_path / "out").exists()
    known(desk, qtbot)


def test_photos_are_exported_and_a_second_run_has_nothing_to_do(desk: ExportDesk, tmp_path: Path, qtbot: QtBot):
    choose(desk, "instagram-square")
    known(desk, qtbot)
    assert go(desk, qtbot).startswith("14 photos exported")
    files = sorted((tmp_path / "out").glob("*.jpg"))
    assert len(files) == 14
    with Image.open(files[0]) as image:
        assert image.size == (1080, 1080)
    foot = desk.dialog.foot
    assert foot.reveal.isVisibleTo(desk.dialog)
    wait(qtbot, lambda: not foot.go.isVisibleTo(desk.dialog))  # there is nothing left to do

    desk.dialog.choose("quality", value=40)
    known(desk, qtbot)
    assert foot.go.text() == "Export 14 photos"
    desk.dialog.choose("quality", value=90)
    known(desk, qtbot)
    assert "are there already" in foot.said.text()
    assert not foot.go.isEnabled()
    desk.dialog.top.show_target("package")
    known(desk, qtbot)
    assert foot.go.isEnabled(), "the pictures are there, and what goes with them is not"
    foot.go.click()
    wait(qtbot, lambda: foot.ended.startswith("14 photos"))
    assert (tmp_path / "out" / "manifest.csv").is_file()


def test_the_selected_photos_in_the_order_of_the_grid(telling: MainWindow, tmp_path: Path, qtbot: QtBot):
    ids = telling.model.results.ids
    telling.page.grid.select_ids((int(ids[3]), int(ids[1])))
    telling.commands["export_photos"].trigger()
    desk = telling.exporting.desk
    assert desk.dialog.top.photos.currentText() == "2 photos selected"
    assert desk._picked.listed() == (ids[1], ids[3])
    desk.dialog.top.show_folder(str(tmp_path / "out"))
    desk.dialog.top.photos.setCurrentIndex(1)
    desk.dialog.top.photos.activated.emit(1)
    assert len(desk._picked) == 14
    known(desk, qtbot)


def test_what_could_not_be_made_is_told_with_the_reason(desk: ExportDesk, tmp_path: Path, qtbot: QtBot):
    (tmp_path / "out").write_text("in the way")
    wait(qtbot, lambda: bool(desk.dialog.foot._refused) or desk.dialog.foot._known)
    desk._await()
    wait(qtbot, lambda: str(tmp_path / "out") in desk.dialog.foot.said.text())
    assert not desk.dialog.foot.go.isEnabled()


def test_the_preset_and_the_folder_are_remembered(desk: ExportDesk, telling: MainWindow, told: App, qtbot: QtBot):
    choose(desk, "press")
    known(desk, qtbot)
    folder = desk.dialog.top.folder.text()
    telling.close()
    memory = recall(told.home)
    assert (memory.export_preset, memory.export_folder) == ("press", folder)


def test_a_window_that_may_only_look_says_so(told: App, open_window, monkeypatch, qtbot: QtBot):
    monkeypatch.setattr("photoorg.app.why_read_only", lambda _home: "Another photoorg has it.")
    opened = open_window(open_app(told.home.root))
    wait(qtbot, lambda: len(opened.model) == 14)
    opened.commands["export_photos"].trigger()
    dialog = opened.exporting.desk.dialog
    wait(qtbot, lambda: dialog.foot.said.text() == "Another photoorg has it.")
    assert not dialog.foot.go.isEnabled()
