"""Killed at any moment, started again: nothing broken, nothing twice, nothing missing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from working import Counter, Library

from photoorg.library.store import open_reader
from photoorg.media.thumbs import ThumbnailCache
from photoorg.settings import Home
from photoorg.vision.tasks import TASKS, OpenTask

ROOT = Path(__file__).resolve().parents[3]
PHOTOS, ROUNDS = 96, 12

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")


def indexing(home: Path, photos: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "photoorg", "index", str(photos), "--json", "--library", str(home)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_a_moment(process: subprocess.Popen[str], chance: random.Random, at_work: bool) -> None:
    """Some time, from the program's start or from when it is known to be at work on photos."""
    assert process.stdout is not None
    if at_work:
        next((line for line in process.stdout if '"stage":"read"' in line), None)
    time.sleep(chance.uniform(0, 0.4 if at_work else 0.8))


def stored(home: Path) -> set[tuple[int, str]]:
    """Photos with the tasks whose answers are stored, marked so that a second analysis would show."""
    if not (home / "library.db").exists():
        return set()
    library = Library(home, home, Counter())
    library.db.conn.execute("UPDATE analyses SET at = 7")
    library.db.conn.commit()
    found = set(library.db.conn.execute("SELECT photo_id, task FROM analyses").fetchall())
    seen = library.db.conn.execute("SELECT DISTINCT photo_id FROM evidence ORDER BY photo_id").fetchall()
    understood = library.db.conn.execute("SELECT id FROM photos WHERE understood IS NOT NULL ORDER BY id").fetchall()
    assert seen == understood, "what was seen is stored together with what it means"
    assert library.db.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    library.close()
    return found


@pytest.mark.parametrize("threads", [1, 2])
def test_killed_again_and_again(
    threads: int, tmp_path: Path, small_photos: Callable[[Path, int], list[Path]], real_tasks: Sequence[OpenTask]
) -> None:
    chance = random.Random(threads)  # noqa: S311
    home, photos = tmp_path / "kept", tmp_path / "photos"
    small_photos(photos, PHOTOS)
    home.mkdir()
    (home / "settings.json").write_text(f'{{"threads": {threads}}}')
    before: set[tuple[int, str]] = set()
    for number in range(ROUNDS // 2):
        process = indexing(home, photos)
        wait_a_moment(process, chance, at_work=number % 2 == 0)
        process.send_signal(signal.SIGKILL)
        assert process.communicate()[1] == ""
        now = stored(home)
        assert before <= now, "what was stored is still there"
        before = now
    final = indexing(home, photos)
    assert final.communicate(timeout=60)[1] == ""
    assert final.returncode == 0
    check_complete(home, before)


def check_complete(home: Path, before: set[tuple[int, str]]) -> None:
    db = open_reader(Home(home))
    assert db.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    counts = {
        what: db.conn.execute(f"SELECT COUNT(*) FROM {what}").fetchone()[0]  # noqa: S608 - fixed names
        for what in ("photos", "files", "analyses", "evidence", "vectors", "problems")
    }
    each = PHOTOS * len(TASKS)
    assert counts == {
        "photos": PHOTOS, "files": PHOTOS, "analyses": each, "evidence": each, "vectors": PHOTOS, "problems": 0,
    }  # fmt: skip
    again = set(db.conn.execute("SELECT photo_id, task FROM analyses WHERE at != 7").fetchall()) & before
    assert again == set(), "what was stored was not done again"
    states = [state for (state,) in db.conn.execute("SELECT state FROM jobs ORDER BY id")]
    assert states[-1] == "done"
    assert "interrupted" in states
    assert set(states[:-1]) <= {"interrupted", "done"}
    identities = {identity for (identity,) in db.conn.execute("SELECT identity FROM photos")}
    db.close()
    cache = ThumbnailCache(Home(home).thumbnails, 512)
    assert cache.usage()[0] == PHOTOS, "pieces of thumbnails do not count"
    for identity in identities:
        data = cache.load(identity)
        assert data is not None
        assert data.endswith(b"\xff\xd9")
