"""Killed, or cut off from power, while words are stored and copies made and put back: nothing told as kept is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shelf import Shelf

from photoorg.library import backups, lines
from photoorg.library.store import DamagedError, health, open_writer
from photoorg.settings import Home, Settings

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")

SPEAK = """
import sys
from pathlib import Path
from photoorg.library.edits import describe, judge
from photoorg.library.store import open_writer
from photoorg.settings import Home
home, start = Home(Path(sys.argv[1])), int(sys.argv[2])
db = open_writer(home)
if len(sys.argv) > 3:
    db.conn.execute("PRAGMA wal_autocheckpoint = 0")
ids = [one for (one,) in db.conn.execute("SELECT id FROM photos")]
for number in range(start, start + 100_000):
    judge(db, ids, f"word {number}", "added")
    print(number, flush=True)
"""
COPY = """
import sys
from pathlib import Path
from photoorg.library import backups, copying
from photoorg.settings import Home, Settings
copying._PAGES = 4
while True:
    backups.make(Home(Path(sys.argv[1])), Settings())
    print("made", flush=True)
"""
RESTORE = """
import sys
from pathlib import Path
from photoorg.library import backups
from photoorg.settings import Home
print("ready", flush=True)
while True:
    backups.restore(Home(Path(sys.argv[1])))
"""


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill(process: subprocess.Popen[str]) -> list[str]:
    """What it had printed. It must not have ended by itself."""
    process.send_signal(signal.SIGKILL)
    out, error = process.communicate()
    assert error == ""
    return out.splitlines()


def said(home: Home) -> set[str]:
    return {word.name for word in lines.everything(home).words}


@pytest.fixture
def home(shelf: Shelf, home: Home) -> Home:
    """A closed library of twenty photos."""
    for number in range(20):
        shelf.put(f"{number}.jpg")
    shelf.db.close()
    return home


def test_every_word_that_was_told_as_kept_is_there(home: Home) -> None:
    chance = random.Random(4)  # noqa: S311
    told: set[str] = set()
    for round_number in range(3):
        process = start(SPEAK, home.root, 1_000_000 * round_number)
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        time.sleep(chance.uniform(0, 0.2))
        told |= {f"word {number}" for number in [first, *kill(process)]}
        db = open_writer(home)
        assert health(db) == "ok"
        db.close()
        assert told <= said(home)
    for path in home.root.glob("library.db*"):
        path.unlink()
    open_writer(home).close()
    assert told <= said(home), "from the lines alone"


def test_what_lies_on_the_disk_at_any_moment_is_enough(home: Home, tmp_path: Path) -> None:
    """As after a power cut that tore what was being written to one of the two files."""
    chance = random.Random(5)  # noqa: S311
    process = start(SPEAK, home.root, 0, "without checkpoints")
    assert process.stdout is not None
    for number in range(12):
        told = int(process.stdout.readline())
        time.sleep(chance.uniform(0, 0.03))
        cut = Home(tmp_path / f"cut {number}")
        cut.root.mkdir()
        process.send_signal(signal.SIGSTOP)
        for name in ("library.db", "library.db-wal", "words.jsonl"):
            shutil.copy(home.root / name, cut.root / name)
        process.send_signal(signal.SIGCONT)
        torn = ("words.jsonl", "library.db-wal")[number % 2]
        with (cut.root / torn).open("rb+") as file:
            file.truncate(file.seek(0, 2) - chance.randrange(1, 4000))
        db = open_writer(cut)
        assert health(db) == "ok"
        db.close()
        lost = {f"word {one}" for one in range(told + 1)} - said(cut)
        assert lost == set(), number
    kill(process)


def test_killed_while_copying_there_are_whole_copies_or_none(home: Home) -> None:
    chance = random.Random(6)  # noqa: S311
    for _ in range(3):
        process = start(COPY, home.root)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.1))
        kill(process)
        found = backups.copies(home)
        assert found
        assert all(copy.healthy for copy in found)
    assert backups.make(home, Settings())[0].number == max(copy.number for copy in found) + 1


def test_killed_while_restoring_it_is_restored_by_another_try(home: Home) -> None:
    chance = random.Random(7)  # noqa: S311
    db = open_writer(home)
    photos = db.conn.execute("SELECT COUNT(*) FROM photos").fetchone()
    db.close()
    process = start(SPEAK, home.root, 0)
    assert process.stdout is not None
    process.stdout.readline()
    backups.make(home, Settings())
    told = {f"word {number}" for number in kill(process)}
    for _ in range(5):
        process = start(RESTORE, home.root)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.08))
        kill(process)
        if not home.database.exists():
            with pytest.raises(DamagedError, match="it is gone"):
                open_writer(home)
            backups.restore(home)
        db = open_writer(home)
        assert health(db) == "ok"
        assert db.conn.execute("SELECT COUNT(*) FROM photos").fetchone() == photos
        db.close()
        assert told <= said(home)
