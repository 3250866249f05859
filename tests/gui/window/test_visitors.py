"""Other starts of photoorg, while a window is open on the library."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui.visitors import Visitors
from photoorg.gui.window import MainWindow
from photoorg.library import browse, edits
from photoorg.settings import load_settings, save_settings
from photoorg.work.answering import answering
from photoorg.work.instance import ask, claim, holder
from photoorg.work.jobs import MakeJob

ROOT = Path(__file__).resolve().parents[3]


def test_a_second_start_raises_the_window_and_brings_folders(
    window: MainWindow, indexed: App, qtbot: QtBot, sample_pictures: Path
) -> None:
    with claim(indexed.home, "window", answers=True) as mine:
        mine.serve(answering(Visitors(window).answers))
        window.showMinimized()
        command = [sys.executable, "-m", "photoorg", "open", str(sample_pictures)]
        second = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
        said, troubles = second.communicate()
        assert (second.returncode, troubles) == (0, "")
        assert said == "photoorg is open already: its window is in front now.\n"
        qtbot.waitUntil(lambda: str(sample_pictures) in window.session.roots, timeout=20_000)
        assert not window.isMinimized()
        qtbot.waitUntil(lambda: not window.session.is_busy, timeout=20_000)
        answer = ask(indexed.home, {"do": "status"})
        assert answer == {"event": "done", "what": "window", "busy": False}


def test_what_another_process_writes_is_shown(window: MainWindow, indexed: App, qtbot: QtBot) -> None:
    with claim(indexed.home, "window", answers=True) as mine:
        mine.serve(answering(Visitors(window).answers))
        db = indexed.writer()
        photo = browse.photo_at(db, browse.cards(db, [1])[1].path)
        assert photo is not None
        edits.judge(db, [photo], "Minou", "added")
        db.close()
        with qtbot.waitSignal(
            window.session.queries.overview, timeout=5_000, check_params_cb=lambda o: "Minou" in o.tags
        ):
            assert ask(indexed.home, {"do": "changed"}) == {"event": "done"}


def test_settings_that_another_process_changes_hold_and_stay(window: MainWindow, indexed: App, qtbot: QtBot) -> None:
    preferences = window.keeping.preferences
    window.keeping.show_preferences()
    preferences.rows["threads"].show_value(3)
    with claim(indexed.home, "window", answers=True) as mine:
        mine.serve(answering(Visitors(window).answers))
        now = indexed.settings.model_copy(update={"exclude": ("made",), "quiet_hours": "01:00-02:00"})
        save_settings(indexed.home, now)
        assert ask(indexed.home, {"do": "changed"}) == {"event": "done"}
        qtbot.waitUntil(lambda: len(window.model) == 4, timeout=20_000)
    assert preferences.rows["quiet_hours"].value() == "01:00-02:00"
    assert preferences.rows["threads"].value() == 3, "what is being chosen stays"
    preferences.apply.click()
    qtbot.waitUntil(lambda: load_settings(indexed.home).threads == 3, timeout=5_000)
    assert load_settings(indexed.home) == now.model_copy(update={"threads": 3})
    preferences.close()


def test_work_for_others_is_begun_on_the_window_s_thread(
    window: MainWindow, indexed: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    start = window.session.bridge.start

    def noted(title: str, make: MakeJob) -> None:
        threads.append(threading.current_thread())
        start(title, make)

    monkeypatch.setattr(window.session.bridge, "start", noted)
    with claim(indexed.home, "window", answers=True) as mine:
        mine.serve(answering(Visitors(window).answers))
        index = subprocess.Popen([sys.executable, "-m", "photoorg", "index"], cwd=ROOT, stdout=subprocess.DEVNULL)
        qtbot.waitUntil(lambda: index.poll() is not None, timeout=20_000)
    assert index.returncode == 0
    assert threads == [threading.main_thread()]


def test_the_program_holds_the_library_while_it_runs(indexed: App, qtbot: QtBot, sample_pictures: Path) -> None:
    command = [sys.executable, "-m", "photoorg"]
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        qtbot.waitUntil(lambda: ask(indexed.home, {"do": "status"}) is not None, timeout=20_000)
        found = holder(indexed.home)
        assert found is not None
        assert (found.pid, found.what) == (first.pid, "window")
        index = [*command, "index", str(sample_pictures)]
        second = subprocess.run(index, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (second.returncode, second.stderr) == (0, "")
        assert "The library has 14 photos" in second.stdout
    finally:
        first.kill()
        first.wait()
    claim(indexed.home, "index").close()
