"""The person who says things to photoorg: one at a time, each told to the parent once it is stored."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from itertools import takewhile
from multiprocessing.connection import Connection
from random import Random
from typing import Any

from benchmarks.soak.travels import Deed, Heard, Step, Way
from photoorg.library import albums, bulk, edits, history, notes, places, searches
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

    def __init__(self, teller: Teller, first: int, seed: int, deeds: Mapping[int, Deed]) -> None:
        self._teller, self._count, self._rng = teller, first, Random(seed)  # noqa: S311
        self._deeds = dict(deeds)
        self._new: dict[int, Deed] = {}
        self._seen: list[int] = []
        self._last: tuple[Any, ...] | None = None
        self._photos: list[int] = []

    def speak(self, db: Database) -> None:
        """Say one thing, and tell the parent."""
        if self.think(db):
            self.confirm()

    def confirm(self) -> None:
        """Tell the parent of what was said last, which is stored."""
        if self._last is not None:
            self._teller.tell("word", (self._last, self._new))
            self._last = None

    def think(self, db: Database) -> Changes:
        """Say one thing about one photo that the models have seen, or do something with an album or a saved search."""
        number, photo = self._choose(db)
        if photo is None:
            return Changes()
        self._count += 1
        say = self._rng.choices(list(_SAYINGS), list(_SAYINGS.values()))[0]
        before, _ = history.newest(db)
        self._photos, self._new = [photo], {}
        changes = say(self, db, number, photo)
        done, _ = history.newest(db)
        if self._last and self._last[0] != "travel" and done and (before is None or done.deed_id > before.deed_id):
            self._new = {done.deed_id: Deed(self._last, _identities(db, self._photos))}
            self._deeds |= self._new
        return changes

    def _edit(self, db: Database, number: int, photo: int) -> Changes:
        more = [self._choose(db) for _ in range(4)]
        chosen = {photo: number} | {one: seen for seen, one in more if one is not None}
        word, rating = f"Word {self._count}", self._rng.choice(NOTES["rating"][-3:])
        for seen in chosen.values():
            self._teller.tell("saying", ("note", seen, "rating", rating))
        self._photos = list(chosen)
        self._last = ("edit", [(seen, _paths(db, one)) for one, seen in chosen.items()], word, rating)
        return bulk.apply(db, list(chosen), bulk.Edit(add=(word,), rating=int(rating)))

    def _travel(self, db: Database, number: int, photo: int) -> Changes:
        """Take back what was said last, or do it again, one deed or several."""
        way: Way = self._rng.choice(("back", "back", "forth"))
        run = self._run(db, way)
        if not run:
            return self._judge(db, number, photo)
        many = self._rng.choice((1, 1, self._rng.randint(1, len(run))))
        deeds = [self._deeds[one] for one, _ in run[:many]]
        self._teller.tell("saying", ("travel", [deed.heard for deed in deeds]))
        exact = [_is_alone(db, deed, way) for deed in deeds]
        if many == 1:
            done = history.undo(db) if way == "back" else history.redo(db)
        else:
            done = history.go_to(db, run[many - 1][1])
        whole = not done.kept and not done.things
        steps = [Step(self._again(db, deed), one and whole) for deed, one in zip(deeds, exact, strict=True)]
        self._last = ("travel", way, steps)
        return done.changes

    def _run(self, db: Database, way: Way) -> list[tuple[int, int]]:
        """The deeds that the parent knows and that come next that way, each with where to go for it to be the last."""
        ids = [one.deed_id for one in history.deeds(db, 0) if one.undone == (way == "forth")]
        ids = ids if way == "back" else ids[::-1]
        targets = [*ids[1:], 0] if way == "back" else ids
        return list(takewhile(lambda one: one[0] in self._deeds, zip(ids[:6], targets, strict=False)))

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

    def _again(self, db: Database, deed: Deed) -> Heard:
        """What was said, of the pictures that its photos show now."""
        kind, *about = deed.heard
        numbers = [(_number(db, photo), _paths(db, photo)) for photo, _ in deed.photos]
        if kind == "edit":
            return (kind, numbers, *about[1:])
        return (kind, numbers[0][0], *about[1:-1], numbers[0][1]) if kind in {"word", "note"} else deed.heard

    def _choose(self, db: Database) -> tuple[int, int | None]:
        if not self._seen or self._rng.random() < 0.05:
            rows = db.conn.execute("SELECT photo_id FROM evidence ORDER BY photo_id").fetchall()
            self._seen = [photo for (photo,) in rows]
        for _ in range(5 if self._seen else 0):
            photo = self._rng.choice(self._seen)
            if number := _number(db, photo):
                return number, photo
        return 0, None


_SAYINGS = {
    Person._judge: 45, Person._describe: 10, Person._note: 18, Person._make_album: 12, Person._change_album: 7,  # noqa: SLF001
    Person._change_search: 8, Person._edit: 8, Person._travel: 20,  # noqa: SLF001
}  # fmt: skip


def _number(db: Database, photo: int) -> int:
    """The picture that the models have seen in a photo; 0: none."""
    gathered = evidence_of(db, [photo]).get(photo)
    label = next(iter(gathered.evidence["classify"].scores), "") if gathered else ""
    number, _, turn = label.partition(" ")
    return int(number) if turn else 0


def _identities(db: Database, photos: Sequence[int]) -> tuple[tuple[int, bytes], ...]:
    rows = db.conn.execute("SELECT id, identity FROM photos WHERE id IN (SELECT value FROM json_each(?))",
                           (json.dumps(photos),)).fetchall()  # fmt: skip
    return tuple(sorted(rows))


def _is_alone(db: Database, deed: Deed, way: Way) -> bool:
    """Whether its photos are still the same, and its word, if that is taken back, is on them alone."""
    kind, *about = deed.heard
    if _identities(db, [photo for photo, _ in deed.photos]) != deed.photos:
        return False
    if way == "forth" or kind not in {"word", "edit"}:
        return True
    rows = db.conn.execute(
        "SELECT v.photo_id FROM verdicts v JOIN tags t ON t.id = v.tag_id WHERE t.name = :word UNION ALL "
        "SELECT x.photo_id FROM album_photos x JOIN albums a ON a.id = x.album_id WHERE a.name = :word UNION ALL "
        "SELECT 0 FROM waiting_words WHERE name = :word",
        {"word": about[1]},
    ).fetchall()
    return about[2] is None or sorted(photo for (photo,) in rows) == [photo for photo, _ in deed.photos]


def _paths(db: Database, photo: int) -> set[str]:
    """Where a photo is, as far as the library knows."""
    rows = db.conn.execute(
        "SELECT v.mount, d.path, f.name FROM files f JOIN folders d ON d.id = f.folder_id "
        "JOIN volumes v ON v.id = d.volume_id WHERE f.photo_id = ? AND f.missing_since IS NULL",
        (photo,),
    )
    return {places.absolute(*row) for row in rows}
