"""The command that watches, as a shell sees it: what it says line by line, and how it ends."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from photoorg.cli_watch import _Lines
from photoorg.outcomes import Changes, PhotoorgError, Progress, Report
from photoorg.work.jobs import Step
from photoorg.work.live import TITLE, FolderState, LiveState
from photoorg.work.runner import Failed, Finished, Resting, Started, Stepped

ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., Any]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


class Watching:
    """The program, watching; its lines as they come."""

    def __init__(self, *arguments: object) -> None:
        command = [sys.executable, "-m", "photoorg", "watch", *(str(one) for one in arguments)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def until(self, holds: Callable[[str], bool]) -> str:
        """The first line for which something holds."""
        while not holds(line := self._lines.get(timeout=30)):
            pass
        return line

    def until_event(self, **wanted: object) -> dict[str, object]:
        return json.loads(self.until(lambda line: wanted.items() <= json.loads(line).items()))

    def end(self, how: int) -> int:
        self.process.send_signal(how)
        self._thread.join(30)
        return self.process.wait(timeout=30)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._thread.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))


@pytest.fixture
def watching(library_home: Path) -> Iterator[Callable[..., Watching]]:
    library_home.mkdir()
    (library_home / "settings.json").write_text('{"pause_on_battery": false}')
    made: list[Watching] = []

    def start(*arguments: object) -> Watching:
        made.append(Watching(*arguments))
        return made[-1]

    yield start
    for one in made:
        one.close()


def test_it_follows_what_happens_until_it_is_told_to_end(
    watching: Callable[..., Watching], sample_pictures: Path, library_home: Path
) -> None:
    program = watching(sample_pictures, "--json")
    program.until_event(event="done", photos=4)
    program.until_event(event="watching", folder=str(sample_pictures), how="watched", why="")
    program.until_event(event="done", outcome="0 read, 4 unchanged.")
    program.until(lambda line: f"is kept in {library_home / 'backups'}" in line)
    shutil.copy(sample_pictures / "cat.jpg", sample_pictures / "copy.jpg")
    shutil.copytree(sample_pictures, sample_pictures / "new")
    program.until(lambda line: json.loads(line).get("photos", 0) > 0)
    assert program.end(signal.SIGTERM) == 0


def test_plain_lines_and_a_library_that_is_known(
    watching: Callable[..., Watching], sample_pictures: Path, program: Run
) -> None:
    assert program("index", sample_pictures).returncode == 0
    plain = watching()
    assert plain.until(lambda line: True) == f"Watching {sample_pictures}."
    (sample_pictures / "cat.jpg").rename(sample_pictures / "renamed.jpg")
    plain.until(lambda line: "moved" in line or "missing" in line)
    other = program("index", sample_pictures / "nowhere")
    assert (other.returncode, other.stdout) == (1, "")
    assert "There is no folder" in other.stderr, "and the one that watches goes on"
    (sample_pictures / "renamed.jpg").rename(sample_pictures / "again.jpg")
    plain.until(lambda line: "moved" in line or "missing" in line)
    assert plain.end(signal.SIGINT) == 0
    assert plain.process.stderr is not None
    said = plain.process.stderr.read()
    assert said.startswith("Error: There is no folder")
    assert said.count("\n") == 1


def test_a_setting_that_another_start_changes_holds_at_once(
    watching: Callable[..., Watching], sample_pictures: Path, program: Run
) -> None:
    one = watching(sample_pictures)
    one.until(lambda line: line.startswith("Watching"))
    assert program("settings", "exclude", "cat.jpg").returncode == 0
    one.until(lambda line: "1 missing" in line)
    assert program("settings", "watch", "false").returncode == 0
    (sample_pictures / "coffee.jpg").rename(sample_pictures / "tea.jpg")
    one.until(lambda line: "1 moved" in line)
    assert one.end(signal.SIGINT) == 0


def test_what_cannot_be_watched(run: Run, tmp_path: Path) -> None:
    done = run("watch")
    assert (done.exit_code, done.output) == (1, "Error: No folder is known yet: photoorg watch FOLDER.\n")
    done = run("watch", tmp_path / "nowhere")
    assert done.exit_code == 1
    assert "There is no folder" in done.output


def test_lines(capsys: pytest.CaptureFixture[str]) -> None:
    teller = _Lines(60)
    network = FolderState("/nas", "polled", "It lies on a drive (nfs4) that does not tell of changes.")
    away = FolderState("/usb", "offline", "Its drive is not connected.")
    for event in (
        LiveState((FolderState("/photos", "watched"), network)),
        LiveState((FolderState("/photos", "watched"), network, away)),
        LiveState((FolderState("/photos", "watched"), network, away), trouble="Mend it."),
        LiveState((FolderState("/photos", "watched"), network, away), trouble="Mend it."),
        Resting("The computer runs on battery."),
        Resting(""),
        Started(TITLE, background=True),
        Stepped(TITLE, Step(Progress("stat"), Changes(folders=True))),
        Finished(TITLE, Report("0 read, 9 unchanged.")),
        Started(TITLE, background=True),
        Stepped(TITLE, Step(Progress("read"), Changes(frozenset([1])))),
        Finished(TITLE, Report("1 read, 9 unchanged.")),
        Failed(TITLE, OSError("no\x1b room")),
        Failed("Indexing", PhotoorgError("There is no folder /x.")),
    ):
        teller.tell(event)
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "Watching /photos.",
        "Looking at /nas every 60 seconds. It lies on a drive (nfs4) that does not tell of changes.",
        "Not there now: /usb. Its drive is not connected.",
        "Resting. The computer runs on battery.",
        "Going on.",
        "1 read, 9 unchanged.",
    ]
    assert said.err == "Error: Mend it.\nError: no\\x1b room\nError: There is no folder /x.\n"
    with pytest.raises(OSError, match="gone"):
        teller.tell(Failed("Opening the library", OSError("gone")))
