"""Killed in the middle of writing to files: each is the old one or the new one, and nothing is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from test_writing import said
from working import Library, drain

from photoorg.app import open_app
from photoorg.library import browse, edits, written
from photoorg.library.store import open_writer, writing
from photoorg.library.writings import due, set_way
from photoorg.settings import Home
from photoorg.work.writing import runs, take_back, write
from photoorg.work.writing_notes import settle_begun

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")

WORK = """
import sys
from pathlib import Path
from photoorg.library import edits
from photoorg.library.store import open_writer
from photoorg.settings import Home
from photoorg.work.writing import runs, take_back, write
db = open_writer(Home(Path(sys.argv[1])))
ids = [one for (one,) in db.conn.execute("SELECT id FROM photos")]
def drain(job):
    for _ in job:
        print("step", flush=True)
while True:
    edits.judge(db, ids, "harbour", "added")
    drain(write(db))
    drain(take_back(db, runs(db)[0].number))
    edits.judge(db, ids, "harbour", "removed")
    drain(write(db))
"""


def _begun(home: Path) -> bool:
    db = open_writer(Home(home))
    try:
        return bool(written.begun(db))
    finally:
        db.close()


@pytest.mark.parametrize("way", ["embedded", "sidecar"])
def test_killed_at_any_moment(library: Library, small_photos: Callable[[Path, int], list[Path]], way: str) -> None:
    chance = random.Random(3)  # noqa: S311 - nothing secret
    paths = small_photos(library.photos, 20)
    library.run()
    ids = [library.photo(path.name) for path in paths]
    set_way(library.db, str(library.photos), way)  # type: ignore[arg-type]
    drain(write(library.db, ids))
    shown = {path: Image.open(path).tobytes() for path in paths}
    library.close()
    hit, tries = 0, 0
    while tries < 5 or (not hit and tries < 40):
        tries += 1
        process = subprocess.Popen([sys.executable, "-c", WORK, library.home], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        hit += _begun(library.home)
        for path in paths:
            assert set(said(path).keywords) <= {("harbour",)}
            with Image.open(path) as image:
                assert image.tobytes() == shown[path]
    assert hit, "no kill came while files were being written"
    db = open_writer(Home(library.home))
    try:
        before = {one: [name for name, _ in browse.tags_of(db, ids).get(one, [])].count("harbour") for one in ids}
        assert len(set(before.values())) == 1  # words are said of all, or of none: no file has changed that
        drain(write(db))
        library.run()
        after = {one: [name for name, _ in browse.tags_of(db, ids).get(one, [])].count("harbour") for one in ids}
        assert after == before
        edits.judge(db, ids, "boat", "added")
        edits.judge(db, ids, "harbour", "added")
        drain(write(db))
        assert due(db) == []
        assert all(set(said(path).keywords) == {("boat",), ("harbour",)} for path in paths)
        drain(take_back(db, runs(db)[0].number))
        allowed = {path.name for path in paths} | {f"{path.name}.xmp" for path in paths}
        assert {one.name for one in library.photos.iterdir()} <= allowed
        edits.judge(db, ids, "harbour", "removed")
        edits.judge(db, ids, "boat", "removed")
        drain(write(db))
        assert all(said(path).keywords == () for path in paths)
    finally:
        db.close()


def test_what_was_begun_on_a_drive_that_is_away_is_settled_when_it_is_back(
    library: Library, small_photos: Callable[[Path, int], list[Path]], no_log_left: None
) -> None:
    (first,) = small_photos(library.photos, 1)
    library.run()
    db, photo = library.db, library.photo(first.name)
    set_way(db, str(library.photos), "embedded")
    drain(write(db, [photo]))
    old = first.read_bytes()
    edits.judge(db, [photo], "harbour", "added")
    drain(write(db))
    new = first.read_bytes()
    (number,) = written.of_run(db, 1)[0]
    with writing(db):
        written.note_state(db, [number], "begun")
    left = first.with_name(written.partial_names(db, [number])[0])
    left.write_bytes(b"half")
    away = library.photos.with_name("away")
    library.photos.rename(away)
    app = open_app(library.home)
    assert app._write_due() is None
    assert settle_begun(db) == 0
    away.rename(library.photos)
    due_now = app._write_due()
    assert due_now is not None
    drain(due_now[1](db))
    assert not left.exists()
    assert (first.read_bytes(), [one.undone for one in runs(db)]) == (new, [False])
    drain(take_back(db, 1))
    assert first.read_bytes() == old
