"""What newer models would change, in the window: a real model that has changed, and the answer to it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from changed_model import changed_resources
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photoorg.gui.newer_photos import PhotosModel, said_of
from photoorg.gui.newer_tags import spoken
from photoorg.gui.window import MainWindow
from photoorg.library import browse, proposals
from photoorg.library.proposals import PhotoChange, TagChange
from photoorg.outcomes import Changes

CATS = dict.fromkeys(range(281, 286), -30.0)


@pytest.fixture
def newer(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> MainWindow:
    """The photos are looked at with a classifier that knows no cats."""
    (tmp_path / "newer").mkdir()
    folder = changed_resources(tmp_path / "newer", CATS)
    monkeypatch.setattr("photoorg.vision.tasks.resources", lambda: folder)
    window.scan_again()
    qtbot.waitUntil(window.page.newer.isVisible, timeout=30_000)
    qtbot.waitUntil(lambda: not window.session.is_busy, timeout=30_000)
    return window


@pytest.fixture
def looking(newer: MainWindow, qtbot: QtBot) -> MainWindow:
    newer.page.newer.link.click()
    qtbot.waitUntil(lambda: [tag.name for tag in newer.newer.page.tags.tags] == ["cat", "mammal"], timeout=5_000)
    qtbot.waitUntil(lambda: len(newer.newer.page.photos.photos) == 1, timeout=5_000)
    return newer


def tags(window: MainWindow, name: str = "cat.jpg") -> set[str]:
    db = window.session._app.reader()
    try:
        photo = next(one for one in browse.cards(db, range(1, 40)).values() if one.name == name)
        return {tag for tag, _ in browse.tags_of(db, [photo.photo_id]).get(photo.photo_id, [])}
    finally:
        db.close()


def test_a_line_says_that_something_waits(newer: MainWindow, qtbot: QtBot) -> None:
    said = "Newer models would change tags of 1 photo. Nothing changes until you approve it."
    assert newer.page.newer.text.text() == said
    assert "cat" in tags(newer)
    newer.page.newer.hide()  # put away
    newer.page.newer.show_waiting(1)
    assert newer.page.newer.isHidden()
    newer.page.newer.show_waiting(2)
    assert newer.page.newer.isVisible()
    newer.page.newer.show_waiting(0)
    assert newer.page.newer.isHidden()


def test_the_tags_with_their_photos(looking: MainWindow) -> None:
    page = looking.newer.page
    assert looking.pages.currentWidget() is page
    assert page.title.text() == "Newer models would change tags of 1 photo"
    assert page.name.text() == "cat"
    assert [button.text() for button in page.ways.buttons() if not button.isHidden()] == ["All 1"]
    assert page.photos.data(page.photos.index(0, 0)).startswith("cat.jpg, gone, was ")
    page.list.setCurrentIndex(page.tags.index(1, 0))
    assert page.name.text() == "mammal"


def test_a_key_approves_and_undo_takes_it_back(looking: MainWindow, qtbot: QtBot) -> None:
    page = looking.newer.page
    qtbot.keyClick(page.list, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: [tag.name for tag in page.tags.tags] == ["mammal"], timeout=5_000)
    assert page.name.text() == "mammal"
    assert "cat" not in tags(looking)
    assert looking.toast.text.text() == "Taken over: “cat”."
    looking.toast.way_back.click()
    qtbot.waitUntil(lambda: [tag.name for tag in page.tags.tags] == ["cat", "mammal"], timeout=5_000)
    assert "cat" in tags(looking)
    assert page.name.text() == "mammal", "what was looked at stays"


def test_a_key_keeps_it_as_it_is(looking: MainWindow, qtbot: QtBot) -> None:
    page = looking.newer.page
    qtbot.keyClick(page.view, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: [tag.name for tag in page.tags.tags] == ["mammal"], timeout=5_000)
    assert "cat" in tags(looking)


def test_all_at_once(looking: MainWindow, qtbot: QtBot) -> None:
    page = looking.newer.page
    page.approve_all.click()
    qtbot.waitUntil(lambda: page.content.currentWidget() is page.empty, timeout=5_000)
    assert not {"cat", "mammal"} & tags(looking)
    assert page.approve_all.isHidden()
    qtbot.keyClick(page.list, Qt.Key.Key_A)  # nothing is there to be approved
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert looking.pages.currentWidget() is looking.page
    assert looking.page.newer.isHidden()


def test_stopped_nothing_is_changed(looking: MainWindow, qtbot: QtBot) -> None:
    page = looking.newer.page
    gate = threading.Event()
    looking.session.bridge.edit(lambda _db: Changes(tags=not gate.wait(20)))
    page.keep_all.click()
    assert page.bar.isVisible()
    assert not page.approve_all.isEnabled()
    page.stop.click()
    gate.set()
    qtbot.waitUntil(lambda: looking.toast.text.text() == "Stopped: nothing was changed.", timeout=5_000)
    assert page.bar.isHidden()
    assert [tag.name for tag in page.tags.tags] == ["cat", "mammal"]


def test_where_nothing_may_be_changed(looking: MainWindow, qtbot: QtBot) -> None:
    page = looking.newer.page
    page.lock("The library can only be read.")
    assert not page.approve.isEnabled()
    assert page.approve_all.toolTip() == "The library can only be read."
    with qtbot.assertNotEmitted(page.answered):
        qtbot.keyClick(page, Qt.Key.Key_A)


def test_pages_of_photos(qtbot: QtBot) -> None:
    model = PhotosModel()
    changes = [PhotoChange(number, None, 0.5) for number in range(1, 1_201)]
    asked: list[int] = []
    model.wanted.connect(asked.append)
    model.begin()
    assert not model.canFetchMore(model.index(-1, -1))
    for start in (0, 500, 1_000):
        model.add(start, changes[start : start + 500], {})
        if model.canFetchMore(model.index(-1, -1)):
            model.fetchMore(model.index(-1, -1))
            assert not model.canFetchMore(model.index(-1, -1)), "once"
    assert asked == [500, 1_000]
    assert model.photos == changes


def test_in_words() -> None:
    assert said_of(PhotoChange(1, None, 0.834)) == "new, 83 %"
    assert said_of(PhotoChange(1, 0.834, None)) == "gone, was 83 %"
    assert said_of(PhotoChange(1, 0.6, 0.9)) == "60 % → 90 %"
    assert spoken(TagChange("cat", 2, 0, 1)) == "cat: new on 2 photos, surer or less sure on 1 photo"


def test_what_is_looked_at_goes_by_changes_elsewhere(looking: MainWindow, qtbot: QtBot) -> None:
    page = looking.newer.page
    db = looking.session._app.reader()
    (change,) = proposals.photos(db, "cat")
    db.close()
    looking.session.judge(change.photo_id, "cat", "accepted")
    qtbot.waitUntil(lambda: page.content.currentWidget() is page.empty, timeout=5_000)
