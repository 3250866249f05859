"""Events of a real file system become folders to look at; and what is done where events cannot be had."""

from __future__ import annotations

import errno
import logging
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from live_help import DEADLINE

from photoorg.work import watch, watch_limits, watch_settle
from photoorg.work.scope import Spot
from photoorg.work.watch import Mark, Watcher
from photoorg.work.watch_settle import Settling

SUFFIXES = frozenset({".jpg"})
ROOT = Path(__file__).resolve().parents[3]


class Watched:
    """A watched folder, and what settles in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.marks: queue.SimpleQueue[Mark] = queue.SimpleQueue()
        self.watcher = Watcher(SUFFIXES, self.marks.put)
        assert self.watcher.watch(str(root)) == ""

    def until(self, wanted: set[tuple[str, bool]]) -> set[tuple[str, bool]]:
        """What has settled, below the root: waits for what is wanted."""
        settling, found = Settling(SUFFIXES), list[Spot]()
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            try:
                mark = self.marks.get(timeout=0.01)
                settling.mark(mark.folder, mark.deep, time.monotonic())
                continue
            except queue.Empty:
                found += settling.settled(time.monotonic())
            named = {(os.path.relpath(spot.folder, self.root), spot.deep) for spot in found}
            if wanted <= named and settling.next_look is None:
                return named
        raise AssertionError(f"{wanted} have not settled, but {found}")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_settle, "SETTLE", 0.05)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    root = tmp_path / "photos"
    for name in ("old/a.jpg", "old/in/b.jpg", "other/c.jpg"):
        write(root / name)
    write(tmp_path / "outside/tree/d.jpg")
    made = Watched(root)
    yield made
    made.watcher.close()


def write(path: Path, content: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def rewrite(path: Path) -> None:
    """As editors do."""
    write(path.with_suffix(".tmp"), "new")
    path.with_suffix(".tmp").replace(path)


CHANGES: dict[str, tuple[Callable[[Path], object], set[tuple[str, bool]]]] = {
    "add": (lambda at: write(at / "old/new.jpg"), {("old", False)}),
    "add at the top": (lambda at: write(at / "new.jpg"), {(".", False)}),
    "change": (lambda at: write(at / "old/a.jpg", "other"), {("old", False)}),
    "change of time alone": (lambda at: os.utime(at / "old/a.jpg", (1, 1)), {("old", False)}),
    "write and rename": (lambda at: rewrite(at / "old/a.jpg"), {("old", False)}),
    "delete": (lambda at: (at / "old/a.jpg").unlink(), {("old", False)}),
    "rename": (lambda at: (at / "old/a.jpg").rename(at / "old/z.jpg"), {("old", False)}),
    "move": (lambda at: (at / "old/a.jpg").rename(at / "other/a.jpg"), {("old", False), ("other", False)}),
    "move in": (lambda at: (at / "../outside/tree/d.jpg").rename(at / "old/d.jpg"), {("old", False)}),
    "move out": (lambda at: (at / "old/a.jpg").rename(at / "../outside/a.jpg"), {("old", False)}),
    "move a tree": (lambda at: (at / "old").rename(at / "other/old"), {("old", True), ("other/old", True)}),
    "move a tree in": (lambda at: (at / "../outside/tree").rename(at / "tree"), {("tree", True)}),
    "move a tree out": (lambda at: (at / "old").rename(at / "../outside/old"), {("old", True)}),
    "delete a tree": (lambda at: shutil.rmtree(at / "old"), {("old", True)}),
    "copy a tree": (lambda at: shutil.copytree(at / "../outside/tree", at / "x/y/z"), {("x", True)}),
    "a name that is no text": (lambda at: write(at / os.fsdecode(b"\xff/\xfe.jpg")), {(os.fsdecode(b"\xff"), True)}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_marks_its_folder(change: str, watched: Watched) -> None:
    act, wanted = CHANGES[change]
    act(watched.root)
    assert watched.until(wanted) <= wanted | {(".", True), ("other", True)}


def test_warnings_are_as_before_when_it_is_closed(tmp_path: Path) -> None:
    before = list(warnings.filters)
    watcher = Watcher(SUFFIXES, lambda _mark: None)
    assert watcher.watch(str(tmp_path)) == ""
    assert warnings.filters != before
    watcher.close()
    assert warnings.filters == before


def test_what_is_no_photo_marks_nothing(watched: Watched) -> None:
    write(watched.root / "old/notes.txt")
    write(watched.root / "old/.hidden.jpg")
    write(watched.root / ".git/x.jpg")
    write(watched.root / "old/a.jpg.part")
    write(watched.root / "other/new.jpg")
    assert watched.until({("other", False)}) == {("other", False)}


def test_what_happens_in_new_and_in_moved_folders_is_seen(watched: Watched) -> None:
    (watched.root / "old").rename(watched.root / "renamed")
    watched.until({("renamed", True)})
    write(watched.root / "renamed/in/later.jpg")
    watched.until({("renamed/in", False)})
    (watched.root / "made/deep").mkdir(parents=True)
    watched.until({("made", True)})
    write(watched.root / "made/deep/later.jpg")
    watched.until({("made/deep", False)})


def test_many_folders_at_once(watched: Watched, tmp_path: Path) -> None:
    for number in range(500):
        write(tmp_path / f"outside/many/{number % 25}/{number % 5}/{number}.jpg")
    shutil.copytree(tmp_path / "outside/many", watched.root / "many")
    found = watched.until({("many", True)})
    assert found <= {("many", True), (".", True)}


def test_links_are_not_followed(watched: Watched, tmp_path: Path) -> None:
    (watched.root / "link").symlink_to(tmp_path / "outside")
    (watched.root / "loop").symlink_to(watched.root)
    write(tmp_path / "outside/tree/new.jpg")
    write(watched.root / "other/new.jpg")
    assert "outside" not in str(watched.until({("other", False)}))


def test_lost_events_are_made_up_for_by_a_look_at_everything(watched: Watched) -> None:
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; filesystem events were lost")
    assert watched.until({(".", True)}) == {(".", True)}


def test_closing_leaves_nothing(tmp_path: Path) -> None:
    before = threading.active_count()
    watcher = Watcher(SUFFIXES, lambda _mark: None)
    watcher.close()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    watcher = Watcher(SUFFIXES, lambda _mark: None)
    assert watcher.watch(str(tmp_path / "a")) == watcher.watch(str(tmp_path / "b")) == ""
    assert threading.active_count() > before
    watcher.unwatch(str(tmp_path / "a"))
    assert watcher.roots == (str(tmp_path / "b"),)
    watcher.close()
    watcher.close()
    assert threading.active_count() == before
    assert not logging.getLogger("watchdog.observers.inotify").filters


def test_more_folders_than_can_be_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        (tmp_path / f"photos/{number}").mkdir(parents=True)
    (tmp_path / "small").mkdir()
    monkeypatch.setattr(watch, "most_folders", lambda: 5)
    watcher = Watcher(SUFFIXES, lambda _mark: None)
    assert watcher.watch(str(tmp_path / "photos")) == watch.TOO_MANY
    assert watcher.roots == ()
    assert watcher.watch(str(tmp_path / "small")) == ""
    monkeypatch.setattr(watch, "most_folders", lambda: None)
    assert watcher.watch(str(tmp_path / "photos")) == "", "where there is no limit"
    watcher.close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_no_watch_to_be_had(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __init__(self) -> None:
            raise OSError(number, "limit reached")

    monkeypatch.setattr(watch, "Observer", Full)
    watcher = Watcher(SUFFIXES, lambda _mark: None)
    assert watcher.watch(str(tmp_path)) == watch.TOO_MANY
    watcher.close()


def test_a_folder_that_cannot_be_watched(tmp_path: Path) -> None:
    watcher = Watcher(SUFFIXES, lambda _mark: None)
    assert watcher.watch(str(tmp_path / "nowhere")) == "It cannot be watched: No such file or directory."
    watcher.close()


def test_counting_folders(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number % 3}/{number}").mkdir(parents=True)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert watch_limits.count_folders(str(tmp_path), 100) == 13
    assert watch_limits.count_folders(str(tmp_path), 5) == 6, "no further than needed"
    assert watch_limits.count_folders(str(tmp_path), 100, lambda: True) == 0
    assert watch_limits.is_room(str(tmp_path))
    assert watch_limits.is_room(str(tmp_path / "nowhere")), "that is another matter"


def test_the_limit_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "limit").write_text("1000\n")
    monkeypatch.setattr(watch_limits, "_LIMIT", tmp_path / "limit")
    assert watch_limits.most_folders() == 900
    monkeypatch.setattr(watch_limits, "_LIMIT", tmp_path / "none")
    assert watch_limits.most_folders() is None


LIMITED = """
import os, sys
from photoorg.work.watch import Watcher
root = sys.argv[1]
watcher = Watcher(frozenset({".jpg"}), lambda mark: None)
told = [watcher.watch(root)]
for number in range(12):
    os.makedirs(f"{root}/{number}")
while not told[-1]:
    told.append(watcher.no_room(root))
told.append(watcher.watch(root))
watcher.close()
print(told[0], told[-2], told[-1], sep="|")
"""


def test_past_the_real_limit(tmp_path: Path) -> None:
    """In a name space of its own, so that other programs keep their watches."""
    limited = ["unshare", "-U", "-r", "sh", "-c", 'echo 8 > /proc/sys/user/max_inotify_watches && exec "$@"', "sh"]
    if not shutil.which("unshare") or subprocess.run([*limited, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no name space to be had")
    command = [*limited, sys.executable, "-c", LIMITED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout.strip(), done.stderr) == (f"|{watch.TOO_MANY}|{watch.TOO_MANY}", "")
