"""Albums made by hand, their photos in an order: verbs, and reading them. Those that fill themselves: searches.py.

Each verb is one transaction and returns what changed; all of it is kept twice (words.py). An album is known by its
name: words of another library about an album of that name are about this one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import word_tables, words
from photoorg.library.deeds import Deed
from photoorg.library.kinds import KINDS, SO, album_name
from photoorg.library.names import name_key
from photoorg.library.waiting_words import waiting
from photoorg.library.wordbook import LIBRARY, Word
from photoorg.outcomes import Changes, PhotoorgError

_IN = KINDS["in album"]
_ORDER = "x.place, x.at, x.photo_id"
# Photos lie this far apart where there is room, and all are given new places where it would be less than the least.
_STEP, _LEAST = 1.0, 1e-4


@dataclass(frozen=True, slots=True)
class Album:
    """An album. `photos` are in it, `missing` of them are missing now; `cover` is the first that is not, or None."""

    album_id: int
    name: str
    photos: int
    missing: int
    cover: int | None


def albums(db: Database) -> list[Album]:
    """All albums, by name from A."""
    return _albums(db, "")


def album(db: Database, album_id: int) -> Album:
    """One album. Raises PhotoorgError where it is gone."""
    found = _albums(db, "WHERE a.id = ?", album_id)
    if not found:
        raise PhotoorgError("This album is gone: it was removed just now.")
    return found[0]


def find(db: Database, name: str) -> Album:
    """The album of that name, whatever its case. Raises PhotoorgError where there is none."""
    row = word_tables.meant(db, "albums", album_name(name))
    if row is None:
        raise PhotoorgError(f"There is no album '{name}': 'photoorg album list' names those that there are.")
    return album(db, row[0])


def photos_in(db: Database, album_id: int) -> list[int]:
    """The photos in an album in its order, missing ones too."""
    rows = db.conn.execute(
        f"SELECT x.photo_id FROM album_photos x WHERE x.album_id = ? ORDER BY {_ORDER}",  # noqa: S608 - fixed text
        (album_id,),
    )
    return [photo_id for (photo_id,) in rows]


def albums_of(db: Database, photo_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The names of the albums that photos are in, from A; photos that are in none are not there."""
    rows = db.conn.execute(
        "SELECT x.photo_id, a.name FROM json_each(?) j CROSS JOIN album_photos x ON x.photo_id = j.value "
        "JOIN albums a ON a.id = x.album_id ORDER BY a.name",
        (json.dumps([int(photo_id) for photo_id in photo_ids]),),
    )
    found: dict[int, tuple[str, ...]] = {}
    for photo_id, name in rows:
        found[photo_id] = (*found.get(photo_id, ()), name)
    return found


def create(db: Database, name: str, photo_ids: Sequence[int] = ()) -> Changes:
    """Make an album, with photos in that order. Raises PhotoorgError where there is one of that name."""
    new = album_name(name)
    with words.speaking(db, Deed("make album", {"album": new})) as spoken:
        _refuse_taken(db, new)
        _say_of_album(db, spoken, new, SO)
        row = word_tables.named(db, "albums", new)
        touched = _place(db, spoken, row[0], list(dict.fromkeys(photo_ids)), None) if row else frozenset[int]()
    return Changes(touched, albums=True)


def rename(db: Database, album_id: int, name: str) -> Changes:
    """Give an album another name. Raises PhotoorgError where another one has it, or the album is gone."""
    new = album_name(name)
    with words.speaking(db, Deed("rename album", {"old": _name(db, album_id), "album": new})) as spoken:
        old = album(db, album_id).name
        _refuse_taken(db, new, album_id)
        if name_key(new) != name_key(old):
            kept = _words_in(db, album_id, old)
            spoken.extend(word._replace(said=None) for word in kept)
            spoken.append(_word(old, None))
            spoken.append(_word(new, SO))
            spoken.extend(word._replace(name=new) for word in kept)
        else:
            spoken.append(_word(new, SO))
        db.conn.execute("UPDATE albums SET name = ? WHERE id = ?", (new, album_id))
        db.conn.execute(
            "UPDATE OR REPLACE waiting_words SET name = ? WHERE about = ? AND name = ?", (new, _IN.about, old)
        )
    return Changes(albums=True)


def remove(db: Database, album_id: int) -> Changes:
    """Remove an album; its photos stay as they are. Raises PhotoorgError where it is gone."""
    with words.speaking(db, Deed("remove album", {"album": _name(db, album_id)})) as spoken:
        name, inside = album(db, album_id).name, frozenset(photos_in(db, album_id))
        spoken.extend(word._replace(said=None) for word in _words_in(db, album_id, name))
        db.conn.execute("DELETE FROM waiting_words WHERE about = ? AND name = ?", (_IN.about, name))
        _say_of_album(db, spoken, name, None)
    return Changes(inside, albums=True)


def add(db: Database, album_id: int, photo_ids: Sequence[int], before: int | None = None) -> Changes:
    """Put photos into an album in that order, at its end or before one; those that are in it stay where they are.

    Raises PhotoorgError where the album is gone, or `before` is not in it.
    """
    with words.speaking(db, Deed("add to album", {"album": _name(db, album_id)})) as spoken:
        inside = set(photos_in(db, album(db, album_id).album_id))
        new = [photo_id for photo_id in dict.fromkeys(photo_ids) if photo_id not in inside]
        touched = _place(db, spoken, album_id, new, before)
    return Changes(touched, albums=True)


