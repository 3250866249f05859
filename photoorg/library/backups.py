"""Copies of the library and putting one back. What is replaced is moved aside, never deleted.

Nothing here needs a thread or a window of its own. While a library is put back, nobody else may have it open: who calls
sees to that (work/instance.py).
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from photoorg import durable
from photoorg.library import journal, marks, wordbook
from photoorg.library.columns import cache
from photoorg.library.copies import Copy, copies, is_due, is_whole, last_good, look, open_frozen
from photoorg.library.copying import make, thin
from photoorg.library.salvage import salvage
from photoorg.library.store import FullDiskError, health, open_reader, open_writer
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

__all__ = ["Copy", "Restored", "copies", "is_due", "last_good", "look", "make", "refuse_whole", "restore", "thin"]

_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. `copy`: None where there was none, and a new library was begun.

    `photos` and `words` are in the library now; `replayed` words are newer than the copy, `waiting` are for photos that
    are not in it: they follow when their folders are indexed. `moved_aside`: what was there before.
    """

    copy: Path | None
    photos: int
    words: int
    replayed: int
    waiting: int
    moved_aside: Path | None

    @property
    def sentence(self) -> str:
        """All of it, for a person."""
        start = f"Restored from {self.copy.name}" if self.copy else "There was no good copy: a new library was begun"
        text = f"{start}: {self.photos:,} photos and {self.words:,} of your words"
        text += f", {self.replayed:,} of them newer than the copy." if self.replayed else "."
        if self.waiting:
            text += f" {self.waiting:,} more of your words wait for photos that are found when folders are indexed."
        return text + (f" What was there before is kept as {self.moved_aside}." if self.moved_aside else "")


def restore(home: Home, copy: Copy | Path | None = None) -> Restored:
    """Put a copy in the library's place (by itself: the newest that is whole), and bring in every word said since.

    Killed at any moment, it leaves the library as it was, or gone and recognised as such, or restored; another call
    then does it all. Raises PhotoorgError when it cannot be done.
    """
    home.create()
    chosen = _choose(home, copy)
    if chosen is None:
        refuse_whole(home)
    try:
        _save_words(home, chosen)
        partial = durable.partial_of(home.database)
        if chosen is not None:
            shutil.copyfile(chosen.path, partial)
            durable.sync(partial)
        aside = _move_aside(home)
        if chosen is not None:
            durable.move(partial, home.database)
        cache.forget(home)
        home.suspect.unlink(missing_ok=True)
    except OSError as error:
        raise PhotoorgError(f"The library cannot be restored: {error.strerror or error}.") from error
    done = _result(home, chosen, aside)
    facts = {"copy": str(done.copy or ""), "moved_aside": str(done.moved_aside or ""), "replayed": done.replayed}
    journal.note(home, "restored", done.sentence, photos=done.photos, words=done.words, waiting=done.waiting, **facts)
    return done


def refuse_whole(home: Home) -> None:
    """Raises PhotoorgError where the library itself is whole: without a copy, nothing better could take its place."""
    try:
        with closing(open_reader(home)) as db:
            found = health(db)
    except FullDiskError:
        raise
    except PhotoorgError:
        return
    if found == "ok":
        raise PhotoorgError("There is no good copy, and the library itself is whole: nothing was changed.")


def _choose(home: Home, copy: Copy | Path | None) -> Copy | None:
    if copy is not None:
        path = copy.path if isinstance(copy, Copy) else copy
        found = look(path)
        if found is None or not _is_whole(found):
            raise PhotoorgError(f"{path} is no copy of a library that is whole. 'photoorg backup --list' names those.")
        return found
    return next((found for found in copies(home) if found.healthy and _is_whole(found)), None)


def _is_whole(copy: Copy) -> bool:
    try:
        with closing(open_frozen(copy.path)) as opened:
            return copy.healthy and is_whole(opened) and "photos" in _tables(opened)
    except sqlite3.Error:
        return False


def _tables(opened: sqlite3.Connection) -> set[str]:
    return {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _save_words(home: Home, chosen: Copy | None) -> None:
    """Add to words.jsonl what can be read in the library and is not in it: from there all is brought in on opening."""
    left = home.database if home.database.exists() else max(_aside(home), default=None)
    found = salvage(left) if left else []
    known = {word.key for _, word in wordbook.read(home.words)} if found else set[wordbook.Key]()
    lacking = [word for word in found if word.key not in known]
    if lacking:
        last = max(wordbook.last_number(home.words), chosen.marks.get("words", 0) if chosen else 0)
        wordbook.append(home.words, sorted(lacking, key=lambda word: word.at), last + 1)


def _aside(home: Home) -> list[Path]:
    return sorted(home.root.glob("library-damaged-*.db"))


def _move_aside(home: Home) -> Path | None:
    """Rename the library with what lies beside it. It goes first: no other file may ever meet what was beside it."""
    aside: Path | None = None
    stamp = time.strftime("%Y%m%d-%H%M%S")
    if home.database.exists():
        aside = durable.move_new(home.database, home.root / f"library-damaged-{stamp}.db")
    for ending in _BESIDE:
        beside = home.database.with_name(home.database.name + ending)
        if beside.exists():
            owner = aside or max(_aside(home), default=home.root / f"library-damaged-{stamp}.db")
            durable.move_new(beside, owner.with_name(owner.name + ending))
    return aside


def _result(home: Home, chosen: Copy | None, aside: Path | None) -> Restored:
    before = 0 if chosen is None else chosen.marks.get("words", 0)
    replayed = wordbook.count(home.words, before)
    db = open_writer(home)  # migrates, and brings in words.jsonl
    try:
        if (found := health(db)) != "ok":
            raise PhotoorgError(f"What was restored is damaged too ({found}): choose an older copy.")
        counts = marks.count(db.conn)
        waiting = db.conn.execute("SELECT COUNT(*) FROM waiting_words").fetchone()[0]
    finally:
        with suppress(sqlite3.Error):
            db.close()
    words = marks.words_in(counts)
    return Restored(chosen and chosen.path, counts["photos"], words, max(0, replayed - waiting), waiting, aside)
