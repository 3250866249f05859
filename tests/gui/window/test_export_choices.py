"""What may be chosen for an export in the window: options, targets, presets, names and the folder."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.export.options import Options
from photoorg.export.presets import preset, presets
from photoorg.export.targets import TARGETS
from photoorg.gui.option_rows import OptionForm
from photoorg.gui.option_words import NEEDED, PAGES
from photoorg.gui.window import MainWindow

# What may be chosen.


def test_every_option_has_a_row(hand):
    desk = hand.desk
    names = [name for form in desk.dialog.forms.values() for name in form.rows]
    assert sorted(names) == sorted(Options.model_fields)
    assert {name for _, page in PAGES for name in page} <= set(names)
    assert set(NEEDED) <= set(names).union(*(target.options.model_fields for target in TARGETS))
    assert desk.dialog.options() == preset(desk._app.home, "web").options


def test_every_target_can_be_chosen(hand):
    desk = hand.desk
    for target in TARGETS:
        desk.dialog.top.show_target(target.name)
        hand.known()
        order = desk.dialog.order()
        assert order.target == target.name
        assert target.chosen(order.chosen) == target.options()
        form = desk.dialog.own_form
        assert (set(form.rows) if form else set()) == set(target.options.model_fields)
        assert desk.dialog.top.about_target.text() == target.doc


def test_a_preset_is_what_the_dialog_says(hand):
    desk = hand.desk
    for wanted in presets(desk._app.home)[0]:
        hand.choose(wanted.name)
        assert desk.dialog.options() == wanted.options
        assert desk.dialog.top.about_preset.text() == wanted.doc
        hand.known()


def test_what_means_nothing_is_not_shown(hand):
    desk = hand.desk
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
    hand.known()


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


def test_a_preset_is_saved_changed_and_deleted(hand):
    desk = hand.desk
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
    hand.known()


def test_a_bad_file_of_a_preset_is_told_and_the_rest_is_there(telling: MainWindow, told: App, waiting_hand):
    folder = told.home.root / "presets"
    folder.mkdir()
    (folder / "broken.json").write_text("{")
    telling.commands["export_photos"].trigger()
    hand, desk = waiting_hand, waiting_hand.desk
    assert "broken.json" in desk.dialog.top.wrong.text()
    assert desk.dialog.top.preset.count() == 6
    hand.known()


# Names and folders.


def test_names_are_shown_as_they_will_be(hand):
    desk = hand.desk
    names = desk.dialog.names
    hand.row("name").show_value("trip-{counter:03}")
    hand.row("folder").show_value("{date:%Y}")
    hand.known()
    shown = [names.list.topLevelItem(place).text(1) for place in range(names.list.topLevelItemCount())]
    assert len(shown) == 14
    assert shown[0].endswith("/trip-001.jpg")
    line = hand.row("name").control
    assert isinstance(line, QLineEdit)
    line.setCursorPosition(0)
    names._insert("{title}")
    assert line.text().startswith("{title}trip")
    hand.known()


def test_what_cannot_be_is_told_at_once(hand):
    desk = hand.desk
    desk.dialog.check.all.click()
    for name, value, said in (
        ("name", "{nothing}", "has a field {nothing}"), ("folder", "{", "without the other"),
        ("background", "red", "Background: "),
    ):  # fmt: skip
        hand.row(name).show_value(value)
        hand.wait(lambda said=said: said in desk.dialog.foot.said.text())
        assert not desk.dialog.names.list.topLevelItemCount()
        assert not desk.dialog.foot.go.isEnabled()
        hand.row(name).show_value(hand.row(name).default)
        hand.known()
        assert desk.dialog.foot.go.isEnabled()


def test_without_a_folder_nothing_begins(hand):
    desk = hand.desk
    desk.dialog.top.show_folder("")
    hand.wait(lambda: desk.dialog.foot.said.text() == "Choose a folder for the files.")
    assert not desk.dialog.foot.go.isEnabled()


def test_a_folder_of_the_library_is_told(hand, pictures: Path):
    desk = hand.desk
    desk.dialog.top.show_folder(str(pictures / "out"))
    hand.wait(lambda: "your library" in desk.dialog.top.warning.text())
    hand.known()
