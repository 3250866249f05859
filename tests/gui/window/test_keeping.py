"""The window keeps itself up to date, says how, and shows what is not there."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from photoorg.app import App, open_app
from photoorg.gui import refresher
from photoorg.gui.grid_model import NOT_CONNECTED
from photoorg.gui.icons import picture
from photoorg.gui.live_text import WORDS, every, folder_drawing, folder_text, live_text, reasons, rest_text
from photoorg.gui.missing_dialog import MissingDialog
from photoorg.gui.missing_model import PAGE
from photoorg.gui.window import MainWindow
from photoorg.library.missing import Missing
from photoorg.library.store import writing
from photoorg.outcomes import Changes, Progress, Report
from photoorg.settings import load_settings
from photoorg.work.folder_states import STATES, FolderState
from photoorg.work.jobs import Job, Step
from photoorg.work.live import LiveState


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def names(window: MainWindow) -> set[str]:
    return {window.model.card(place).name for place in range(len(window.model))}


def press(window: MainWindow, text: str) -> None:
    """The button of the question that is open."""
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    next(button for button in box.buttons() if button.text() == text).click()


@pytest.fixture
def folder(sample_pictures: Path) -> Path:
    return sample_pictures


@pytest.fixture
def kept(fresh: App, folder: Path, open_window, qtbot: QtBot) -> MainWindow:
    """A window that watches a folder of the test's own with four photos."""
    window = open_window(fresh, folder)
    wait(qtbot, lambda: len(window.model) == 4 and "Watching 1 folder" in window.activity.text.text())
    wait(qtbot, lambda: not window.session.will_work)
    return window


# Live.


def test_what_comes_and_goes_is_seen_without_asking(kept: MainWindow, folder: Path, qtbot: QtBot):
    flashes: list[str] = []
    kept.activity.said.connect(lambda state, _said: flashes.append(state))
    Image.new("RGB", (40, 30), "teal").save(folder / "teal.png")
    wait(qtbot, lambda: "teal.png" in names(kept))
    (folder / "rocket.jpg").rename(folder / "launch.jpg")
    wait(qtbot, lambda: "launch.jpg" in names(kept))
    (folder / "cat.jpg").unlink()
    wait(qtbot, kept.activity.missing.isVisible)
    wait(qtbot, lambda: len(kept.model) == 4)

    assert kept.activity.missing.text() == "1 missing"
    assert names(kept) == {"teal.png", "launch.jpg", "coffee.jpg", "astronaut.jpg"}
    assert not kept.activity.bar.isVisible()
    assert set(flashes) <= {"idle", "working"}


def test_short_work_that_nobody_asked_for_is_not_told(window: MainWindow):
    strip = window.activity
    before = strip.text.text()
    strip.begin("Looking for changes", True)
    assert strip.text.text() == before
    assert not strip.bar.isVisible()
    strip.end(None)
    assert not strip._flash.isActive()
    strip.begin("Looking for changes", True)
    strip._flash.timeout.emit()
    strip._flash.stop()
    strip._show()
    assert strip.bar.isVisible()
    strip.end(None)


def test_a_reason_to_rest_is_told_and_overruled(window: MainWindow, qtbot: QtBot):
    window.session.use(window.session.settings.model_copy(update={"quiet_hours": "00:00-23:59"}))
    wait(qtbot, window.activity.resume.isVisible)
    assert window.activity.text.text().endswith("Resting: these are the quiet hours")
    window.activity.resume.click()
    wait(qtbot, lambda: not window.activity.resume.isVisible())
    assert window.activity.text.text().endswith("Up to date")


