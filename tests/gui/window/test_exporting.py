"""Exports in the window: what is to be looked at first, real files, and the second run."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

from PIL import Image
from pytestqt.qtbot import QtBot

from photoorg.app import App, open_app
from photoorg.gui.export_remedies import RemedyDialog
from photoorg.gui.memory import recall
from photoorg.gui.window import MainWindow
from photoorg.outcomes import Progress, Report
from photoorg.work.jobs import Step

# What is to be looked at first.


def test_nothing_is_made_until_all_is_mended_or_let_be(hand):
    desk = hand.desk
    dialog = desk.dialog
    assert {"sensitive", "rights", "small", "people"} <= set(hand.kinds)
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
    hand.known()
    assert hand.kinds[0] == first.caution.kind
    assert dialog.check.open == 1, "what was let be stays so, where it is about the same photos"


def test_photos_are_left_out_and_put_back(hand):
    desk = hand.desk
    top = desk.dialog.top
    sensitive = desk.dialog.check.list.rows[0]
    assert sensitive.caution.kind == "sensitive"
    sensitive.buttons["leave"].click()
    hand.known()
    assert "sensitive" not in hand.kinds
    assert top.left_out.text() == "1 left out"
    assert len(desk._picked) == 13
    top.back.click()
    hand.known()
    assert "sensitive" in hand.kinds
    assert not top.back.isVisibleTo(desk.dialog)


def test_where_all_are_left_out_there_is_nothing_to_export(hand):
    desk = hand.desk
    desk._pick(replace(desk._picked, left=frozenset(desk._picked.listed())))
    hand.wait(lambda: desk.dialog.foot.said.text() == "There is no photo to export.")
    assert desk.dialog.foot.go.text() == "Export"
    assert not hand.kinds
    desk.dialog.top.back.click()
    hand.wait(lambda: hand.kinds)
    hand.known()


def test_rights_are_said_there(hand, told: App):
    desk = hand.desk
    rights = next(row for row in desk.dialog.check.list.rows if row.caution.kind == "rights")
    rights.buttons["rights"].click()
    asks = desk.dialog.findChild(RemedyDialog)
    assert not asks.does.isEnabled()
    asks.lines["rights"].setText("Ann, all rights reserved")
    asks.does.click()
    hand.wait(lambda: "rights" not in hand.kinds and not hand.is_checking)
    hand.known()
    db = told.reader()
    assert db.execute("SELECT DISTINCT value FROM notes WHERE about = 'rights'").fetchall() == [
        ("Ann, all rights reserved",)
    ]
    db.close()


def test_releases_are_noted_there(hand):
    desk = hand.desk
    releases = next(row for row in desk.dialog.check.list.rows if row.caution.kind == "releases")
    releases.buttons["release"].click()
    asks = desk.dialog.findChild(RemedyDialog)
    assert not asks.does.isEnabled(), "nobody has signed anything by pressing Enter"
    asks.release.setCurrentIndex(asks.release.findData("unlimited"))
    asks.does.click()
    hand.wait(lambda: "releases" not in hand.kinds and not hand.is_checking)
    hand.known()


def test_photos_of_a_caution_are_shown(hand, telling: MainWindow):
    desk = hand.desk
    desk.dialog.check.list.rows[0].buttons["show"].click()
    hand.wait(lambda: telling.model.results.question.text == "is:sensitive")
    assert desk.dialog.isVisible()
    assert len(desk._picked) == 14, "the dialog goes on about the photos that it was opened for"
    hand.known()


# Making it.


def test_a_list_needs_no_pictures(hand, tmp_path: Path):
    desk = hand.desk
    desk.dialog.top.show_target("list")
    hand.known()
    pages = desk.dialog.pages
    shown = [pages.tabText(place) for place in range(pages.count()) if pages.isTabVisible(place)]
    assert shown[1:] == ["List", "Metadata"]
    assert "14 photos" in hand.go()
    assert (tmp_path / "out" / "photos.csv").is_file()


def test_it_is_stopped_and_goes_on(hand, tmp_path: Path):
    desk = hand.desk
    hand.choose("instagram-story")
    hand.known()
    desk.dialog.check.all.click()
    desk.dialog.foot.go.click()
    hand.wait(lambda: desk.run._runs)
    desk.dialog.foot.stop.click()
    hand.wait(lambda: desk.dialog.foot.ended.startswith("Stopped"))
    assert desk.dialog.top.isEnabled()
    hand.wait(desk.dialog.foot.go.isEnabled)
    desk.dialog.foot.go.click()
    hand.wait(lambda: desk.dialog.foot.ended.startswith("14 photos"))
    assert len(list((tmp_path / "out").iterdir())) == 14


def test_what_waits_is_stopped_without_what_is_before_it(hand, telling: MainWindow, tmp_path):
    desk = hand.desk
    desk.dialog.check.all.click()
    hand.known()
    goes_on, seen = threading.Event(), threading.Event()

    def other(_db):
        while not goes_on.is_set():
            yield Step(Progress("read"))
            time.sleep(0.01)
        seen.set()
        return Report("Read.")

    telling.session.bridge.start("Reading photos", other)
    hand.wait(lambda: telling.session.is_busy)
    desk.dialog.foot.go.click()
    assert desk.dialog.foot.said.text().startswith("Begins when")
    desk.dialog.foot.stop.click()
    assert desk.dialog.foot.ended.startswith("Stopped")
    goes_on.set()
    hand.wait(lambda: seen.is_set() and not telling.session.is_busy)
    assert not (tmp_path / "out").exists()
    hand.known()


def test_photos_are_exported_and_a_second_run_has_nothing_to_do(hand, tmp_path: Path):
    desk = hand.desk
    hand.choose("instagram-square")
    hand.known()
    assert hand.go().startswith("14 photos exported")
    files = sorted((tmp_path / "out").glob("*.jpg"))
    assert len(files) == 14
    with Image.open(files[0]) as image:
        assert image.size == (1080, 1080)
    foot = desk.dialog.foot
    assert foot.reveal.isVisibleTo(desk.dialog)
    hand.wait(lambda: not foot.go.isVisibleTo(desk.dialog))  # there is nothing left to do

    desk.dialog.choose("quality", value=40)
    hand.known()
    assert foot.go.text() == "Export 14 photos"
    desk.dialog.choose("quality", value=90)
    hand.known()
    assert "are there already" in foot.said.text()
    assert not foot.go.isEnabled()
    desk.dialog.top.show_target("package")
    hand.known()
    assert foot.go.isEnabled(), "the pictures are there, and what goes with them is not"
    foot.go.click()
    hand.wait(lambda: foot.ended.startswith("14 photos"))
    assert (tmp_path / "out" / "manifest.csv").is_file()


def test_the_selected_photos_in_the_order_of_the_grid(telling: MainWindow, waiting_hand, tmp_path: Path):
    ids = telling.model.results.ids
    telling.page.grid.select_ids((int(ids[3]), int(ids[1])))
    telling.commands["export_photos"].trigger()
    hand, desk = waiting_hand, waiting_hand.desk
    assert desk.dialog.top.photos.currentText() == "2 photos selected"
    assert desk._picked.listed() == (ids[1], ids[3])
    desk.dialog.top.show_folder(str(tmp_path / "out"))
    desk.dialog.top.photos.setCurrentIndex(1)
    desk.dialog.top.photos.activated.emit(1)
    assert len(desk._picked) == 14
    hand.known()


def test_what_could_not_be_made_is_told_with_the_reason(hand, tmp_path: Path):
    desk = hand.desk
    (tmp_path / "out").write_text("in the way")
    hand.wait(lambda: bool(desk.dialog.foot._refused) or desk.dialog.foot._known)
    desk._await()
    hand.wait(lambda: str(tmp_path / "out") in desk.dialog.foot.said.text())
    assert not desk.dialog.foot.go.isEnabled()


def test_the_preset_and_the_folder_are_remembered(hand, telling: MainWindow, told: App):
    desk = hand.desk
    hand.choose("press")
    hand.known()
    folder = desk.dialog.top.folder.text()
    telling.close()
    memory = recall(told.home)
    assert (memory.export_preset, memory.export_folder) == ("press", folder)


def test_a_window_that_may_only_look_says_so(told: App, open_window, monkeypatch, qtbot: QtBot):
    monkeypatch.setattr("photoorg.app.why_read_only", lambda _home: "Another photoorg has it.")
    opened = open_window(open_app(told.home.root))
    qtbot.waitUntil(lambda: len(opened.model) == 14, timeout=20_000)
    opened.commands["export_photos"].trigger()
    dialog = opened.exporting.desk.dialog
    qtbot.waitUntil(lambda: dialog.foot.said.text() == "Another photoorg has it.", timeout=20_000)
    assert not dialog.foot.go.isEnabled()
