"""Copies of one picture that say different things of it, bad files that move, and jobs that are closed."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from mounting import Drives
from test_index_identity import say
from working import Library, drain, picture, quick_task

from photoorg import volumes
from photoorg.library import browse, drives, places
from photoorg.vision.tasks import Finding
from photoorg.work import catching, roots
from photoorg.work.index import index
from photoorg.work.pipeline import FLUSH_SECONDS
from photoorg.work.scope import Spot

pytestmark = pytest.mark.skipif(not volumes.read_table(), reason="no table of mounts here")


@pytest.fixture
def copies(library: Library) -> Iterator[tuple[Path, Path]]:
    """Two files of one photo, the second one turned otherwise and in a folder of its own."""
    first = say(picture(library.photos / "a" / "a.jpg"), orientation=1)
    library.run()
    second = library.photos / "b" / "b.jpg"
    second.parent.mkdir()
    shutil.copyfile(first, second)
    say(second, orientation=8)
    library.run()
    assert (turn(library, "a/a.jpg"), library.counter.looked) == (1, 1)
    yield first, second
    library.check()


def turn(library: Library, name: str) -> int:
    """How the photo of a file is shown."""
    photo = library.photo(name)
    row = library.db.conn.execute("SELECT orientation FROM photos WHERE id = ?", (photo,)).fetchone()
    return int(row[0])


def catch_up(library: Library, *spots: Path) -> None:
    drain(index(library.db, (), library.workshop(), [Spot(str(spot)) for spot in spots] or None))


# --- copies


def test_when_the_first_goes_the_other_is_looked_at_at_once(library: Library, copies: tuple[Path, Path]) -> None:
    copies[0].unlink()
    catch_up(library)
    assert (turn(library, "b/b.jpg"), library.counter.looked) == (8, 2)


def test_also_where_its_folder_is_not_looked_at(library: Library, copies: tuple[Path, Path]) -> None:
    copies[0].unlink()
    catch_up(library, library.photos / "a")
    assert (turn(library, "b/b.jpg"), library.counter.looked) == (8, 2)


def test_also_where_it_was_read_in_the_same_run(library: Library, copies: tuple[Path, Path]) -> None:
    say(picture(copies[0], (10, 20, 30)), orientation=1)
    say(copies[1], orientation=6)
    catch_up(library)
    assert turn(library, "b/b.jpg") == 6


def test_a_copy_that_moves_still_says_something_else(library: Library, copies: tuple[Path, Path]) -> None:
    copies[1].rename(library.photos / "b" / "c.jpg")
    catch_up(library)
    assert turn(library, "b/c.jpg") == 1, "the first one speaks for the photo"
    copies[0].unlink()
    catch_up(library)
    assert turn(library, "b/c.jpg") == 8


def test_a_copy_moved_over_the_first(library: Library, copies: tuple[Path, Path]) -> None:
    os.utime(copies[1])  # a time as a disk keeps it, by which a move is known
    catch_up(library)
    copies[1].replace(copies[0])
    catch_up(library)
    assert turn(library, "a/a.jpg") == 8


def test_both_come_back_and_only_one_has_moved(library: Library, copies: tuple[Path, Path]) -> None:
    kept = {name: path.read_bytes() for name, path in zip("ab", copies, strict=True)}
    seen = copies[0].stat().st_mtime_ns
    for path in copies:
        path.unlink()
    catch_up(library)
    for name, later in (("a", 0), ("b", 1)):  # the newest is read first
        path = library.photos / "a" / f"new {name}.jpg"
        path.write_bytes(kept[name])
        os.utime(path, ns=(seen, seen + later))
    catch_up(library)
    for name in "ba":
        there = [name for name in "ba" if (library.photos / "a" / f"new {name}.jpg").exists()]
        first = places.files_in(library.db, folder(library, "a"))
        wanted = min(there, key=lambda one: first[f"new {one}.jpg"].file_id)
        assert turn(library, f"a/new {wanted}.jpg") == {"a": 1, "b": 8}[wanted]
        (library.photos / "a" / f"new {wanted}.jpg").unlink()
        catch_up(library)
        if len(there) == 1:
            return
    (library.photos / "a" / "new a.jpg").write_bytes(kept["a"])
    catch_up(library)


def folder(library: Library, name: str) -> int:
    path = str(library.photos / name)
    return places.folders_below(library.db, volumes.volume_of(library.photos), path)[path]


# --- bad files


def test_a_bad_file_over_a_photo_stays_bad_where_it_is_moved_to(library: Library) -> None:
    path = picture(library.photos / "a.jpg")
    library.run()
    path.write_bytes(b"\xff\xd8 no picture")
    library.run()
    assert list(library.problems()) == ["a.jpg"]
    path.rename(library.photos / "b.jpg")
    library.run()
    assert list(library.problems()) == ["b.jpg"]
    assert browse.photo_at(library.db, str(library.photos / "b.jpg")) is None, "it is no place of the photo"


def test_a_damaged_photo_that_goes_and_comes_back_is_still_told_of(library: Library) -> None:
    path = picture(library.photos / "a.jpg", size=(640, 480))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    library.run()
    if not (told := library.problems()):
        pytest.skip("so little of this picture is not decoded")
    aside = path.rename(library.home / "aside")
    library.run()
    assert library.problems() == {}
    aside.rename(path)
    library.run()
    assert library.problems() == told


def test_problems_follow_their_drive(library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = Drives()
    monkeypatch.setattr(volumes, "read_table", made.table)
    nas, media = tmp_path / "nas", tmp_path / "media"
    nas.mkdir()
    (nas / "bad.jpg").write_bytes(b"none")
    made.mount("box:/photos", nas)
    library.run(nas)
    made.unmount(nas)
    nas.rename(media)
    made.mount("box:/photos", media)
    drives.set_online(library.db)
    assert [problem.path for problem in browse.problems(library.db)] == [str(media / "bad.jpg")]


def test_a_drive_that_goes_just_before_it_is_looked_at(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = Drives()
    monkeypatch.setattr(volumes, "read_table", made.table)
    nas = tmp_path / "nas"
    picture(nas / "a.jpg")
    made.mount("box:/photos", nas)
    library.run(nas)

    def gone(*arguments: object) -> object:
        state = roots_state(*arguments)  # type: ignore[arg-type]
        made.unmount(nas)
        nas.rename(tmp_path / "away")
        nas.mkdir()
        return state

    roots_state = roots.state_of
    monkeypatch.setattr(catching.roots, "state_of", gone)
    catch_up(library)
    row = library.db.conn.execute("SELECT missing_since FROM files").fetchone()
    assert row == (None,), "an empty folder in the place of a drive says nothing of what is on it"


# --- jobs that are closed


def test_what_models_have_answered_is_kept_when_a_job_is_closed(library: Library) -> None:
    begun = threading.Event()
    task = quick_task()

    def look(batch: Sequence[np.ndarray]) -> list[Finding]:
        begun.set()
        time.sleep(2 * FLUSH_SECONDS)  # so that there is a step meanwhile
        return task.look(batch)  # type: ignore[arg-type]

    library.tasks = (replace(task, look=look),)  # type: ignore[arg-type]
    for number in range(5):
        picture(library.photos / f"{number}.jpg", (number, 100, 200), (64 + number, 48))
    job = library.job()
    while not begun.is_set():
        next(job)
    job.close()
    assert library.counter.looked == 5
    library.run()
    assert library.counter.looked == 5
    library.check()
