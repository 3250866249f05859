"""When a folder counts as settled: real folders, and a clock that the test turns."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from photoorg.work import watch_settle
from photoorg.work.scope import Spot
from photoorg.work.watch_settle import FIRST, PATIENCE, SETTLE, Settling, look_at

SUFFIXES = frozenset({".jpg"})


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_settle, "FIRST", 0.0)


@pytest.fixture
def settling() -> Settling:
    return Settling(SUFFIXES)


def write(path: Path, content: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def until_settled(settling: Settling, now: float) -> list[Spot]:
    """Turn the clock to each look in turn, until nothing is hot."""
    found: list[Spot] = []
    while (due := settling.next_look) is not None:
        assert due - now < 60, "it must come to an end"
        found += settling.settled(due)
    return found


def test_the_first_look_is_after_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_settle, "FIRST", FIRST)
    settling = Settling(SUFFIXES)
    settling.mark(str(tmp_path), False, 100.0)
    settling.mark(str(tmp_path), False, 100.0 + FIRST / 2)
    assert settling.next_look == 100.0 + FIRST, "more events do not put it off"


def test_a_folder_is_given_out_when_two_looks_agree(settling: Settling, tmp_path: Path) -> None:
    write(tmp_path / "a.jpg")
    settling.mark(str(tmp_path), False, 100.0)
    assert settling.next_look == 100.0, "the first look is at once"
    assert settling.settled(100.0) == []
    assert settling.settled(100.0 + SETTLE / 2) == [], "too early"
    assert settling.settled(100.0 + SETTLE) == [Spot(str(tmp_path))]
    assert settling.next_look is None


def test_a_file_that_grows_is_waited_for(settling: Settling, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg")
    settling.mark(str(tmp_path), False, 0.0)
    now, found = 0.0, []
    for _ in range(5):
        found += settling.settled(now)
        with path.open("a") as file:
            file.write("more")
        now += SETTLE
    assert found == []
    settling.settled(now)
    assert settling.settled(now + SETTLE) == [Spot(str(tmp_path))]


def test_a_file_that_grows_for_minutes_holds_back_nothing(settling: Settling, tmp_path: Path) -> None:
    slow, other = tmp_path / "slow", tmp_path / "other"
    film, done = write(slow / "film.jpg"), write(slow / "done.jpg")
    write(other / "b.jpg")
    settling.mark(str(slow), False, 0.0)
    settling.mark(str(other), False, 0.0)
    now, found = 0.0, []
    while now <= 3 * PATIENCE:
        found += settling.settled(now)
        film.write_text("x" * int(100 + 10 * now))
        now += SETTLE
    assert found == [Spot(str(other)), Spot(str(slow))], "once, though it goes on"
    done.write_text("changed")
    while now <= 5 * PATIENCE:
        found += settling.settled(now)
        film.write_text("x" * int(100 + 10 * now))
        now += SETTLE
    assert found[2:] == [Spot(str(slow))], "what has changed since is given out anew"
    assert until_settled(settling, now) == [Spot(str(slow))]


def test_a_tree_is_one_spot(settling: Settling, tmp_path: Path) -> None:
    for name in ("new/a/1.jpg", "new/a/b/2.jpg", "new/3.jpg"):
        write(tmp_path / name)
    settling.mark(str(tmp_path / "new/a"), False, 0.0)
    settling.mark(str(tmp_path / "new/a/b"), True, 0.0)
    settling.mark(str(tmp_path / "new"), True, 0.0)
    settling.mark(str(tmp_path), False, 0.0)
    assert until_settled(settling, 0.0) == [Spot(str(tmp_path / "new"), deep=True), Spot(str(tmp_path))]


def test_a_tree_that_still_grows_gives_out_what_is_done(settling: Settling, tmp_path: Path) -> None:
    settling.mark(str(tmp_path / "new"), True, 0.0)
    now, found, number = 0.0, [], 0
    while now <= 1.5 * PATIENCE:
        write(tmp_path / "new" / f"{number // 10}" / f"{number}.jpg")
        found += settling.settled(now)
        now += SETTLE
        number += 1
    assert {spot.folder for spot in found} >= {str(tmp_path / "new" / "0"), str(tmp_path / "new" / "1")}
    assert not any(spot.deep for spot in found)
    assert until_settled(settling, now) == [Spot(str(tmp_path / "new"), deep=True)], "and all of it in the end"


def test_a_shallow_mark_becomes_deep(settling: Settling, tmp_path: Path) -> None:
    settling.mark(str(tmp_path), False, 0.0)
    settling.settled(0.0)
    settling.mark(str(tmp_path), True, 0.1)
    settling.mark(str(tmp_path), False, 0.2)
    assert until_settled(settling, 0.2) == [Spot(str(tmp_path), deep=True)]


def test_a_folder_that_has_gone_is_gone_with_all_below(settling: Settling, tmp_path: Path) -> None:
    write(tmp_path / "old" / "a.jpg")
    settling.mark(str(tmp_path / "old"), False, 0.0)
    settling.settled(0.0)
    shutil.rmtree(tmp_path / "old")
    assert until_settled(settling, 0.0) == [Spot(str(tmp_path / "old"), deep=True)]


def test_a_change_between_the_looks_that_keeps_the_size_and_the_time(settling: Settling, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", "old")
    stat = path.stat()
    settling.mark(str(tmp_path), False, 0.0)
    settling.settled(0.0)
    other = write(tmp_path / "b.tmp", "new")
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(path)
    assert settling.settled(SETTLE) == [], "it is another file"
    assert until_settled(settling, SETTLE) == [Spot(str(tmp_path))]


def test_our_own_folders_are_left_alone(tmp_path: Path) -> None:
    own = Settling(SUFFIXES, frozenset({str(tmp_path / "library")}))
    own.mark(str(tmp_path / "library"), True, 0.0)
    own.mark(str(tmp_path / "library" / "cache" / "x"), False, 0.0)
    assert own.next_look is None
    own.mark(str(tmp_path / "library of mine"), False, 0.0)
    assert own.next_look == 0.0


def test_what_is_looked_at(tmp_path: Path) -> None:
    for name in ("a.JPG", "b.txt", ".hidden.jpg", "in/c.jpg", ".git/d.jpg", "own/e.jpg"):
        write(tmp_path / name)
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.jpg")
    tree = look_at(str(tmp_path), True, SUFFIXES, frozenset({str(tmp_path / "own")}))
    assert {folder: set(files) for folder, files in tree.items()} == {
        str(tmp_path): {"a.JPG", "pipe.jpg"}, str(tmp_path / "in"): {"c.jpg"},
    }  # fmt: skip
    assert set(look_at(str(tmp_path), False, SUFFIXES)) == {str(tmp_path)}
    assert look_at(str(tmp_path / "nowhere"), True, SUFFIXES) == {}
