"""One writer at a time: the lock, and what other starts can ask of the one who has it. With real second processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from errno import ENOLCK, EROFS
from multiprocessing.connection import Client
from pathlib import Path

import pytest
from filelock import FileLock

from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError, Progress, Report
from photoorg.settings import Home
from photoorg.work import instance
from photoorg.work.answering import Answers, answering, asked_job
from photoorg.work.instance import Claim, TakenError, ask, claim, converse, holder, tell, why_read_only
from photoorg.work.jobs import Job, MakeJob, Step

ROOT = Path(__file__).resolve().parents[3]
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX only")


@pytest.fixture
def home(library_home: Path) -> Home:
    return Home(library_home)


@dataclass
class Host:
    """The one who has the library, with a runner that is the test's own hands."""

    claim: Claim
    shown: list[list[Path]] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    asked: list[tuple[list[Path], list[str]]] = field(default_factory=list)
    waiting: list[MakeJob] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)
    job: Callable[[], Job] = lambda: counting(3)

    def serve(self) -> Host:
        self.claim.serve(answering(Answers(self._show, self._make, self._start, self._status, self._changed)))
        return self

    def _show(self, folders: Sequence[Path]) -> bool:
        self.shown.append(list(folders))
        return True

    def _make(self, folders: Sequence[Path], skip: Sequence[str]) -> MakeJob:
        self.asked.append((list(folders), list(skip)))
        return lambda _db: self.job()

    def _start(self, make: MakeJob) -> None:
        self.waiting.append(make)
        self.came.set()

    def _status(self) -> dict[str, object]:
        return {"busy": False}

    def _changed(self) -> None:
        self.changes.append("changed")
        self.came.set()

    def next_job(self) -> Job:
        assert self.came.wait(5)
        db = Database(memory=True)
        job = self.waiting.pop()(db)
        db.close()
        return job


@pytest.fixture
def host(home: Home) -> Iterator[Host]:
    with claim(home, "window", answers=True) as mine:
        yield Host(mine).serve()


def counting(steps: int) -> Job:
    for number in range(steps):
        yield Step(Progress("read", number, steps, note="caf\u00e9 \udcff"))
    return Report(f"{steps} read.", {"read": steps})


