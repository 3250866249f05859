"""The page on which it is seen what would be written to files, on real files."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from photoorg.app import App, open_app
from photoorg.gui.window import MainWindow
from photoorg.gui.writing_page import WritingPage
from photoorg.library import bulk, writings
from photoorg.library.bulk import Edit


def wait(qtbot: QtBot, holds) -> None:
    qtbot.waitUntil(holds, timeout=30_000)


@pytest.fixture(scope="module")
def _album(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Pictures that may be written to, the same again, and a library of them where something is said of two."""
    place = tmp_path_factory.mktemp("written")
    album, spare, home = place / "album", place / "spare", place / "home"
    shutil.copytree(pictures, spare)
    shutil.copytree(spare, album)
    app = open_app(home)
    db = app.writer()
    for _step in app.index(db, [album]):
        pass
    rows = db.conn.execute(
        "SELECT p.id FROM photos p JOIN files f ON f.id = p.file_id WHERE f.name IN ('cat.jpg', 'coffee.jpg')"
    )
    edit = Edit(add=("Lisbon",), rating=4, texts={"title": "Morning", "alt": "It stands on a table"})
    bulk.apply(db, [photo_id for (photo_id,) in rows], edit)
    db.close()
    return album, spare, home


@pytest.fixture
def album(_album: tuple[Path, Path, Path]) -> Path:
    """The pictures as they were first, to the times of their files."""
    album, spare, _ = _album
    shutil.rmtree(album)
    return Path(shutil.copytree(spare, album))


@pytest.fixture
def app(_album: tuple[Path, Path, Path], album: Path, library_home: Path) -> App:
    """A library of the test's own."""
    assert album.is_dir()
    shutil.copytree(_album[2], library_home)
    return open_app(library_home)


@pytest.fixture
def opened(app: App, open_window, qtbot: QtBot) -> MainWindow:
    window: MainWindow = open_window(app)
    wait(qtbot, lambda: window.activity.text.text().endswith("Up to date"))
    return window


def seen(window: MainWindow, qtbot: QtBot) -> WritingPage:
    """Open the page and wait for what it says."""
    page = window.writing.page
    window.commands["show_writing"].trigger()
    wait(qtbot, lambda: bool(page.plan.asked.folder and page.plan.photos) and not page._busy)
    return page


def said_in(path: Path) -> bytes:
    return path.read_bytes()


def test_what_would_be_written_is_seen_before_anything_is(opened: MainWindow, album: Path, qtbot: QtBot):
    before = {path: path.read_bytes() for path in album.rglob("*") if path.is_file()}
    page = seen(opened, qtbot)
    assert page.plan.asked.way == "sidecar"
    assert {Path(one.path).name for one in page.plan.files if one.differences} == {"cat.jpg", "coffee.jpg"}
    shown = {(field, new) for field, old, new in page.differences.shown}
    assert {("Keyword", "Lisbon"), ("Rating", "4"), ("Title", "Morning")} <= shown
    assert page.write.text() == "Turn on and write 2 files"
    assert "cat.jpg.xmp" in page.target.text().replace("\u200b", "") or "coffee" in page.target.text()
    page.later.click()
    assert opened.pages.currentWidget() is opened.page
    assert {path: path.read_bytes() for path in album.rglob("*") if path.is_file()} == before


def test_a_folder_is_turned_on_written_and_taken_back(opened: MainWindow, album: Path, qtbot: QtBot):
    page = seen(opened, qtbot)
    page.write.click()
    sidecars = [album / "cat.jpg.xmp", album / "coffee.jpg.xmp"]
    wait(qtbot, lambda: all(path.exists() for path in sidecars))
    assert all(b"Lisbon" in said_in(path) for path in sidecars)
    wait(qtbot, lambda: opened.toast.text.text().startswith("Written to 2 files"))
    wait(qtbot, lambda: not page._busy and not page.plan.changes)
    assert page.empty.text() == "All files say already what you say."
    wait(qtbot, lambda: opened.undoing.newest == "writing to 2 files")
    wait(qtbot, lambda: bool(page.runs.menu().actions()))
    opened.keeping.show_folders()
    rows = opened.keeping.folders.list
    wait(qtbot, lambda: rows.topLevelItem(0).text(3) == "Files beside the photos")
    opened.keeping.folders.close()

    opened.undoing.undo()

    wait(qtbot, lambda: not any(path.exists() for path in sidecars))
    wait(qtbot, lambda: "taken back" in page.runs.menu().actions()[0].text())
    wait(qtbot, lambda: not page._busy and len(page.plan.held) == 2)
    assert not page.plan.changes
    assert page.says.text() == "2 files held, for you took back what was written."
    assert page.note.text().startswith("You took this back.")
    assert page.model.lines[0].said.endswith(", held")
    assert page.write.text() == "Write 2 files again"
    page.write.click()
    wait(qtbot, lambda: all(path.exists() for path in sidecars))


