"""Stars, flags and labels, by keys on the real window."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui import undoing
from photoorg.gui.actions import COMMANDS, shortcuts
from photoorg.gui.answers import Question, Results
from photoorg.gui.grid_model import GridModel
from photoorg.gui.keyboard_dialog import KeyboardDialog, menu_rows
from photoorg.gui.marks import LABELS, Marks, flagged, marked, marks_of, rated, spoken
from photoorg.gui.window import MainWindow
from photoorg.library import notes
from photoorg.library.browse import Card
from photoorg.library.kinds import LABELS as KNOWN
from photoorg.library.notes import notes_on


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def choose(window: MainWindow, *places: int) -> list[int]:
    """Select photos by their places."""
    ids = [int(window.model.results.ids[place]) for place in places]
    window.page.grid.setFocus()
    window.page.grid.select_ids(ids)
    return ids


def shown(window: MainWindow, photo_id: int) -> Marks:
    card = window.model.card(window.model.position_of(photo_id) or 0)
    assert card is not None
    return marks_of(card)


def stored(window: MainWindow, ids: list[int]) -> list[Marks]:
    db = window.session._app.reader()
    found = notes_on(db, ids)
    db.close()
    return [found.get(photo_id, Marks()) for photo_id in ids]


def press(window: MainWindow, name: str) -> None:
    """What a key does: shortcuts need an active window, which there is none of without a screen."""
    window.commands[name].trigger()


def test_marks_are_shown_at_once_and_stored_after(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 2, 3)

    press(window, "rate:4")
    press(window, "label:green")
    press(window, "flag:pick")

    assert [shown(window, photo_id) for photo_id in ids] == [Marks(4, "green", True)] * 3
    wait(qtbot, lambda: stored(window, ids) == [Marks(4, "green", True)] * 3)
    wait(qtbot, lambda: window.toast.text.text() == "3 photos: picked")
    assert shown(window, int(window.model.results.ids[1])) == Marks()


def test_a_rejected_photo_is_not_picked(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0)
    press(window, "rate:3")
    press(window, "flag:pick")
    press(window, "flag:reject")
    assert shown(window, ids[0]) == Marks(-1)
    press(window, "flag:pick")
    assert shown(window, ids[0]) == Marks(0, pick=True)
    press(window, "flag:")
    assert shown(window, ids[0]) == Marks()
    wait(qtbot, lambda: not window.marking._deeds)
    assert stored(window, ids) == [Marks()]


def test_a_label_again_takes_it_off(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 1)
    press(window, "label:blue")
    assert shown(window, ids[0]).label == "blue"
    press(window, "label:blue")
    assert not shown(window, ids[0]).label
    wait(qtbot, lambda: not window.marking._deeds)


def test_undo_gives_each_photo_its_own_marks_back(window: MainWindow, qtbot: QtBot):
    one, two = choose(window, 0, 1)
    choose(window, 0)
    press(window, "rate:5")
    choose(window, 0, 1)
    press(window, "flag:reject")
    wait(qtbot, lambda: window.toast.text.text() == "2 photos: rejected")

    press(window, "undo")

    wait(qtbot, lambda: stored(window, [one, two]) == [Marks(5), Marks()])
    wait(qtbot, lambda: [shown(window, photo_id) for photo_id in (one, two)] == [Marks(5), Marks()])
    wait(qtbot, lambda: window.toast.text.text() == "Undone: Rejected 2 photos")
    assert window.toast.way_back.text() == "Redo"
    window.toast.way_back.click()
    wait(qtbot, lambda: stored(window, [one, two]) == [Marks(-1), Marks(-1)])
    wait(qtbot, lambda: window.toast.text.text() == "Done again: Rejected 2 photos")


def test_undo_goes_back_deed_by_deed_and_says_which(window: MainWindow, qtbot: QtBot):
    undo, redo = window.commands["undo"], window.commands["redo"]
    assert not undo.isEnabled()
    ids = choose(window, 0, 1, 2)
    press(window, "rate:4")
    press(window, "label:green")
    wait(qtbot, lambda: undo.text() == "&Undo: Labelled 3 photos green")

    press(window, "undo")
    wait(qtbot, lambda: undo.text() == "&Undo: Rated 3 photos ★★★★" and redo.text() == "&Redo: Labelled 3 photos green")
    press(window, "undo")
    wait(qtbot, lambda: undo.text() == "&Undo" and not undo.isEnabled())
    assert stored(window, ids) == [Marks()] * 3
    press(window, "redo")
    press(window, "redo")
    wait(qtbot, lambda: redo.text() == "&Redo" and not redo.isEnabled())
    assert stored(window, ids) == [Marks(4, "green")] * 3


def test_what_is_not_stored_yet_can_be_taken_back(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0)
    press(window, "rate:4")
    press(window, "undo")
    wait(qtbot, lambda: window.toast.text.text() == "Undone: Rated 1 photo ★★★★")
    assert stored(window, ids) == [Marks()]
    assert shown(window, ids[0]) == Marks()


def test_what_is_not_stored_is_shown_no_longer(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0)
    bridge, session = window.session.bridge, window.session
    runner, bridge._runner = bridge._runner, None

    press(window, "rate:2")
    assert shown(window, ids[0]) == Marks(2)

    wait(qtbot, lambda: not window.marking._deeds)
    bridge._runner = runner
    assert shown(window, ids[0]) == Marks()
    assert "not stored" in window.page.notice.text.text()
    assert session.is_open
    assert not window.undoing.newest


def test_the_open_photo_is_marked_by_key_and_click(window: MainWindow, qtbot: QtBot):
    window.open_photo(2)
    bar, photo = window.viewer.marks, window.viewer.photo_id or 0
    press(window, "rate:3")
    assert bar.lit == 3
    QTest.mouseClick(bar.stars[4], Qt.MouseButton.LeftButton)
    QTest.mouseClick(bar.labels[0], Qt.MouseButton.LeftButton)
    QTest.mouseClick(bar.pick, Qt.MouseButton.LeftButton)
    assert bar.marks == Marks(5, "red", True)
    wait(qtbot, lambda: stored(window, [photo]) == [Marks(5, "red", True)])
    wait(qtbot, lambda: not window.marking._deeds)
    QTest.mouseClick(bar.stars[4], Qt.MouseButton.LeftButton)
    QTest.mouseClick(bar.labels[0], Qt.MouseButton.LeftButton)
    QTest.mouseClick(bar.reject, Qt.MouseButton.LeftButton)
    assert bar.marks == Marks(-1)
    window.viewer.go(1)
    assert bar.marks == Marks()
    wait(qtbot, lambda: not window.marking._deeds)


def test_keys_are_letters_in_a_box(window: MainWindow, qtbot: QtBot):
    choose(window, 0)
    box = window.page.search.box
    box.setFocus()
    QTest.keyClicks(box, "5x")
    assert box.text() == "5x"
    assert not window.marking._deeds
    for name in ("rate:5", "flag:reject", "label:red", "add_to_album", "take_out"):
        assert window.commands[name].shortcutContext() == Qt.ShortcutContext.WidgetWithChildrenShortcut
    box.clear()
    wait(qtbot, lambda: window.model.results.question.text == "")


def test_no_key_is_given_twice():
    keys = [key.toString() for command in COMMANDS for key in shortcuts(command)]
    assert len(keys) == len(set(keys))
    assert {"0", "5", "P", "X", "U", "6", "9"} <= set(keys)


def test_the_keys_are_listed(window: MainWindow):
    rows = dict(menu_rows())
    assert rows["0, 1, 2, 3, 4, 5"] == "Stars"
    assert rows["6, 7, 8, 9"] == "Label"
    assert rows["A"] == "Add to album"
    dialog = KeyboardDialog(window)
    assert dialog.height() <= window.screen().availableGeometry().height()
    dialog.deleteLater()


def test_marks_are_told_to_who_does_not_see_them(window: MainWindow, qtbot: QtBot):
    choose(window, 0)
    press(window, "rate:2")
    press(window, "label:red")
    index = window.model.index_at(0)
    assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).endswith(", 2 stars, red label")
    assert spoken(flagged("reject")(rated(1)(Marks()))) == "rejected"
    wait(qtbot, lambda: not window.marking._deeds)


def test_cards_painted_with_every_mark(window: MainWindow, qtbot: QtBot):
    before = window.page.grid.grab().toImage()
    window.model.pretend(window.model.results.ids[:3], lambda card: marked(card, Marks(4, "red", True)))
    window.model.pretend(window.model.results.ids[3:4], lambda card: marked(card, Marks(-1)))
    window.page.grid.viewport().update()
    assert window.page.grid.grab().toImage() != before


@pytest.mark.parametrize("number", [10, 200_000])
def test_marking_many_costs_what_is_on_screen(number: int):
    asked: list[int] = []

    def fetch(ids):
        asked.extend(ids)
        return {one: Card(one, b"", "", f"{one}.jpg", 3, 2, False) for one in ids}

    model = GridModel(fetch)
    ids = np.arange(1, number + 1, dtype=np.int64)
    model.show(Results(Question(), ids, np.argsort(ids)), 5)
    assert model.card(0)
    changed: list[int] = []

    def amend(card: Card) -> Card:
        changed.append(card.photo_id)
        return marked(card, Marks(3))

    settle = model.pretend(ids, amend)

    assert len(changed) <= 256
    assert model.card(number - 1) == marked(fetch([number])[number], Marks(3))
    settle()
    assert model.card(0) == fetch([1])[1]
    assert len(asked) < 5 * 256 + 3


def test_labels_and_their_keys_are_those_of_one_table(window: MainWindow):
    assert tuple(LABELS) == KNOWN
    commands = {command.value: command.keys for command in COMMANDS if command.method == "label" and command.value}
    assert commands == {name: (look.key,) if look.key else () for name, look in LABELS.items()}
    told = [button.toolTip() for button in window.viewer.marks.labels]
    keys = [f" ({look.key})" if look.key else "" for look in LABELS.values()]
    assert told == [f"{name.capitalize()} label{key}" for name, key in zip(KNOWN, keys, strict=True)]


def test_storing_many_can_be_stopped_and_then_nothing_is_stored(window: MainWindow, qtbot: QtBot, monkeypatch):
    monkeypatch.setattr(notes, "_BLOCK", 3)
    monkeypatch.setattr(undoing, "_PATIENCE", 0)
    every = window.model.results.ids.tolist()
    window.page.grid.selectAll()
    waits = threading.Event()
    blocks = notes._blocks

    def slowly(ids, told):
        for some in blocks(ids, told):
            yield some
            waits.wait(20)

    monkeypatch.setattr(notes, "_blocks", slowly)
    press(window, "rate:1")
    wait(qtbot, lambda: window.toast.text.text() == "Storing: 0 %")
    assert [shown(window, photo_id).rating for photo_id in every] == [1] * 14
    window.toast.way_back.click()
    waits.set()
    wait(qtbot, lambda: window.toast.text.text() == "Stopped: nothing was changed.")
    assert stored(window, every) == [Marks()] * 14
    assert [shown(window, photo_id).rating for photo_id in every] == [0] * 14
    press(window, "rate:5")
    wait(qtbot, lambda: stored(window, every) == [Marks(5)] * 14)
    wait(qtbot, lambda: window.toast.text.text() == "14 photos: ★★★★★")


def test_the_history_tells_all_of_it_and_goes_to_any_point(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 1)
    press(window, "rate:4")
    press(window, "label:green")
    press(window, "flag:pick")
    wait(qtbot, lambda: window.undoing.newest == "Picked 2 photos")
    press(window, "show_history")
    dialog = window.undoing.dialog
    wait(qtbot, lambda: dialog.list.topLevelItemCount() == 4)
    lines = [item.text(1) for item in dialog._items()]
    assert lines == ["Picked 2 photos", "Labelled 2 photos green", "Rated 2 photos ★★★★", "Before all of this"]
    assert dialog.told.text() == "You are here."
    assert not dialog.go.isEnabled()

    dialog.list.setCurrentItem(dialog._items()[2])
    assert dialog.told.text() == "This takes back 2 steps."
    dialog.go.click()
    wait(qtbot, lambda: stored(window, ids) == [Marks(4)] * 2)
    wait(qtbot, lambda: dialog.told.text() == "You are here.")
    dialog.list.setCurrentItem(dialog._items()[0])
    assert dialog.told.text() == "This does 2 steps again."
    dialog.list.itemActivated.emit(dialog._items()[0], 0)
    wait(qtbot, lambda: stored(window, ids) == [Marks(4, "green", True)] * 2)
    wait(qtbot, lambda: dialog.told.text() == "You are here.")
    dialog.list.setCurrentItem(dialog._items()[3])
    dialog.go.click()
    wait(qtbot, lambda: stored(window, ids) == [Marks()] * 2)
    wait(qtbot, lambda: dialog.told.text() == "You are here.")
    dialog.close()


def test_a_long_history_does_not_go_back_further_than_it_says(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("photoorg.gui.undoing._LISTED", 2)
    choose(window, 0)
    press(window, "rate:4")
    press(window, "label:green")
    press(window, "show_history")
    dialog = window.undoing.dialog
    wait(qtbot, lambda: dialog.list.topLevelItemCount() == 3)
    assert dialog._items()[-1].text(1) == "Before all of this"
    assert dialog.older.isHidden()
    press(window, "flag:pick")
    wait(qtbot, lambda: not dialog.older.isHidden())
    assert [item.text(1) for item in dialog._items()] == ["Picked 1 photo", "Labelled 1 photo green"]
    assert "photoorg history" in dialog.older.text()
    dialog.close()


def test_what_was_done_before_the_window_was_opened_is_taken_back(indexed: App, open_window, qtbot: QtBot):
    db = indexed.writer()
    ids = [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos ORDER BY id LIMIT 2")]
    notes.rate(db, ids, 3)
    db.close()
    window = open_window(indexed)
    wait(qtbot, lambda: window.undoing.newest == "Rated 2 photos ★★★")
    press(window, "undo")
    wait(qtbot, lambda: stored(window, ids) == [Marks()] * 2)
    wait(qtbot, lambda: not window.undoing.newest)


def test_what_was_asked_for_is_stored_before_the_window_is_gone(indexed: App, open_window, qtbot: QtBot):
    window = open_window(indexed)
    wait(qtbot, lambda: len(window.model) == 14 and window.session.is_open)
    every = window.model.results.ids.tolist()
    window.page.grid.selectAll()
    press(window, "rate:4")
    window.close()
    assert stored(window, every) == [Marks(4)] * 14