def test_an_answer_that_never_came_slows_nothing_down(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    now = [100.0]
    monkeypatch.setattr(refresher.time, "monotonic", lambda: now[0])
    one = refresher.Refresher()
    one.add(Changes(tags=True))
    one.stop()
    now[0] += 60
    one.answered(found=True)
    assert one._timer.interval() == refresher.FIRST_MS
    one.stop()


def test_a_look_that_finds_nothing_asks_nothing_anew(window: MainWindow, qtbot: QtBot):
    asked: list[object] = []
    window.session.queries.overview.connect(asked.append)

    def looks(changes: Changes, report: Report) -> None:
        def job(_db: object) -> Job:
            yield Step(Progress("stat"), changes)
            return report

        qtbot.wait(600)  # what the window has asked before it came to rest
        asked.clear()
        with qtbot.waitSignal(window.session.bridge.finished, timeout=5_000):
            window.session.bridge._runner.start("Looking for changes", job, background=True)

    looks(Changes(), Report("0 read."))
    qtbot.wait(200)
    assert not asked
    looks(Changes(), Report("0 read.", {"problems": 1}))
    wait(qtbot, lambda: len(asked) > 0)
    looks(Changes(folders=True), Report("0 read."))
    wait(qtbot, lambda: len(asked) > 0)


KEPT = {how: FolderState(f"/{how}", how, "" if how == "watched" else f"Why {how}.") for how in STATES}


@pytest.mark.parametrize(
    ("hows", "said"),
    [
        ((), ""),
        (("watched",), "Watching 1 folder"),
        (("watched",) * 3, "Watching 3 folders"),
        (("polled",), "1 folder looked at every minute"),
        (("watched", "polled", "watched"), "2 watched, 1 looked at every minute"),
        (("watched", "offline"), "Watching 1 folder  ·  1 folder is not connected"),
        (("offline", "offline"), "2 folders are not connected"),
        (("unwatched", "unwatched", "lost"), "Not watching  ·  1 folder is not there"),
        (("closed", "silent", "closed"), "1 folder does not answer  ·  2 folders cannot be opened"),
    ],
)
def test_how_folders_are_kept_is_one_line(qapp, hows: tuple[str, ...], said: str):
    assert live_text(LiveState(tuple(KEPT[how] for how in hows)), 60) == said


def test_the_window_has_words_and_an_icon_for_each_state(qapp):
    assert list(WORDS) == list(STATES)
    for state in KEPT.values():
        assert folder_text(state, 60)
        assert not picture(folder_drawing(state), 16, "#000", 1.0).isNull()
    assert [folder_drawing(None, online=online) for online in (True, False)] == ["folder", "offline"]


def test_words_for_one_folder(qapp):
    assert [every(60), every(300), every(45)] == ["minute", "5 minutes", "45 seconds"]
    assert folder_text(KEPT["polled"], 300) == "Looked at every 5 minutes"
    assert folder_text(None, 60, online=False) == "Not connected"
    assert reasons(LiveState((KEPT["watched"], KEPT["lost"]))) == "/lost: Why lost."
    assert rest_text("These are the quiet hours.") == "these are the quiet hours"
    assert live_text(None, 60) == rest_text("") == reasons(None) == ""


# Orientation.


def test_a_photo_that_is_turned_is_shown_turned(kept: MainWindow, folder: Path, qtbot: QtBot):
    place = next(place for place in range(4) if kept.model.card(place).name == "coffee.jpg")
    kept.open_photo(place)
    wait(qtbot, lambda: kept.viewer._is_sharp)
    before = kept.viewer.picture._pixmap.size()
    with Image.open(folder / "coffee.jpg") as image:
        exif = image.getexif()
        exif[0x0112] = 6
        image.save(folder / "new.partial", "jpeg", exif=exif, quality="keep")
    (folder / "new.partial").rename(folder / "coffee.jpg")

    wait(qtbot, lambda: kept.viewer.picture._pixmap.size() == before.transposed())
    kept.close_photo()

    def thumb():
        card = next(card for place in range(len(kept.model)) if (card := kept.model.card(place)).name == "coffee.jpg")
        return kept.thumbs.get(card, 160, 1.0)

    wait(qtbot, lambda: (pixmap := thumb()) is not None and pixmap.height() > pixmap.width())


# Folders.


def test_folders_are_listed_and_taken_out(kept: MainWindow, folder: Path, qtbot: QtBot):
    kept.keeping.show_folders()
    dialog = kept.keeping.folders
    row = dialog.list.topLevelItem(0)
    assert [row.text(column) for column in range(3)] == [str(folder), "4", "Watched"]
    dialog.remove.click()
    press(kept, "Keep it")
    dialog.remove.click()
    press(kept, "Remove")
    wait(qtbot, lambda: dialog.list.topLevelItemCount() == 0)
    wait(qtbot, lambda: kept.activity.missing.text() == "4 missing")

    assert not dialog.remove.isEnabled()
    assert sorted(path.name for path in folder.iterdir()) == ["astronaut.jpg", "cat.jpg", "coffee.jpg", "rocket.jpg"]
    kept.session.index([folder])
    wait(qtbot, lambda: dialog.list.topLevelItemCount() == 1)
    wait(qtbot, lambda: dialog.list.topLevelItem(0).text(2) == "Watched")
    dialog.close()


def test_patterns_leave_files_out(kept: MainWindow, qtbot: QtBot):
    kept.keeping.show_folders()
    dialog = kept.keeping.folders
    assert not dialog.apply.isEnabled()
    dialog.exclude.field.setPlainText("r*.jpg\n\n c??.jpg ")
    dialog.apply.click()
    wait(qtbot, lambda: names(kept) == {"coffee.jpg", "astronaut.jpg"})
    wait(qtbot, lambda: not kept.session.will_work)
    assert load_settings(kept._home).exclude == ("r*.jpg", "c??.jpg")
    assert not dialog.apply.isEnabled()
    dialog.close()


# Missing.


def test_missing_photos_wait_with_what_they_carry(kept: MainWindow, folder: Path, tmp_path: Path, qtbot: QtBot):
    cat = next(card for place in range(4) if (card := kept.model.card(place)).name == "cat.jpg")
    kept.session.judge(cat.photo_id, "Chelsea", "added")
    shutil.move(folder / "cat.jpg", tmp_path / "cat.jpg")
    (folder / "rocket.jpg").unlink()
    wait(qtbot, lambda: kept.activity.missing.text() == "2 missing")

    kept.activity.missing.click()
    dialog = kept.keeping.missing
    wait(qtbot, lambda: dialog.model.rowCount() == 2)
    rows = {dialog.model.index(row, 0).data(): row for row in range(2)}
    assert dialog.model.index(rows["cat.jpg"], 3).data() == "1 of your tags"
    assert dialog.model.index(rows["cat.jpg"], 3).data(Qt.ItemDataRole.ToolTipRole) == "+ Chelsea"
    assert dialog.model.index(rows["cat.jpg"], 1).data() == str(folder)
    assert not dialog.forget.isEnabled()
    dialog.list.setCurrentIndex(dialog.model.index(rows["rocket.jpg"], 0))
    dialog.forget.click()
    press(kept, "Forget")
    wait(qtbot, lambda: dialog.model.rowCount() == 1)

    (folder / "deep").mkdir()
    shutil.move(tmp_path / "cat.jpg", folder / "deep" / "another name.jpg")
    wait(qtbot, lambda: dialog.model.rowCount() == 0)
    assert dialog.said.text() == "No photo is missing."
    dialog.close()
    wait(qtbot, lambda: "another name.jpg" in names(kept))
    kept.page.search.set_text("Chelsea")
    wait(qtbot, lambda: names(kept) == {"another name.jpg"})


class NoThumbs(QObject):
    loaded = Signal()

    def get(self, *_ignored: object) -> None:
        return None


def gone(*numbers: int) -> list[Missing]:
    return [Missing(one, bytes(16), (f"/photos/{one}.jpg",), 1_700_000_000 + one, (), {}, False) for one in numbers]


def test_what_is_chosen_among_the_missing_stays_so(qtbot: QtBot):
    dialog = MissingDialog(NoThumbs())
    qtbot.addWidget(dialog)
    dialog.show_missing(gone(*range(60, 0, -1)), 60)
    dialog.show()
    for number in (50, 49, 3):
        dialog.list.selectionModel().select(
            dialog.model.index(60 - number, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    dialog.list.verticalScrollBar().setValue(7)
    dialog.show_missing(gone(61, *range(60, 49, -1), *range(48, 0, -1)), 60)
    assert [row.photo_id for row in dialog.chosen] == [50, 3]
    assert dialog.list.verticalScrollBar().value() == 7
    assert dialog.forget.isEnabled()
    dialog.show_missing([], 0)
    assert not dialog.forget.isEnabled()


def test_many_missing_photos_come_in_pages(qtbot: QtBot):
    dialog = MissingDialog(NoThumbs())
    qtbot.addWidget(dialog)
    asked: list[tuple[int, int]] = []
    dialog.more_wanted.connect(lambda number, after: asked.append((number, after.photo_id)))
    dialog.show_missing(gone(9, 8), 5)
    dialog.show()
    wait(qtbot, lambda: bool(asked))
    assert asked == [(PAGE, 8)]
    dialog.show_more(gone(7), gone(5)[0])
    assert dialog.model.rowCount() == 2, "they followed what is no longer the last"
    dialog.show_more(gone(7), gone(8)[0])
    assert (dialog.model.rowCount(), dialog.wanted) == (3, PAGE)
    asked.clear()
    dialog.list.selectAll()
    assert (asked[0], dialog.chosen) == ((0, 7), [])
    dialog.show_more(gone(6, 5), gone(7)[0])
    assert [row.photo_id for row in dialog.chosen] == [9, 8, 7, 6, 5]
    assert "5 photos" in dialog.said.text()


def test_missing_photos_are_shown_among_the_others(kept: MainWindow, folder: Path, qtbot: QtBot):
    (folder / "cat.jpg").unlink()
    wait(qtbot, kept.activity.missing.isVisible)
    kept.keeping.show_missing()
    wait(qtbot, kept.keeping.missing.show_all.isEnabled)
    kept.keeping.missing.show_all.click()
    wait(qtbot, lambda: kept.model.results.question.text == "is:missing" and len(kept.model) == 1)


# Preferences.


def test_preferences_are_kept_and_used(window: MainWindow, qtbot: QtBot):
    window.keeping.show_preferences()
    dialog = window.keeping.preferences
    assert not dialog.apply.isEnabled()
    dialog.rows["quiet_hours"].field.setText("22-7")
    assert "such as 22:00-07:00" in dialog.said.text()
    assert not dialog.apply.isEnabled()
    dialog.rows["quiet_hours"].field.setText("")
    dialog.rows["poll_seconds"].box.setValue(300)
    dialog.rows["watch"].box.setChecked(False)
    dialog.rows["backup_folder"].field.setText("/nowhere")
    dialog.apply.click()
    wait(qtbot, lambda: dialog.said.text().startswith("Done"))
    kept = load_settings(window._home)
    assert (kept.poll_seconds, kept.watch, kept.backup_folder, kept.target_precision) == (300, False, "/nowhere", 0.5)
    wait(qtbot, lambda: "Not watching" in window.activity.text.text())
    dialog.close()


def test_recognition_goes_on_from_preferences(window: MainWindow, qtbot: QtBot):
    window.show_recognition()
    window.keeping.show_preferences()
    window.keeping.preferences.rows["backups_kept"].box.setValue(9)
    window.keeping.preferences.apply.click()
    wait(qtbot, lambda: window.session.settings.backups_kept == 9)
    window.keeping.preferences.close()
    window.recognition.rows["tag_sensitive"].box.setChecked(True)
    window.recognition.apply.click()
    wait(qtbot, lambda: window.session.settings.tag_sensitive)
    assert window.session.settings.backups_kept == 9
    window.recognition.close()


# Not connected.


@pytest.fixture
def absent(indexed: App, open_window, qtbot: QtBot) -> MainWindow:
    """A window on a library whose drive is not connected; nobody may look, so that it stays so."""
    db = indexed.writer()
    with writing(db):
        db.conn.execute("UPDATE volumes SET online = 0, label = 'Photos 2TB'")
    db.close()
    window = open_window(replace(indexed, read_only="It is another's."))
    wait(qtbot, lambda: len(window.model) == 14)
    return window


def test_what_is_not_connected_is_grey_and_says_so(absent: MainWindow, qtbot: QtBot):
    card = absent.model.card(0)
    assert card.offline
    wait(qtbot, lambda: absent.thumbs.get(card, 160, 1.0) is not None)
    image = absent.thumbs.get(card, 160, 1.0).toImage()
    pixel = image.pixelColor(image.width() // 2, image.height() // 2)
    assert pixel.red() == pixel.green() == pixel.blue()
    index = absent.model.index_at(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == f"{card.name}, {NOT_CONNECTED}"
    assert index.data(Qt.ItemDataRole.ToolTipRole).endswith(NOT_CONNECTED)

    absent.open_photo(0)
    wait(qtbot, lambda: "“Photos 2TB”, which is not connected" in absent.viewer.picture._sentence)
    assert not absent.viewer.facts.show_place.isEnabled()
    absent.close_photo()
    wait(qtbot, lambda: bool(absent.page.sidebar.folders._items))
    root = next(iter(absent.page.sidebar.folders._items.values()))
    assert "“Photos 2TB” is not connected." in root.toolTip()
    absent.keeping.show_folders()
    assert absent.keeping.folders.list.topLevelItem(0).text(2) == "Not connected"
    absent.keeping.folders.close()
    absent.page.search.set_text("is:offline")
    wait(qtbot, lambda: absent.model.results.question.text == "is:offline" and len(absent.model) == 14)


# What may not be written.


def test_a_library_that_may_only_be_read_says_so(absent: MainWindow, show, qtbot: QtBot):
    assert absent.page.standing.isVisible()
    assert absent.page.standing.text.text() == "It is another's."
    for name in ("add_folder", "scan_again", "back_up"):
        assert not absent.commands[name].isEnabled()
        assert absent.commands[name].toolTip() == "It is another's."
    facts = show(absent, "cat")
    assert facts.tags.rows
    for widget in (facts.new_tag, facts.sentence.change, *facts.tags.rows[0].stops[1:]):
        assert not widget.isEnabled()
        assert widget.toolTip() == "It is another's."
    absent.close_photo()
    absent.session.judge(1, "cat", "accepted")
    wait(qtbot, absent.page.notice.isVisible)
    assert absent.page.notice.text.text() == "It is another's."
    for open_it, dialog in (
        (absent.keeping.show_preferences, absent.keeping.preferences),
        (absent.keeping.show_folders, absent.keeping.folders),
    ):
        open_it()
        assert not dialog.apply.isEnabled()
        dialog.close()


# Copies.


def damage(app: App) -> None:
    app.home.database.write_bytes(b"no database at all" * 400)
    for name in ("library.db-wal", "library.db-shm"):
        (app.home.root / name).unlink(missing_ok=True)


def test_a_damaged_library_is_restored_with_every_word(window: MainWindow, indexed: App, open_window, qtbot: QtBot):
    window.keeping.back_up()
    wait(qtbot, lambda: any(indexed.home.backups.glob("library-*.db")) and not window.session.is_busy)
    first = window.model.card(0)
    done: list[object] = []
    window.session.changed.connect(done.append)
    window.session.judge(first.photo_id, "after the copy", "added")
    wait(qtbot, lambda: bool(done))
    window.quit()
    damage(indexed)

    other = open_window(open_app(indexed.home.root))
    wait(qtbot, lambda: other.page.state.state == "damaged")
    wait(qtbot, lambda: bool(other.page.state.findChildren(QPushButton)))
    button = other.page.state.findChildren(QPushButton)[0]
    assert button.text().startswith("Restore the copy of ")
    assert "(14 photos" in button.text()
    button.click()
    assert other.page.state.state == "restoring"
    wait(qtbot, lambda: len(other.model) == 14 and other.page.notice.isVisible())
    assert other.page.notice.text.text().startswith("Restored from ")
    other.page.search.set_text('"after the copy"')
    wait(qtbot, lambda: len(other.model) == 1)

    other.keeping.show_journal()
    wait(qtbot, lambda: other.keeping.journal.list.topLevelItemCount() > 1)
    lines = [other.keeping.journal.list.topLevelItem(row).text(1) for row in range(2)]
    assert any(line.startswith("Restored from ") for line in lines)
    other.keeping.journal.close()


def test_a_copy_is_chosen_from_the_list(window: MainWindow, indexed: App, qtbot: QtBot):
    window.keeping.back_up()
    wait(qtbot, lambda: any(indexed.home.backups.glob("library-*.db")) and not window.session.is_busy)
    window.keeping.show_copies()
    dialog = window.keeping.copies
    wait(qtbot, lambda: dialog.list.topLevelItemCount() > 0)
    assert dialog.list.topLevelItem(0).text(1) == "14"
    assert dialog.list.topLevelItem(0).text(3) == "whole"
    dialog.restore.click()
    press(window, "Restore")
    wait(qtbot, lambda: window.page.notice.isVisible() and len(window.model) == 14)
    assert not dialog.isVisible()
    wait(qtbot, lambda: not window.session.will_work)
    card = window.model.card(0)
    window.session.judge(card.photo_id, "again", "added")
    window.page.search.set_text("again")
    wait(qtbot, lambda: len(window.model) == 1)
