"""The person who says things to photoorg: one at a time, each told to the parent once it is stored."""

from __future__ import annotations

import threading
from multiprocessing.connection import Connection
from random import Random
from typing import Any

from photoorg.library import albums, edits, notes, places, searches
from photoorg.library.evidence import evidence_of
from photoorg.library.kinds import NOTES
from photoorg.library.store import Database
from photoorg.outcomes import Changes


class Teller:
    """The pipe to the parent, for threads. A parent that is gone ends the process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._lock = pipe, threading.Lock()

    def tell(self, event: str, what: Any = None) -> None:
        """Say that something has happened."""
        with self._lock:
            self._pipe.send((event, what))

    def is_asked(self, seconds: float) -> bool:
        """Whether the parent wants the next thing, waiting so long for it."""
        if self._pipe.poll(seconds):
            self._pipe.recv()
            return True
        return False


class Person:
    """Says things about photos, one new word each time, and tells the parent once they are stored."""

    def __init__(self, teller: Teller, first: int, seed: int) -> None:
        self._teller, self._count, self._rng = teller, first, Random(seed)  # noqa: S311
        self._seen: list[int] = []
        self._last: tuple[Any, ...] | None = None

    def speak(self, db: Database) -> None:
        """Say one thing, and tell the parent."""
        if self.think(db):
            self.confirm()

    def confirm(self) -> None:
        """Tell the parent of what was said last, which is stored."""
        if self._last is not None:
            self._teller.tell("word", self._last)
            self._last = None

    def think(self, db: Database) -> Changes:
        """Say one thing about one photo that the models have seen, or do something with an album or a saved search."""
        number, photo = self._choose(db)
        if photo is None:
            return Changes()
        self._count += 1
        say = self._rng.choices(list(_SAYINGS), list(_SAYINGS.values()))[0]
        return say(self, db, number, photo)

    def _judge(self, db: Database, number: int, photo: int) -> Changes:
        word, verdict = f"Word {self._count}", self._rng.choice(("added", "rejected", "accepted", "removed"))
        self._last = ("word", number, word, verdict, _paths(db, photo))
        return edits.judge(db, [photo], word, verdict)

    def _describe(self, db: Database, number: int, photo: int) -> Changes:
        text = f"Said as number {self._count}"
        self._last = ("word", number, text, None, _paths(db, photo))
        return edits.describe(db, [photo], "en", text)

    def _note(self, db: Database, number: int, photo: int) -> Changes:
        about = self._rng.choice(("rating", "label", "pick"))
        value = self._rng.choice(("", *NOTES[about]))
        value = "" if value == "0" else value
        self._teller.tell("saying", ("note", number, about, value))
        self._last = ("note", number, about, value, _paths(db, photo))
        if about == "rating":
            return notes.rate(db, [photo], int(value or 0))
        return notes.label(db, [photo], value) if about == "label" else notes.pick(db, [photo], bool(value))

    def _make_album(self, db: Database, number: int, photo: int) -> Changes:
        name = f"Album {self._count}"
        self._last = ("word", number, name, "in", _paths(db, photo))
        return albums.create(db, name, [photo])

    def _change_album(self, db: Database, number: int, photo: int) -> Changes:
        found = albums.albums(db)
        if not found:
            return self._make_album(db, number, photo)
        one, new = self._rng.choice(found), self._rng.choice(("", f"Album {self._count}"))
        self._teller.tell("saying", ("album", one.name, new))
        self._last = ("album", one.name, new)
        return albums.rename(db, one.album_id, new) if new else albums.remove(db, one.album_id)

    def _change_search(self, db: Database, number: int, photo: int) -> Changes:  # noqa: ARG002 - as the others
        found, name, query = searches.searches(db), f"Search {self._count}", f"iso:{self._rng.randrange(6400)} dog"
        one = self._rng.choice(found) if found and self._rng.random() < 0.6 else None
        if one is None:
            self._last = ("search", "", name, query)
            return searches.save(db, name, query)
        way = self._rng.choice(("rename", "change", "remove"))
        new, query = {"rename": (name, one.query), "change": (one.name, query), "remove": ("", "")}[way]
        self._teller.tell("saying", ("search", one.name, new))
        self._last = ("search", one.name, new, query)
        if way == "change":
            return searches.change(db, one.search_id, query)
        return searches.rename(db, one.search_id, new) if new else searches.remove(db, one.search_id)

    def _choose(self, db: Database) -> tuple[int, int | None]:
        if not self._seen or self._rng.random() < 0.05:
            rows = db.conn.execute("SELECT photo_id FROM evidence ORDER BY photo_id").fetchall()
            self._seen = [photo for (photo,) in rows]
        for _ in range(5 if self._seen else 0):
            photo = self._rng.choice(self._seen)
            gathered = evidence_of(db, [photo]).get(photo)
            label = next(iter(gathered.evidence["classify"].scores), "") if gathered else ""
            number, _, turn = label.partition(" ")
            if turn:
                return int(number), photo
        return 0, None


_SAYINGS = {
    Person._judge: 45, Person._describe: 10, Person._note: 18, Person._make_album: 12, Person._change_album: 7,  # noqa: SLF001
    Person._change_search: 8,  # noqa: SLF001
}  # fmt: skip


def _paths(db: Database, photo: int) -> set[str]:
    """Where a photo is, as far as the library knows."""
    rows = db.conn.execute(
        "SELECT v.mount, d.path, f.name FROM files f JOIN folders d ON d.id = f.folder_id "
        "JOIN volumes v ON v.id = d.volume_id WHERE f.photo_id = ? AND f.missing_since IS NULL",
        (photo,),
    )
    return {places.absolute(*row) for row in rows}
