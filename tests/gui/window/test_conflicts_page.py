"""The page on which it is settled what files and a person say differently."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui.conflict_text import line_of
from photoorg.gui.conflicts_page import ConflictsPage
from photoorg.gui.findings import Box, boxes_of
from photoorg.gui.window import MainWindow
from photoorg.library import browse, bulk, conflicts
from photoorg.library.bulk import Edit
from photoorg.library.file_words import Conflict, keep_said, said_of
from photoorg.library.store import writing
from photoorg.said import NamedRegion, Said

STARS, TITLE = Conflict("note", "rating", "2"), Conflict("note", "title", "Am Meer")


def wait(qtbot: QtBot, holds) -> None:
    qtbot.waitUntil(holds, timeout=20_000)


@pytest.fixture
def torn(indexed: App) -> App:
    """A library with three photos whose files say otherwise."""
    db = indexed.writer()
    ids = [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos ORDER BY id LIMIT 3")]
    bulk.apply(db, ids, Edit(rating=4, texts={"title": "At the sea"}))
    read = said_of(db, ids)
    says = Said(rating=2, texts={"title": {"": "Am Meer"}})
    with writing(db):
        keep_said(
            db, [(one, replace(read[one], said=says, conflicts=(STARS, TITLE)[: 1 + (one != ids[0])])) for one in ids]
        )
    db.close()
    return indexed


@pytest.fixture
def opened(torn: App, open_window, qtbot: QtBot) -> MainWindow:
    window: MainWindow = open_window(torn)
    wait(qtbot, lambda: window.activity.text.text().endswith("Up to date"))
    return window


def seen(window: MainWindow, qtbot: QtBot) -> ConflictsPage:
    wait(qtbot, window.activity.conflicts.isVisible)
    window.activity.conflicts.click()
    page = window.conflicts.page
    wait(qtbot, lambda: len(page.torn) == 3)
    return page


def values(app: App, *ids: int) -> list[tuple[str | None, str | None]]:
    db = app.reader()
    found = [bulk.values_in(db, [one]) for one in ids]
    db.close()
    return [(one["rating"], one["title"]) for one in found]


def test_one_photo_is_settled_by_keys_and_taken_back(opened: MainWindow, torn: App, qtbot: QtBot):
    page = seen(opened, qtbot)
    assert opened.activity.conflicts.text() == "3 files say otherwise"
    assert page.title.text() == "The files of 3 photos say something else than you"
    page._go_to(1)
    one = page.current
    assert one is not None
    assert [(line.label, line.file, line.mine) for line in page.rows.lines] == [
        ("Rating", "★★", "★★★★"), ("Title", "Am Meer", "At the sea"),
    ]  # fmt: skip
    QTest.keyClick(page, Qt.Key.Key_F)
    wait(qtbot, lambda: values(torn, one.photo_id) == [("2", "Am Meer")])
    wait(qtbot, lambda: len(page.torn) == 2)
    wait(qtbot, lambda: opened.activity.conflicts.text() == "2 files say otherwise")
    wait(qtbot, lambda: opened.undoing.newest.startswith("Settled what"))
    opened.undoing.undo()
    wait(qtbot, lambda: values(torn, one.photo_id) == [("4", "At the sea")])
    wait(qtbot, lambda: len(page.torn) == 3)


def test_all_alike_are_settled_at_once_and_others_stay(opened: MainWindow, torn: App, qtbot: QtBot):
    page = seen(opened, qtbot)
    ids = [one.photo_id for one in page.torn]
    page._go_to(2)
    assert page.alike.text() == "The same on the 2 other photos that differ in these fields"
    page.alike.setChecked(True)
    page.rows.buttons[0][1].click()  # keep the stars, on all
    wait(qtbot, lambda: len(page.torn) == 2 and all(one.conflicts[0].name == "title" for one in page.torn))
    assert values(torn, *ids) == [("4", "At the sea")] * 3
    page.take.click()
    wait(qtbot, lambda: not page.torn)
    assert values(torn, *ids) == [("4", "At the sea"), ("4", "Am Meer"), ("4", "Am Meer")]
    assert page.empty.isVisible()
    assert not page.take.isVisible()
    wait(qtbot, lambda: not opened.activity.conflicts.isVisible())
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert opened.pages.currentWidget() is opened.page


def test_an_open_photo_leads_to_what_its_file_says_otherwise(opened: MainWindow, qtbot: QtBot):
    wait(qtbot, opened.activity.conflicts.isVisible)
    places = range(len(opened.model))
    opened.open_photo(next(one for one in places if opened.model.card(one).rating == 4))  # type: ignore[union-attr]
    facts, photo = opened.viewer.facts, opened.viewer.photo_id
    wait(qtbot, facts.torn.isVisible)
    assert facts.torn.text() in {"Its file says 1 thing otherwise…", "Its file says 2 things otherwise…"}
    facts.torn.click()
    page = opened.conflicts.page
    wait(qtbot, lambda: page.current is not None and page.current.photo_id == photo)
    assert opened.pages.currentWidget() is page


def test_the_page_of_writing_does_not_claim_that_all_say_the_same(opened: MainWindow, qtbot: QtBot):
    opened.commands["show_writing"].trigger()
    page = opened.writing.page
    wait(qtbot, lambda: bool(page.plan.photos) and not page._busy)
    assert page.plan.torn == 3
    assert page.says.text().endswith(
        "3 files say something else than you: File, Files that say otherwise… settles that."
    )


def test_a_photo_is_skipped_and_the_list_gone_through(opened: MainWindow, qtbot: QtBot):
    page = seen(opened, qtbot)
    first = page.current
    QTest.keyClick(page, Qt.Key.Key_S)
    assert page.current is page.torn[1]
    QTest.keyClick(page, Qt.Key.Key_Up)
    assert page.current is first
    db = opened.session._app.reader()
    assert conflicts.count(db) == 3
    db.close()


@pytest.mark.parametrize(
    ("conflict", "told"),
    [
        (Conflict("tag", "rex", "Rex"), ("Keyword", "Rex", "not “Rex”")),
        (Conflict("note", "rating", "-1", ""), ("Rating", "rejected", "nothing")),
        (Conflict("note", "label", "", "red"), ("Label", "nothing", "Red")),
        (Conflict("note", "release", "not-applicable", ""), ("Releases", "Not applicable", "nothing")),
        (Conflict("sentence", "it", "Un gatto", "Il gatto"), ("Caption (Italian)", "Un gatto", "Il gatto")),
        (Conflict("alt", "en", "A cat", ""), ("Alt text (English)", "A cat", "nothing")),
    ],
)
def test_what_is_said_differently_in_words(qapp, conflict: Conflict, told: tuple[str, str, str]):
    line = line_of(conflict)
    assert (line.label, line.file, line.mine) == told


def test_faces_that_have_names_are_drawn_once_with_these(telling: MainWindow, show, qtbot: QtBot):
    show(telling, "astronaut")
    photo = telling.viewer.photo_id or 0
    said = Said(
        regions=(NamedRegion("Eileen", "Face", 0.4, 0.3, 0.2, 0.3), NamedRegion("", "Focus", 0.5, 0.5, 0.1, 0.1))
    )
    db = telling.session._app.writer()
    with writing(db):
        keep_said(db, [(photo, replace(said_of(db, [photo])[photo], said=said))])
    details = browse.details(db, photo)
    db.close()
    assert details is not None
    faces = [box for box in boxes_of(details) if box.is_face]
    assert [(box.name, box.tag) for box in faces] == [("Eileen", "Eileen")]
    assert isinstance(faces[0], Box)