def move(db: Database, album_id: int, photo_ids: Sequence[int], before: int | None = None) -> Changes:
    """Move photos within an album, in that order, to its end or before one. Those that are not in it are passed over.

    Raises as `add` does.
    """
    with words.speaking(db, Deed("order album", {"album": _name(db, album_id)})) as spoken:
        inside = set(photos_in(db, album(db, album_id).album_id))
        moved = [photo_id for photo_id in dict.fromkeys(photo_ids) if photo_id in inside and photo_id != before]
        touched = _place(db, spoken, album_id, moved, before)
    return Changes(touched, albums=True)


def take_out(db: Database, album_id: int, photo_ids: Iterable[int]) -> Changes:
    """Take photos out of an album, and out of nothing else. Raises PhotoorgError where the album is gone."""
    with words.speaking(db, Deed("take out of album", {"album": _name(db, album_id)})) as spoken:
        name = album(db, album_id).name
        gone = set(photo_ids) & set(photos_in(db, album_id))
        _put(db, spoken, name, dict.fromkeys(gone))
    return Changes(frozenset(gone), albums=True)


def _name(db: Database, album_id: int) -> str:
    row = db.conn.execute("SELECT name FROM albums WHERE id = ?", (album_id,)).fetchone()
    return str(row[0]) if row else ""


def _albums(db: Database, where: str, *values: object) -> list[Album]:
    rows = db.conn.execute(
        "SELECT a.id, a.name, COUNT(x.photo_id), COUNT(x.photo_id) - COUNT(p.file_id), "  # noqa: S608 - fixed text
        "(SELECT x.photo_id FROM album_photos x JOIN photos p ON p.id = x.photo_id "
        f"WHERE x.album_id = a.id AND p.file_id IS NOT NULL ORDER BY {_ORDER} LIMIT 1) "
        "FROM albums a LEFT JOIN album_photos x ON x.album_id = a.id LEFT JOIN photos p ON p.id = x.photo_id "
        f"{where} GROUP BY a.id",
        values,
    )
    return sorted((Album(*row) for row in rows), key=lambda one: one.name.casefold())


def _place(
    db: Database, spoken: list[Word], album_id: int, photo_ids: Sequence[int], before: int | None
) -> frozenset[int]:
    """Give photos places at the end or before one; all in the album get new ones where there is no room."""
    chosen = set(photo_ids)
    others = [row for row in _places(db, album_id) if row[0] not in chosen]
    name = album(db, album_id).name
    if before is not None and before not in dict(others):
        raise PhotoorgError(f"The photo to come after is not in the album '{name}'.")
    at = len(others) if before is None else [photo_id for photo_id, _ in others].index(before)
    places = _between(others[at - 1][1] if at else None, others[at][1] if at < len(others) else None, len(photo_ids))
    if places is None:
        order = [*(one for one, _ in others[:at]), *photo_ids, *(one for one, _ in others[at:])]
        photo_ids, places = order, [_STEP * number for number in range(1, len(order) + 1)]
    return _put(db, spoken, name, {one: str(place) for one, place in zip(photo_ids, places, strict=True)})


def _between(low: float | None, high: float | None, number: int) -> list[float] | None:
    """Places above one and below the other, in order; None where they are too near each other."""
    if high is None:
        return [(low or 0) + _STEP * (step + 1) for step in range(number)]
    start = high - _STEP * (number + 1) if low is None else low
    step = (high - start) / (number + 1)
    return None if step < _LEAST else [round(start + step * (place + 1), 6) for place in range(number)]


def _places(db: Database, album_id: int) -> list[tuple[int, float]]:
    rows = db.conn.execute(
        f"SELECT x.photo_id, x.place FROM album_photos x WHERE x.album_id = ? ORDER BY {_ORDER}",  # noqa: S608
        (album_id,),
    )
    return rows.fetchall()


def _put(db: Database, spoken: list[Word], name: str, said: Mapping[int, str | None]) -> frozenset[int]:
    """Say of photos that they are at a place in an album, or (None) not in it. Returns those that the library has."""
    of, now = words.photos(db, said), int(time.time())
    kept = {photo_id: said[photo_id] for photo_id in of}
    spoken.extend(Word(of[photo_id], _IN.about, name, place, now) for photo_id, place in kept.items())
    word_tables.put(db, _IN, name, kept, now)
    return frozenset(kept)


def _words_in(db: Database, album_id: int, name: str) -> list[Word]:
    """Every word that puts a photo into an album, also into its place that waits, as said now."""
    now = int(time.time())
    rows = _places(db, album_id)
    of = words.photos(db, [photo_id for photo_id, _ in rows])
    kept = [Word(of[photo_id], _IN.about, name, str(place), now) for photo_id, place in rows]
    away = waiting(db, "WHERE about = ? AND name = ?", (_IN.about, name))
    return [*kept, *(word._replace(at=now) for word in away)]


def _word(name: str, said: str | None) -> Word:
    return Word(LIBRARY, "album", name, said, int(time.time()))


def _say_of_album(db: Database, spoken: list[Word], name: str, said: str | None) -> None:
    spoken.append(_word(name, said))
    word_tables.store_of_library(db, spoken[-1], newer_only=False)


def _refuse_taken(db: Database, name: str, but: int | None = None) -> None:
    taken = word_tables.meant(db, "albums", name)
    if taken is not None and taken[0] != but:
        raise PhotoorgError(f"There is an album '{taken[1]}' already: choose another name.")