def other(home: Home, code: str) -> subprocess.Popen[str]:
    """Another process that has the library and waits to be killed, or told to end."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom photoorg.settings import Home\n"
        "from photoorg.work.instance import claim\n"
        f"home = Home(Path({str(home.root)!r}))\n{code}"
    )
    command = [sys.executable, "-c", script]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


HOLD = "mine = claim(home, 'index')\nprint('ready', flush=True)\nsys.stdin.read()\nmine.close()"
DEAF = "mine = claim(home, 'window', answers=True)\nprint('ready', flush=True)\nsys.stdin.read()"


# --- the lock


def test_one_at_a_time_and_the_sentence_says_who(home: Home) -> None:
    process = other(home, HOLD)
    with pytest.raises(TakenError, match=rf"photoorg index, process {process.pid}\): close that one first"):
        claim(home, "window")
    process.communicate()
    with claim(home, "window"), pytest.raises(TakenError, match=rf"its window, process {os.getpid()}\)"):
        claim(home, "index")
    claim(home, "index").close()


@POSIX
def test_killed_it_holds_nothing_and_what_it_left_is_swept(home: Home) -> None:
    process = other(home, DEAF)
    found = holder(home)
    assert found is not None
    assert Path(found.address).is_socket()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    started = time.monotonic()
    assert ask(home, {"do": "show"}) is None
    tell(home, {"do": "changed"})
    assert time.monotonic() - started < 2
    with claim(home, "index"):
        assert not Path(found.address).parent.exists()


@POSIX
def test_a_lock_that_was_deleted_still_holds(home: Home) -> None:
    process = other(home, HOLD)
    (home.root / "writer.lock").unlink()
    for _ in range(2):
        with pytest.raises(TakenError, match=f"process {process.pid}"):
            claim(home, "window")
    process.communicate()
    claim(home, "window").close()


def test_a_process_that_got_the_number_of_one_that_was_killed_holds_nothing(home: Home) -> None:
    home.create()
    card = {"what": "window", "pid": os.getpid(), "host": socket.gethostname(), "since": 1, "address": "", "key": ""}
    (home.root / "writer.json").write_text(json.dumps(card))
    claim(home, "index").close()


@POSIX
def test_it_ends_though_its_socket_was_cleared_away(home: Home) -> None:
    mine = claim(home, "watch", answers=True)
    Host(mine).serve()
    found = holder(home)
    assert found is not None
    shutil.rmtree(Path(found.address).parent)
    started = time.monotonic()
    mine.close()
    assert time.monotonic() - started < 1
    assert "other starts" not in {thread.name for thread in threading.enumerate()}
    claim(home, "index").close()


def test_everything_is_put_away(home: Home) -> None:
    mine = claim(home, "window", answers=True)
    found = holder(home)
    assert found is not None
    assert (found.what, found.pid, found.host) == ("window", os.getpid(), socket.gethostname())
    mine.close()
    mine.close()
    assert holder(home) is None
    assert [path.name for path in home.root.iterdir()] == ["writer.lock"]
    assert os.name != "posix" or not Path(found.address).parent.exists()


@POSIX
def test_only_the_person_whose_library_it_is_can_ask(home: Home, host: Host) -> None:
    found = holder(home)
    assert found is not None
    assert (home.root / "writer.json").stat().st_mode & 0o777 == 0o600
    assert Path(found.address).parent.stat().st_mode & 0o777 == 0o700


@POSIX
def test_a_long_path_needs_no_long_address(library_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    far = library_home / ("x" * 200)
    long = tmp_path / ("t" * 120)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    with claim(Home(far), "window", answers=True) as mine:
        host = Host(mine).serve()
        assert ask(Home(far), {"do": "show"}) == {"event": "done", "shown": True}
        assert host.shown == [[]]
    assert list(long.iterdir()) == []


def test_a_place_that_cannot_be_written(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.create()
    home.database.touch()
    monkeypatch.setattr(FileLock, "acquire", lambda *_, **__: (_ for _ in ()).throw(OSError(EROFS, "Read-only")))
    with pytest.raises(PhotoorgError, match="cannot be written: Read-only"):
        claim(home, "window")
    assert why_read_only(home) == ""
    monkeypatch.setattr(os, "access", lambda path, _mode: str(path) != str(home.database))
    assert "library.db cannot be written" in why_read_only(home)


def test_a_claim_that_fails_leaves_nothing(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (home.root / "writer.json").mkdir(parents=True)
    with pytest.raises(PhotoorgError, match="cannot be written"):
        claim(home, "window", answers=True)
    assert not list(tmp_path.glob("photoorg-*")), "it does not go on listening"
    (home.root / "writer.json").rmdir()
    claim(home, "window").close()


def test_what_cannot_be_put_away_keeps_no_lock(home: Home) -> None:
    mine = claim(home, "window")
    card = home.root / "writer.json"
    card.unlink()
    card.mkdir()
    mine.close()
    mine.close()
    card.rmdir()
    claim(home, "window").close()


def test_a_drive_without_locks_does_as_well_as_it_can(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileLock, "acquire", lambda *_, **__: (_ for _ in ()).throw(OSError(ENOLCK, "No locks")))
    with claim(home, "window", answers=True) as mine:
        Host(mine).serve()
        assert ask(home, {"do": "status"}) == {"event": "done", "busy": False}


# --- asking


def test_the_window_is_shown_with_folders(home: Home, host: Host, tmp_path: Path) -> None:
    folder = tmp_path / "gr\u00fc\u00dfe \udcff"
    assert ask(home, {"do": "show", "folders": [str(folder)]}) == {"event": "done", "shown": True}
    assert host.shown == [[folder]]
    answer = ask(home, {"do": "show", "folders": ["relative"]})
    assert answer is not None
    assert answer["event"] == "failed"


def test_who_asks_before_it_is_served_waits(home: Home) -> None:
    with claim(home, "window", answers=True) as mine:
        answers: list[object] = []
        asking = threading.Thread(target=lambda: answers.append(ask(home, {"do": "status"})))
        asking.start()
        time.sleep(0.05)
        Host(mine).serve()
        asking.join()
        assert answers == [{"event": "done", "busy": False}]


def test_one_that_does_not_answer(home: Home) -> None:
    with claim(home, "window", answers=True):
        assert ask(home, {"do": "show"}, timeout=0.1) is None
    with claim(home, "index"):
        assert ask(home, {"do": "show"}) is None
    assert asked_job(home, []) is None


def test_another_machine_is_not_asked(home: Home, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance.socket, "gethostname", lambda: "elsewhere")
    assert ask(home, {"do": "status"}) is None


def test_changed_is_told_without_waiting(home: Home, host: Host) -> None:
    tell(home, {"do": "changed"})
    assert host.came.wait(5)
    assert host.changes == ["changed"]


# --- a job for somebody else


def test_a_job_is_done_by_the_holder(home: Home, host: Host, tmp_path: Path) -> None:
    told: list[object] = []
    asking = threading.Thread(target=lambda: told.append(run(asked_job(home, [tmp_path], ["faces"]))))
    asking.start()
    here = run(host.next_job())
    asking.join()
    assert told == [here]
    steps, report = here
    assert [step.progress.done for step in steps] == [0, 1, 2]
    assert report == Report("3 read.", {"read": 3})
    assert host.asked == [([tmp_path], ["faces"])]


def run(job: Job | None) -> tuple[list[Step], Report | Exception]:
    assert job is not None
    steps: list[Step] = []
    try:
        while True:
            steps.append(next(job))
    except StopIteration as end:
        return steps, end.value
    except PhotoorgError as error:
        return steps, error


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [(PhotoorgError("There is no folder x."), "There is no folder x."), (KeyError("x"), "photoorg's log says why")],
)
def test_what_goes_wrong_is_told_to_both(trouble: Exception, sentence: str, home: Home, host: Host) -> None:
    def failing() -> Job:
        yield Step(Progress("stat"))
        raise trouble

    host.job = failing
    job = asked_job(home, [])
    with pytest.raises(type(trouble)):
        list(host.next_job())
    _, error = run(job)
    assert sentence in str(error)


def test_hanging_up_cancels_the_job(home: Home, host: Host) -> None:
    host.job = lambda: counting(1_000_000)
    job = asked_job(home, [])
    assert job is not None
    here = host.next_job()
    next(here)
    assert next(job).progress.done == 0
    job.close()
    steps, report = run(here)
    assert len(steps) < 1000
    assert isinstance(report, Report)
    assert report.cancelled


@pytest.mark.parametrize("when", ["stopped", "forgotten", "closed"])
def test_who_asked_is_told_when_it_ends_early(when: str, home: Home, host: Host) -> None:
    job = asked_job(home, [])
    if when == "forgotten":
        assert host.came.wait(5)
        host.waiting.clear()
    else:
        here = host.next_job()
        next(here)
        here.close() if when == "stopped" else host.claim.close()
    _, error = run(job)
    assert isinstance(error, PhotoorgError)
    assert ("has ended before" if when == "closed" else "was stopped") in str(error)


def test_one_who_does_not_listen_holds_nobody_up(home: Home, host: Host) -> None:
    host.job = lambda: counting(20_000)
    events = converse(home, {"do": "index", "folders": []})
    assert events is not None
    steps, report = run(host.next_job())
    assert (len(steps), report) == (20_000, Report("20000 read.", {"read": 20_000}))
    *_, last = events
    assert last == {"event": "done", "title": "20000 read.", "counts": {"read": 20_000}}


def test_a_job_of_one_who_left_before_it_began_is_none(home: Home, host: Host) -> None:
    job = asked_job(home, [])
    assert job is not None
    job.close()
    del job
    steps, report = run(host.next_job())
    assert steps == []
    assert isinstance(report, Report)
    assert report.cancelled


# --- who means no good


def test_nobody_without_the_word_is_answered(home: Home, host: Host) -> None:
    found = holder(home)
    assert found is not None
    for key in ({}, {"key": "wrong"}, {"key": None}, {"key": "\udcff"}):
        with Client(found.address) as line:
            line.send_bytes(json.dumps({"do": "show", **key}).encode())
            with pytest.raises(EOFError):
                line.recv_bytes()
    assert host.shown == []


def test_nonsense_harms_nobody(home: Home, host: Host) -> None:
    found = holder(home)
    assert found is not None
    for nonsense in (b"", b"no json", b"[1]", b"\xff\xfe", b"[" * 100_000, b"x" * (2 << 20), b'{"do": {}}'):
        with Client(found.address) as line:
            try:
                line.send_bytes(nonsense)
                with pytest.raises(EOFError):
                    line.recv_bytes()
            except OSError:  # hung up in the middle
                continue
    for message in ({"do": "nothing"}, {}, {"do": "index", "folders": [1]}, {"do": ["show"]}):
        answer = ask(home, message)
        assert answer is not None
        assert answer["event"] == "failed"
    assert ask(home, {"do": "show", "folders": "x"}) == {"event": "done", "shown": True}


@POSIX
def test_silent_ones_are_put_out(home: Home, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    from photoorg.work import listening

    monkeypatch.setattr(listening, "_SILENCE", 0.2)
    found = holder(home)
    assert found is not None
    lines = [socket.socket(socket.AF_UNIX) for _ in range(40)]
    for line in lines:
        line.connect(found.address)
        with suppress(BrokenPipeError):  # put out already: there are more than are listened to
            line.sendall(b"\0\0")  # half of how long the message is
    deadline = time.monotonic() + 5
    while (answer := ask(home, {"do": "status"}, timeout=1)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert answer == {"event": "done", "busy": False}
    for line in lines:
        line.close()


@POSIX
def test_closing_waits_for_nobody(home: Home) -> None:
    mine = claim(home, "window", answers=True)
    Host(mine).serve()
    found = holder(home)
    assert found is not None
    with socket.socket(socket.AF_UNIX) as silent, socket.socket(socket.AF_UNIX) as half:
        silent.connect(found.address)
        half.connect(found.address)
        half.sendall(b"\0\0\0\x09{")
        time.sleep(0.05)
        started = time.monotonic()
        mine.close()
        assert time.monotonic() - started < 1
