"""Commands while another photoorg has the library open."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg.app import App, open_app
from photoorg.commanding import serve_others, writing_app
from photoorg.opening import open_for_window
from photoorg.work.answering import Answers, answering
from photoorg.work.instance import Claim, claim
from photoorg.work.runner import Event, Failed, Finished, Started, Stepped

ROOT = Path(__file__).resolve().parents[3]
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX only")
Program = Callable[..., "subprocess.CompletedProcess[str]"]
Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]


@dataclass
class Open:
    """A photoorg that is open on the library, as a window is: with a runner, and answering."""

    app: App
    claim: Claim
    events: list[Event] = field(default_factory=list)
    shown: list[list[Path]] = field(default_factory=list)
    changed: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def hear(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, Finished | Failed):
            self.over.set()


@pytest.fixture
def opened(library_home: Path) -> Iterator[Open]:
    app = open_app(library_home)
    with claim(app.home, "window", answers=True) as mine:
        one = Open(app, mine)
        runner = app.runner(one.hear)
        answers = Answers(
            show=lambda folders: one.shown.append(list(folders)) or True,
            make=lambda folders, skip: lambda db: app.index(db, folders, skip),
            start=lambda make: runner.start("Reading photos", make),
            status=dict,
            changed=one.changed.set,
        )
        mine.serve(answering(answers))
        yield one
        mine.hang_up()
        runner.close()


def test_index_is_done_by_the_one_that_is_open(
    opened: Open, program: Program, sample_pictures: Path, lines: Lines
) -> None:
    done = program("index", sample_pictures, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    *steps, last = lines(done.stdout)
    assert {step["event"] for step in steps} == {"progress"}
    assert steps[-1]["done"] == 4
    assert last == {"event": "done", "outcome": "4 read, 0 unchanged.", "photos": 4, "problems": 0}
    kinds = [type(event) for event in opened.events]
    assert kinds[0] is Started
    assert kinds[-1] is Finished
    assert Stepped in kinds
    again = program("index")
    assert again.stdout.startswith("0 read, 4 unchanged.\n")


def test_what_cannot_be_indexed_ends_as_ever(opened: Open, program: Program, tmp_path: Path) -> None:
    wrong = program("index", tmp_path / "nothing")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("Error: There is no folder")


@POSIX
def test_ctrl_c_stops_it_there(opened: Open, tmp_path: Path) -> None:
    photos = tmp_path / "many"
    many(photos, 40)
    command = [sys.executable, "-m", "photoorg", "index", str(photos), "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if '"done":0' not in line and '"stage":"stat"' not in line:
            break
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "Stopped. What is done is kept.\n")
    assert opened.over.wait(10)
    last = opened.events[-1]
    assert isinstance(last, Finished)
    assert last.report.cancelled


def many(folder: Path, number: int) -> None:
    import numpy as np
    from PIL import Image

    folder.mkdir()
    random = np.random.default_rng(3)
    for count in range(number):
        noise = random.integers(0, 256, (60, 80, 3), np.uint8)
        Image.fromarray(noise).resize((1600, 1200)).save(folder / f"{count:03}.jpg", quality=70)


def test_short_commands_write_and_tell(pictures: Path, opened: Open, run: Run) -> None:
    assert run("describe", pictures / "cat.jpg", "--set", "Our cat.").exit_code == 0
    assert opened.changed.wait(5)


def test_a_command_without_a_window_indexes_for_others(library_home: Path, run: Run, sample_pictures: Path) -> None:
    app = open_app(library_home)
    with writing_app(app, "watch", answers=True) as mine:
        runner = app.runner(lambda _event: None)
        serve_others(mine, app, lambda make: runner.start("Indexing", make))
        assert run("index", sample_pictures).stdout.startswith("4 read, 0 unchanged.\n")
        opening = open_for_window(app, [])
        assert "(photoorg watch, process" in opening.app.read_only
        mine.hang_up()
        runner.close()


def test_one_that_cannot_be_asked(program: Program, sample_pictures: Path, library_home: Path) -> None:
    app = open_app(library_home)
    with claim(app.home, "backup"):
        for command in ("index", "tour"):
            refused = program(command, sample_pictures)
            assert refused.returncode == 1
            assert f"(photoorg backup, process {os.getpid()})" in refused.stderr


# --- the window


def test_a_second_window_brings_the_first_to_the_front(opened: Open, tmp_path: Path) -> None:
    opening = open_for_window(opened.app, [tmp_path])
    assert (opening.claim, opening.told) == (None, "photoorg is open already: its window is in front now.")
    assert opened.shown == [[tmp_path]]


def test_where_the_first_does_not_answer_it_only_shows(pictures: Path, library_home: Path) -> None:
    app = open_app(library_home)
    with claim(app.home, "index"):
        opening = open_for_window(app, [])
    assert (opening.claim, opening.told) == (None, "")
    assert f"photoorg index, process {os.getpid()}" in opening.app.read_only
    opening = open_for_window(app, [])
    assert opening.app.read_only == ""
    assert opening.claim is not None
    opening.claim.close()


def test_a_library_that_cannot_be_written_is_shown(
    pictures: Path, library_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access

    def access(path: str | Path, mode: int) -> bool:
        return real(path, mode) and not (mode == os.W_OK and Path(path).is_relative_to(library_home))

    monkeypatch.setattr(os, "access", access)
    app = open_app(library_home)
    assert f"{library_home} cannot be written" in app.read_only
    opening = open_for_window(app, [])
    assert (opening.app, opening.claim) == (app, None)
    db = app.reader()
    assert db.conn.execute("SELECT COUNT(*) FROM photos").fetchone()[0] == 4
    db.close()
