"""The panel that edits many photos at once, on the real window."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui import changing
from photoorg.gui.edit_panel import EditPanel
from photoorg.gui.edit_tag_view import buttons
from photoorg.gui.edit_tags import EditTags
from photoorg.gui.window import MainWindow
from photoorg.library import bulk
from photoorg.library.bulk import Edit, TagIn
from photoorg.library.notes import notes_on
from photoorg.library.shown import tags_on

LEFT = Qt.MouseButton.LeftButton


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def choose(window: MainWindow, *places: int) -> list[int]:
    """Select photos by their places."""
    ids = [int(window.model.results.ids[place]) for place in places]
    window.page.grid.setFocus()
    window.page.grid.select_ids(ids)
    return ids


def press(window: MainWindow, name: str) -> None:
    window.commands[name].trigger()


def open_panel(window: MainWindow, qtbot: QtBot) -> EditPanel:
    """Show the panel and wait for what it says of its photos."""
    panel = window.editing.panel
    window.commands["edit_photos"].setChecked(True)
    wait(qtbot, lambda: panel.foot.says.text() == "Choose what is to change.")
    wait(qtbot, lambda: panel.tags._total == len(window.editing._ids))
    return panel


def is_said(panel: EditPanel, *sentences: str):
    return lambda: panel.foot.says.text() in sentences


def yes_of(window: MainWindow, ids: list[int]) -> list[set[str]]:
    """What a person says is theirs, photo by photo."""
    db = window.session._app.reader()
    found = tags_on(db, ids)
    db.close()
    return [{tag.name for tag in found[photo] if tag.verdict in {"added", "accepted"}} for photo in ids]


def values(window: MainWindow, ids: list[int]) -> dict[str, str | None]:
    db = window.session._app.reader()
    found = dict(bulk.values_in(db, ids))
    db.close()
    return found


def test_a_tag_is_added_to_what_is_selected(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 2, 3)
    panel = open_panel(window, qtbot)
    assert panel.heading.text() == "Edit 3 photos"
    assert not panel.foot.apply.isEnabled()
    QTest.keyClicks(panel.field, "Lisbon, to print")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert [(row.name, row.said) for row in panel.tags.rows[:2]] == [("Lisbon", "on all"), ("to print", "on all")]
    wait(qtbot, is_said(panel, "All 3 photos will change."))

    QTest.mouseClick(panel.foot.apply, LEFT)

    wait(qtbot, lambda: yes_of(window, ids) == [{"Lisbon", "to print"}] * 3)
    wait(qtbot, lambda: window.toast.text.text() == "3 photos changed")
    assert window.toast.way_back.isVisible()
    wait(qtbot, is_said(panel, "Choose what is to change."))
    wait(qtbot, lambda: any(row.name == "Lisbon" and row.said == "3 of 3" for row in panel.tags.rows))


def test_an_edit_is_one_deed_that_is_taken_back(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 1)
    panel = open_panel(window, qtbot)
    panel.tags.plan("Lisbon", "add")
    panel.rating.choose(3)
    panel.texts["title"].type("At the sea")
    wait(qtbot, is_said(panel, "All 2 photos will change."))
    panel.foot.apply.click()
    wait(qtbot, lambda: window.toast.text.text() == "2 photos changed")
    before = values(window, ids)
    assert (before["rating"], before["title"]) == ("3", "At the sea")
    window.toast.way_back.click()
    wait(qtbot, lambda: yes_of(window, ids) == [set()] * 2)
    now = values(window, ids)
    assert (now["rating"], now["title"]) == ("", "")
    wait(qtbot, window.commands["redo"].isEnabled)
    window.commands["redo"].trigger()
    wait(qtbot, lambda: values(window, ids) == before)


def test_a_tag_is_called_what_it_is(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 1)
    window.session.bridge.edit(lambda db: bulk.apply(db, ids[:1], Edit(add=("Rex",), texts={"title": "Mine"})))
    wait(qtbot, lambda: yes_of(window, ids) == [{"Rex"}, set()])
    panel = open_panel(window, qtbot)
    panel.tags.plan("dogs", "add")
    panel.tags.plan("Rex", "replace", "cani")
    panel.texts["title"].type("Theirs")
    wait(qtbot, lambda: [row.said for row in panel.tags.rows[:2]] == ["on all", "→ dog"])
    assert panel.tags.rows[0].name == "dog"
    wait(qtbot, is_said(panel, "All 2 photos will change."))
    assert panel.foot.parts.lost.text() == "What you said before is replaced on 1 photo."
    panel.foot.apply.click()
    wait(qtbot, lambda: yes_of(window, ids) == [{"dog"}] * 2)


def test_it_is_said_what_else_goes(telling: MainWindow, qtbot: QtBot):
    place = next(one for one in range(14) if telling.model.card(one).name == "astronaut.jpg")  # type: ignore[union-attr]
    choose(telling, place)
    panel = open_panel(telling, qtbot)
    panel.tags.plan("dog", "remove")
    wait(qtbot, is_said(panel, "This photo will change."))
    assert (
        panel.foot.parts.lost.text()
        == "With 'dog' go the guesses that need it: 'golden retriever' (1), 'retriever' (1)."
    )
    assert not panel.foot.parts.isHidden()


def test_a_new_tag_is_said_to_be_new(window: MainWindow, qtbot: QtBot):
    choose(window, 0, 1)
    panel = open_panel(window, qtbot)
    panel.tags.plan("bicyle", "add")
    wait(qtbot, lambda: panel.tags.rows[0].said == "new tag, on all")
    assert panel.foot.parts.lost.text() == "“bicyle” is a new tag. Did you mean “bicycle”?"
    panel.tags.plan("bicyle", "")
    panel.tags.plan("bicycle", "add")
    wait(qtbot, lambda: panel.tags.rows[0].said == "on all")
    wait(qtbot, lambda: not panel.foot.parts.lost.text())


def test_closing_the_panel_can_be_taken_back(window: MainWindow, qtbot: QtBot):
    first = choose(window, 0, 1)
    panel = open_panel(window, qtbot)
    panel.tags.plan("Lisbon", "add")
    wait(qtbot, is_said(panel, "All 2 photos will change."))
    choose(window, 2, 3, 4)
    wait(qtbot, lambda: panel.whose.text() == "Those that you began with; others are selected now.")
    panel.close_button.click()
    assert window.toast.text.text() == "What you chose for 2 photos was not applied."
    window.toast.way_back.click()
    assert panel.isVisible()
    assert panel.edit == Edit(add=("Lisbon",))
    panel.foot.apply.click()
    wait(qtbot, lambda: yes_of(window, first) == [{"Lisbon"}] * 2)
    panel.close_button.click()
    window.commands["edit_photos"].trigger()
    assert not panel.edit


def test_without_photos_there_are_no_tags_to_speak_of(window: MainWindow, qtbot: QtBot):
    window.show_query("camera:none-such")
    wait(qtbot, lambda: not len(window.model.results.ids) and window.model.results.complete)
    window.commands["edit_photos"].setChecked(True)
    panel = window.editing.panel
    wait(qtbot, lambda: panel.whose.text() == "There are no photos to edit here.")
    wait(qtbot, panel.no_tags.isHidden)


def test_rows_count_and_their_buttons_have_three_states(window: MainWindow, qtbot: QtBot):
    one, two, _ = choose(window, 0, 1, 2)
    window.session.bridge.edit(lambda db: bulk.apply(db, [one, two], Edit(add=("Rex",))))
    wait(qtbot, lambda: yes_of(window, [one, two]) == [{"Rex"}] * 2)
    panel = open_panel(window, qtbot)
    wait(qtbot, lambda: panel.tags.place_of("Rex") >= 0)
    place = panel.tags.place_of("Rex")
    assert panel.tags.rows[place].said == "2 of 3"

    def click(plan: str) -> str:
        index = panel.tags.index(panel.tags.place_of("Rex"))
        panel.rows.scrollTo(index)
        spot = buttons(panel.rows.visualRect(index))[plan].center()  # type: ignore[index]
        QTest.mouseClick(panel.rows.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, spot)
        return panel.tags.rows[panel.tags.place_of("Rex")].plan

    assert click("add") == "add"
    wait(qtbot, is_said(panel, "1 of 3 photos will change."))
    assert click("remove") == "remove"
    wait(qtbot, is_said(panel, "2 of 3 photos will change."))
    assert click("remove") == ""
    wait(qtbot, is_said(panel, "Choose what is to change."))
    panel.rows.setFocus()
    panel.rows.setCurrentIndex(panel.tags.index(panel.tags.place_of("Rex")))
    for key, plan in ((Qt.Key.Key_Space, "add"), (Qt.Key.Key_Space, "remove"), (Qt.Key.Key_Space, ""),
                      (Qt.Key.Key_Plus, "add"), (Qt.Key.Key_Minus, "remove"), (Qt.Key.Key_Delete, "")):  # fmt: skip
        QTest.keyClick(panel.rows, key)
        assert panel.tags.rows[panel.tags.place_of("Rex")].plan == plan


def test_a_tag_is_replaced_and_confirmed_from_its_menu(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 1)
    window.session.bridge.edit(lambda db: bulk.apply(db, ids, Edit(add=("Rex", "Felix"))))
    wait(qtbot, lambda: yes_of(window, ids) == [{"Rex", "Felix"}] * 2)
    panel = open_panel(window, qtbot)
    wait(qtbot, lambda: panel.tags.place_of("Rex") >= 0)
    row = panel.tags.rows[panel.tags.place_of("Rex")]
    menu = panel.rows.menu_for(row)
    assert [action.isEnabled() for action in menu.actions()] == [False, True, False, True, True, True, False]
    menu.actions()[4].trigger()
    assert panel.field.placeholderText() == "Replace “Rex” by…"
    panel.field.setText("Bello")
    panel.field.returnPressed.emit()
    assert panel.tags.rows[panel.tags.place_of("Rex")].said == "→ Bello"
    panel.rows.menu_for(panel.tags.rows[panel.tags.place_of("Felix")]).actions()[3].trigger()
    wait(qtbot, is_said(panel, "All 2 photos will change."))
    panel.foot.apply.click()
    wait(qtbot, lambda: yes_of(window, ids) == [{"Bello"}] * 2)


def test_marks_texts_and_times(window: MainWindow, qtbot: QtBot):
    one, two = ids = choose(window, 0, 1)
    window.session.bridge.edit(
        lambda db: bulk.apply(db, [one], Edit(rating=2, texts={"title": "One", "creator": "Ada"}))
    )
    window.session.bridge.edit(lambda db: bulk.apply(db, [two], Edit(texts={"creator": "Ada"})))
    wait(qtbot, lambda: values(window, ids)["creator"] == "Ada")
    panel = open_panel(window, qtbot)
    wait(qtbot, lambda: panel.texts["creator"].text == "Ada")
    title = panel.texts["title"]
    assert (panel.rating.box.currentText(), panel.label.box.currentText()) == ("Several values", "No label")
    assert (title.text, title.field.placeholderText()) == ("", "Several values")
    assert not panel.edit

    panel.rating.choose(4)
    panel.label.choose("green")
    panel.pick.choose(True)
    title.type("At the sea")
    panel.texts["creator"].clear()
    panel.texts["caption"].type("  Waves,\nand more " + "x" * 300)
    panel.texts["alt"].type("A beach " + "y" * 300)
    assert panel.texts["alt"].count.text() == "250 of 250"
    panel.time.how.choose("set")
    when = panel.time.when.dateTime()
    wait(qtbot, is_said(panel, "All 2 photos will change."))
    assert not panel.foot.parts.lines[0][0].isHidden()
    panel.foot.apply.click()

    wait(qtbot, lambda: values(window, ids)["title"] == "At the sea")
    now = values(window, ids)
    assert (now["rating"], now["label"], now["pick"], now["creator"]) == ("4", "green", "1", "")
    assert now["taken"] == when.toString("yyyy-MM-ddTHH:mm:ss")
    assert str(now["caption"]).startswith("Waves, and more")
    assert len(str(now["alt"])) == 250
    wait(qtbot, lambda: not panel.edit)
    wait(qtbot, lambda: panel.rating.box.currentText() == "★★★★")
    panel.time.how.choose("shift")
    panel.time.shifting.way.setCurrentIndex(1)
    panel.time.shifting.parts[0][0].setValue(1)
    panel.time.shifting.parts[2][0].setValue(30)
    assert panel.edit == Edit(shift=-86_400 - 1800)
    panel.time.how.choose("file")
    assert panel.edit == Edit(taken="")
    panel.clear()
    assert not panel.edit
    assert panel.time.shifting.seconds == 0


def test_typing_can_be_left(window: MainWindow, qtbot: QtBot):
    choose(window, 0)
    panel = open_panel(window, qtbot)
    title = panel.texts["title"]
    title.show_value("One")
    title.type("Two")
    assert (title.value, title.back.isHidden()) == ("Two", False)
    title.show_value("Three")  # what is typed stays
    assert title.text == "Two"
    title.leave()
    assert (title.text, title.value) == ("Three", None)
    title.clear()
    assert (title.value, title.field.placeholderText()) == ("", "Taken off all")
    title.show_value(None)
    title.leave()
    assert (title.value, title.field.placeholderText()) == (None, "Several values")
    panel.close_button.click()
    assert panel.isHidden()
    assert not window.commands["edit_photos"].isChecked()


def test_nothing_selected_is_all_that_is_shown(window: MainWindow, qtbot: QtBot):
    window.page.grid.clearSelection()
    panel = open_panel(window, qtbot)
    assert panel.heading.text() == "Edit 14 photos"
    assert panel.whose.text() == "Nothing is selected, so all photos."
    window.commands["select_all"].trigger()
    wait(qtbot, lambda: panel.whose.text() == "Those that are selected.")
    window.page.grid.clearSelection()
    folder = next(path for path in window.page.sidebar.folders.paths if path.endswith("made"))
    entries = {action.text(): action for action in window.page.sidebar.folders.menu_for(folder).actions()}
    entries["Edit the photos in it…"].trigger()
    wait(qtbot, lambda: panel.heading.text() == "Edit 10 photos")
    assert "made" in panel.whose.text()
    panel.tags.plan("made up", "add")
    wait(qtbot, is_said(panel, "All 10 photos will change."))
    panel.foot.apply.click()
    wait(qtbot, lambda: yes_of(window, window.model.results.ids.tolist()) == [{"made up"}] * 10)


def test_what_is_chosen_stays_with_its_photos(window: MainWindow, qtbot: QtBot):
    first = choose(window, 0, 1)
    panel = open_panel(window, qtbot)
    choose(window, 2)
    wait(qtbot, lambda: panel.heading.text() == "Edit 1 photo")
    choose(window, 0, 1)
    wait(qtbot, lambda: panel.heading.text() == "Edit 2 photos")

    panel.tags.plan("Lisbon", "add")
    wait(qtbot, is_said(panel, "All 2 photos will change."))
    third = choose(window, 3)
    wait(qtbot, lambda: not panel.others.isHidden())
    assert panel.others.text() == "Edit the 1 photo selected now instead"
    assert panel.heading.text() == "Edit 2 photos"
    panel.foot.apply.click()
    wait(qtbot, lambda: yes_of(window, first + third) == [{"Lisbon"}, {"Lisbon"}, set()])
    wait(qtbot, lambda: panel.heading.text() == "Edit 1 photo")

    panel.tags.plan("Porto", "add")
    wait(qtbot, is_said(panel, "This photo will change."))
    choose(window, 4, 5)
    wait(qtbot, lambda: not panel.others.isHidden())
    panel.others.click()
    wait(qtbot, is_said(panel, "All 2 photos will change."))
    panel.foot.reset.click()
    wait(qtbot, is_said(panel, "Choose what is to change."))


def test_the_open_photo_is_edited_and_a_contradiction_told(window: MainWindow, qtbot: QtBot):
    window.open_photo(2)
    panel = open_panel(window, qtbot)
    assert panel.whose.text() == "The open photo."
    panel.pick.choose(True)
    panel.rating.choose(-1)
    wait(qtbot, lambda: "picked and rejected" in panel.foot.says.text())
    assert not panel.foot.apply.isEnabled()
    panel.pick.leave()
    wait(qtbot, panel.foot.apply.isEnabled)
    QTest.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    photo = window.viewer.photo_id or 0
    wait(qtbot, lambda: values(window, [photo])["rating"] == "-1")
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isHidden()


def test_a_long_one_is_told_of_and_can_be_stopped(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    ids = choose(window, *range(14))

    def slow(_db: object, photos: list[int], _edit: Edit, told: Callable[[int, int], None]) -> None:
        for _ in range(500):
            told(3, len(photos))
            time.sleep(0.02)

    monkeypatch.setattr(changing.bulk, "apply", slow)
    panel = open_panel(window, qtbot)
    panel.tags.plan("Lisbon", "add")
    wait(qtbot, is_said(panel, "All 14 photos will change."))
    panel.foot.apply.click()
    wait(qtbot, lambda: not panel.foot.stop.isHidden())
    wait(qtbot, lambda: window.toast.text.text() == "Changing 14 photos: 21 %")
    assert (panel.foot.bar.value(), panel.foot.apply.isEnabled()) == (3, False)
    panel.foot.stop.click()
    wait(qtbot, lambda: window.toast.text.text() == "Stopped: nothing was changed.")
    monkeypatch.undo()
    assert panel.foot.stop.isHidden()
    wait(qtbot, panel.foot.apply.isEnabled)  # what was chosen is still there
    assert yes_of(window, ids) == [set()] * 14


def test_nothing_is_changed_where_nothing_may_be(indexed: App, open_window, qtbot: QtBot):
    window = open_window(dataclasses.replace(indexed, read_only="Read only."))
    wait(qtbot, lambda: len(window.model) == 14)
    choose(window, 0)
    panel = open_panel(window, qtbot)
    panel.tags.plan("Lisbon", "add")
    wait(qtbot, is_said(panel, "This photo will change."))
    assert not panel.foot.apply.isEnabled()
    assert panel.foot.apply.toolTip() == "Read only."
    assert window.changing.do(window.editing._ids, panel.edit, "") is None


def test_tags_are_found_and_offered_by_typing(qapp):
    model = EditTags()
    model.show([TagIn("cat", 3, 1), TagIn("scatter", 1), TagIn("gone", 0, 0, 2)], 4)
    model.offer(["cat", "category", "abdicate", "dog"])
    assert [row.name for row in model.rows] == ["cat", "scatter"]
    model.filter("CAT")
    assert [row.name for row in model.rows] == ["cat", "scatter", "category", "abdicate"]
    model.plan("category", "add")
    model.filter("")
    assert [(row.name, row.said) for row in model.rows] == [
        ("category", "on all"),
        ("cat", "3 of 4"),
        ("scatter", "1 of 4"),
    ]
    assert (model.known_as("CAT"), model.known_as("Dog"), model.known_as("Rex")) == ("cat", "dog", "Rex")
    said = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "category, 0 of 4, on all"
    model.turn("category", "add")
    assert [row.name for row in model.rows] == ["cat", "scatter"]


def test_a_tip_says_what_a_button_does(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 1)
    window.session.bridge.edit(lambda db: bulk.apply(db, ids[:1], Edit(add=("Rex",))))
    wait(qtbot, lambda: yes_of(window, ids[:1]) == [{"Rex"}])
    panel = open_panel(window, qtbot)
    wait(qtbot, lambda: panel.tags.place_of("Rex") >= 0)
    rect = panel.rows.visualRect(panel.tags.index(panel.tags.place_of("Rex")))
    assert panel.rows.tip_at(buttons(rect)["add"].center()) == "Add “Rex” to all"
    assert panel.rows.tip_at(buttons(rect)["remove"].center()) == "Take “Rex” off all"
    assert panel.rows.tip_at(rect.topLeft() + QPoint(5, 5)) == "Rex: 1 of 2 have it\nYou said so of 1."
    assert panel.rows.tip_at(QPoint(5, 5000)) == ""


def test_marks_of_the_panel_are_seen_on_the_pictures(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 1)
    panel = open_panel(window, qtbot)
    panel.rating.choose(5)
    wait(qtbot, is_said(panel, "All 2 photos will change."))
    panel.foot.apply.click()
    wait(qtbot, lambda: [window.model.card(place).rating for place in (0, 1)] == [5, 5])  # type: ignore[union-attr]
    db = window.session._app.reader()
    assert {notes_on(db, ids)[photo].rating for photo in ids} == {5}
    db.close()


def test_the_grid_forgets_cards_and_not_a_million_ids(window: MainWindow):
    window.model.card(0)
    known = len(window.model._cards)
    assert len(window.model.forget(frozenset(range(1_000_000)))) == known


def test_other_pages_have_neither_panel_nor_bar(window: MainWindow, qtbot: QtBot):
    choose(window, 0)
    panel = open_panel(window, qtbot)
    window.commands["show_quick_tags"].setChecked(True)
    panel.tags.plan("Lisbon", "add")
    window.commands["show_duplicates"].trigger()
    assert (panel.isVisible(), window.quick.bar.isVisible()) == (False, False)
    window.lookalikes.page.closed.emit()
    assert (panel.isVisible(), window.quick.bar.isVisible()) == (True, True)
    assert panel.edit == Edit(add=("Lisbon",))
    window.commands["edit_photos"].setChecked(False)
    window.commands["show_duplicates"].trigger()
    window.commands["edit_photos"].trigger()
    assert window.pages.currentWidget() is window.page
    assert panel.isVisible()
    wait(qtbot, is_said(panel, "Choose what is to change."))