def test_of_many_only_those_that_were_looked_at_are_written(
    opened: MainWindow, album: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    monkeypatch.setattr("photoorg.gui.writing_asks.MOST", 1)
    page = seen(opened, qtbot)
    assert page.says.text() == "2 files would change. The first 1 are listed."
    assert len(page.plan.files) == 1
    # As if it had been stopped after the first.
    first = page.plan.todo[:1]
    page.show_plan(replace(page.plan, todo=first, changes=1, whole=False))
    page.write.click()
    wait(qtbot, lambda: opened.toast.text.text().startswith("Written to 1 file"))
    assert len(list(album.rglob("*.xmp"))) == 1


def test_into_the_files_and_off_again(opened: MainWindow, app: App, album: Path, qtbot: QtBot):
    page = seen(opened, qtbot)
    before = said_in(album / "cat.jpg")
    page.how.ways.setCurrentIndex(page.how.ways.findData("embedded"))
    page.how.ways.activated.emit(2)
    wait(qtbot, lambda: page.plan.asked.way == "embedded" and not page._busy)
    assert page.how.folder == str(album)
    page.write.click()
    wait(qtbot, lambda: b"Lisbon" in said_in(album / "cat.jpg"))
    assert not list(album.rglob("*.xmp"))
    wait(qtbot, lambda: not page._busy and not page.plan.changes and bool(page.runs.menu().actions()))

    page.runs.menu().actions()[0].trigger()
    box = next(one for one in opened.findChildren(QMessageBox) if one.isVisible())
    next(one for one in box.findChildren(QPushButton) if one.text() == "Take back").click()
    wait(qtbot, lambda: said_in(album / "cat.jpg") == before)
    wait(qtbot, lambda: not page._busy)

    page.how.ways.setCurrentIndex(0)
    page.how.ways.activated.emit(0)
    wait(qtbot, lambda: page.write.text() == "Write nothing any more" and page.write.isEnabled())
    page.write.click()
    db = app.reader()
    wait(qtbot, lambda: writings.way_of(db, str(album)) == "off")
    db.close()


def test_a_folder_below_is_offered_from_its_menu_and_keys_work(opened: MainWindow, album: Path, qtbot: QtBot):
    tree = opened.page.sidebar.folders
    entries = {action.text(): action for action in tree.menu_for(str(album / "made")).actions()}
    entries["Write to the files in it…"].trigger()
    page = opened.writing.page
    wait(qtbot, lambda: page.plan.asked.folder == str(album / "made") and not page._busy)
    assert page.how.folder == str(album / "made")
    assert not page.plan.changes
    page.how.place_chosen.emit(str(album))
    wait(qtbot, lambda: page.plan.changes == 2 and not page._busy)
    first = page.current
    QTest.keyClick(page, Qt.Key.Key_Down)
    assert page.current is not first
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert opened.pages.currentWidget() is opened.page


def test_what_cannot_be_written_is_told_and_tried_again(opened: MainWindow, album: Path, qtbot: QtBot):
    (album / "cat.jpg.xmp").mkdir()  # where the sidecar would be
    page = seen(opened, qtbot)
    wait(qtbot, lambda: page.plan.refused >= 1)
    wrong = next(line for line in page.model.lines if line.name == "cat.jpg")
    assert wrong.wrong
    page.list.setCurrentIndex(page.model.index(page.model.lines.index(wrong), 0))
    assert page.trouble.text() == wrong.said
    page.write.click()
    wait(qtbot, (album / "coffee.jpg.xmp").exists)
    wait(qtbot, lambda: opened.problems is not None and opened.activity.problems.isVisible())
    opened.show_problems()
    wait(qtbot, opened.problems.again.isVisible)
    (album / "cat.jpg.xmp").rmdir()
    opened.problems.again.click()
    wait(qtbot, (album / "cat.jpg.xmp").is_file)


def test_writing_that_is_stopped_says_so(opened: MainWindow, qtbot: QtBot):
    page = seen(opened, qtbot)
    opened.writing._writing = ticket = 10_000
    opened.session.bridge.ended.emit(ticket, None)
    assert opened.toast.text.text().startswith("Stopped.")
    wait(qtbot, lambda: not page._busy)
