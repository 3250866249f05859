"""The tag manager on the real window: names, places, other words, colours, tags made one, and files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from photoorg.gui import terms
from photoorg.gui.tag_dialog import TagDialog
from photoorg.gui.window import MainWindow
from photoorg.library.own_tags import COLOURS
from photoorg.library.vocabulary_rows import TagRow


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


@pytest.fixture
def manager(window: MainWindow, qtbot: QtBot) -> TagDialog:
    window.commands["show_tags"].trigger()
    dialog = window.vocabulary.dialog
    wait(qtbot, lambda: bool(dialog.tree.tags.rows))
    return dialog


def rows(dialog: TagDialog) -> dict[str, TagRow]:
    return dict(dialog.tree.tags.rows)


def most(dialog: TagDialog) -> str:
    """A tag of most photos that others lie under no more."""
    above = {over for row in rows(dialog).values() for over in row.parents}
    found = [row for row in rows(dialog).values() if row.name not in above and row.photos]
    return max(found, key=lambda row: row.photos).name


def edit(dialog: TagDialog, name: str, typed: str) -> None:
    index = dialog.tree._index(name)
    assert index.isValid()
    assert not dialog.tree.model().setData(index, typed, Qt.ItemDataRole.EditRole)


def answer(dialog: TagDialog, words: str) -> None:
    box = dialog.findChildren(QMessageBox)[-1]
    next(button for button in box.buttons() if button.text() == words).click()


def test_another_name_and_back(window: MainWindow, manager: TagDialog, qtbot: QtBot) -> None:
    name = most(manager)
    photos = rows(manager)[name].photos
    edit(manager, name, "Our own")
    wait(qtbot, lambda: "Our own" in rows(manager))
    assert rows(manager)["Our own"].photos == photos
    assert rows(manager)["Our own"].once == (name,)
    assert f"“{name}” is called “Our own” now" in manager.said.text()
    window.show_query(f'tag:"{name}"')
    wait(qtbot, lambda: len(window.model.results.ids) == photos)
    manager.way_back.click()
    wait(qtbot, lambda: name in rows(manager) and "Our own" not in rows(manager))


def test_undo_here_is_the_window_s_undo(window: MainWindow, manager: TagDialog, qtbot: QtBot) -> None:
    name = most(manager)
    edit(manager, name, "Our own")
    wait(qtbot, lambda: "Our own" in rows(manager) and not manager.way_back.isHidden())
    manager.way_back.click()
    wait(qtbot, lambda: manager.said.text().startswith("Undone: "))
    assert manager.way_back.isHidden()
    wait(qtbot, lambda: window.toast.text.text() == manager.said.text())
    assert window.toast.way_back.text() == "Redo"


def test_what_may_be_one_and_what_nobody_uses(manager: TagDialog, qtbot: QtBot) -> None:
    manager.tree.selectionModel().clearSelection()
    for name in ("sun-set", "sunset", "sea side", "seaside"):
        manager.create_wanted.emit(name, "")
        wait(qtbot, lambda name=name: name in rows(manager))
    wait(qtbot, lambda: {"sun-set", "sea side"} <= {one for near in manager._near for one in (near.first, near.second)})
    assert not manager.one.isEnabled()
    places = [place for place, near in enumerate(manager._near) if near.why == "written alike"][:2]
    model, chosen = manager.near.model(), manager.near.selectionModel()
    for place in places:
        manager.near.setCurrentIndex(model.index(place, 0))
    assert [index.row() for index in chosen.selectedRows()] == places[-1:]  # only one pair at a time
    manager.one.click()
    answer(manager, "Make one")
    gone = manager._near[places[-1]].second
    wait(qtbot, lambda: gone not in rows(manager))

    wait(qtbot, lambda: gone not in _column(manager))
    left = _column(manager)
    manager.unused.selectAll()
    manager.gone.click()
    wait(qtbot, lambda: not set(left) & rows(manager).keys())


def _column(manager: TagDialog) -> list[str]:
    model = manager.unused.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_a_name_that_is_there_asks_to_make_them_one(manager: TagDialog, qtbot: QtBot) -> None:
    name = most(manager)
    other = next(one for one in ("zebra", "umbrella") if one not in rows(manager))
    edit(manager, name, other)
    wait(qtbot, lambda: bool(manager.findChildren(QMessageBox)))
    answer(manager, "Make one")
    wait(qtbot, lambda: name not in rows(manager) and rows(manager)[other].photos > 0)


def test_words_and_a_colour(window: MainWindow, manager: TagDialog, qtbot: QtBot) -> None:
    name = most(manager)
    manager.tree.choose([name])
    editor = manager.editor
    assert editor.title.text() == name
    assert not editor.save.isEnabled()
    editor.fields["synonyms"].setText("thingy, what-not")
    red = next(button for button in editor.swatches.buttons() if button.property("colour") == COLOURS["red"])
    red.click()
    assert editor.save.isEnabled()
    editor.save.click()
    wait(qtbot, lambda: rows(manager)[name].colour == COLOURS["red"])
    assert rows(manager)[name].synonyms == ("thingy", "what-not")
    wait(qtbot, lambda: terms.colour_of(name) == COLOURS["red"])
    manager.search.setText("thingy")
    assert manager.tree._index(name).isValid()
    assert manager.tree.names == [name]
    manager.search.setText("no such word")
    assert not manager.tree._index(name).isValid()


def test_name_and_way_out_are_seen(manager: TagDialog, qtbot: QtBot) -> None:
    name = most(manager)
    manager.tree.choose([name])
    editor = manager.editor
    assert editor.name.text() == name
    assert not editor.rename.isEnabled()
    editor.name.clear()
    qtbot.keyClicks(editor.name, "  Our   own ")
    manager.refresh_wanted.emit()  # what is typed stays while the library changes
    qtbot.wait(200)
    assert editor.name.text() == "  Our   own "
    editor.rename.click()
    wait(qtbot, lambda: "Our own" in rows(manager))
    manager.tree.choose(["Our own"])
    editor.remove.click()
    wait(qtbot, lambda: bool(manager.findChildren(QMessageBox)))
    answer(manager, "Take out")
    wait(qtbot, lambda: manager.said.text().startswith("Took out “Our own”, off "))
    wait(qtbot, lambda: "Our own" not in rows(manager) or not rows(manager)["Our own"].photos)


def test_a_tag_of_the_panel_leads_to_its_tools(window: MainWindow, qtbot: QtBot) -> None:
    name = window.session.overview.tags[0] if window.session.overview else ""
    menu = QMenu(window)
    window.page.sidebar.tags.offered.emit(menu, name)
    entries = {entry.text().split(" ")[0]: entry for entry in menu.actions()}
    entries["Rename"].trigger()
    dialog = window.vocabulary.dialog
    wait(qtbot, lambda: dialog.editor.name.text() == name)
    dialog.close()
    entries["Review"].trigger()
    assert window.pages.currentWidget() is window.reviewing.page
    assert window.reviewing.page.tag == name
    entries["Teach"].trigger()
    assert window.pages.currentWidget() is window.teacher.page
    wait(qtbot, lambda: window.teacher.page.lesson is not None)
    entries["Edit"].trigger()
    wait(qtbot, lambda: dialog.tree.names == [name])
    menu.deleteLater()


def test_made_moved_and_taken_out(manager: TagDialog, qtbot: QtBot) -> None:
    manager.tree.selectionModel().clearSelection()
    manager.create_wanted.emit("Rex", "")
    wait(qtbot, lambda: "Rex" in rows(manager))
    wait(qtbot, lambda: manager.unused.model().rowCount() == 1)
    over = most(manager)
    manager.tree.moved.emit(["Rex"], over)
    wait(qtbot, lambda: rows(manager)["Rex"].parents == (over,))
    manager.tree.moved.emit([over], "Rex")
    wait(qtbot, lambda: "cannot be under 'Rex'" in manager.said.text())
    manager.tree.removed.emit(["Rex"])
    wait(qtbot, lambda: "Rex" not in rows(manager))


def test_files(manager: TagDialog, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Places\n\tRome\n{nothing}\n")
    manager.import_wanted.emit(str(tmp_path / "in.txt"))
    wait(qtbot, lambda: "Rome" in rows(manager))
    assert (
        manager.said.text()
        == "Imported: 2 new tags, 0 changed. Not used: Line 3: 'nothing' is another word for nothing."
    )
    manager.export_wanted.emit(str(tmp_path / "out.csv"))
    wait(qtbot, (tmp_path / "out.csv").exists)
    assert "Rome,Places" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    manager.import_wanted.emit(str(tmp_path / "none.csv"))
    wait(qtbot, lambda: "cannot be read" in manager.said.text())
