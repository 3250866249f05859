"""Killed in the middle of tagging, taking back and doing again: all of it is done, or nothing of it."""

from __future__ import annotations

import os
import random
import time

import pytest
from shelf import Shelf
from test_killed_words import kill, start

from photoorg.library import edits, history, notes
from photoorg.library.store import Database, health, open_writer
from photoorg.settings import Home

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")

_PHOTOS = 500
WORK = """
import sys
from pathlib import Path
from photoorg.library import edits, history
from photoorg.library.store import open_writer
from photoorg.settings import Home
db = open_writer(Home(Path(sys.argv[1])))
ids = [one for (one,) in db.conn.execute("SELECT id FROM photos")]
while True:
    edits.judge(db, ids, "trip", "added")
    print("done", flush=True)
    history.undo(db)
    history.redo(db)
    history.undo(db)
"""


def test_killed_at_any_moment_it_is_all_done_or_all_undone(shelf: Shelf, home: Home) -> None:
    chance = random.Random(8)  # noqa: S311 - nothing secret
    ids = [shelf.put(f"{number}.jpg") for number in range(_PHOTOS)]
    notes.rate(shelf.db, ids, 3)
    edits.judge(shelf.db, ids[::2], "trip", "rejected")
    shelf.db.close()
    for _ in range(6):
        process = start(WORK, home.root)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.4))
        kill(process)
        db = open_writer(home)
        try:
            assert health(db) == "ok"
            assert _verdicts(db) in ({("added", _PHOTOS)}, {("rejected", _PHOTOS // 2)})
            back, _ = history.newest(db)
            while back is not None and back.verb in {"tag", "catch up"}:
                assert history.undo(db).kept == frozenset()
                back, _ = history.newest(db)
            assert history.deeds(db, 0)[-1].sentence == "Rated 500 photos ★★★"
        finally:
            db.close()


def _verdicts(db: Database) -> set[tuple[str, int]]:
    return set(db.conn.execute("SELECT verdict, COUNT(*) FROM verdicts GROUP BY verdict").fetchall())
