"""What the library says, read from the file itself: a second reader that shares no code with the first."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from photoorg.library.records import shown_as


@dataclass(frozen=True, slots=True)
class Place:
    """A file as the library has it. `state`: here, offline or missing."""

    path: str
    photo: int | None
    state: str


@dataclass
class Shelf:
    """All of a library. `shows` and `turns` are what the models saw in each photo: its number, and how it was turned.

    `first` is the file that speaks for the photo, `thumbnails` names its thumbnail.
    `words` are a person's tags by photo with the verdict, `sentences` the descriptions.
    That it is in an album is a word too, with the verdict "in"; `notes` are ratings, labels and picks by what is noted.
    """

    places: list[Place] = field(default_factory=list[Place])
    shows: dict[int, int] = field(default_factory=dict[int, int])
    turns: dict[int, int] = field(default_factory=dict[int, int])
    thumbnails: dict[int, bytes] = field(default_factory=dict[int, bytes])
    first: dict[int, str] = field(default_factory=dict[int, str])
    words: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])
    sentences: dict[int, str] = field(default_factory=dict[int, str])
    notes: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])
    albums: set[str] = field(default_factory=set[str])
    searches: dict[str, str] = field(default_factory=dict[str, str])
    waiting: set[str] = field(default_factory=set[str])
    problems: set[str] = field(default_factory=set[str])
    damaged: set[int] = field(default_factory=set[int])
    faults: list[str] = field(default_factory=list[str])


def shelf(library: Path, away: str = "") -> Shelf:
    """Read a library, and have SQLite examine it. What is offline is told as lying `away`.

    The library names it by where it saw the drive last, which is not always where the drive was last.
    """
    db = sqlite3.connect(library)
    db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        found = Shelf()
        found.faults += [f"integrity_check: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found.faults += [f"foreign_key_check: {row}" for row in db.execute("PRAGMA foreign_key_check")]
        _read_places(db, found, away)
        _read_photos(db, found)
        _read_problems(db, found, away)
        _read_words(db, found)
        return found
    finally:
        db.close()


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else os.fsdecode(value)


def _read_places(db: sqlite3.Connection, found: Shelf, away: str) -> None:
    rows = db.execute(
        "SELECT v.mount, d.path, f.name, f.photo_id, f.missing_since, v.online, p.id FROM files f "
        "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
        "LEFT JOIN photos p ON p.file_id = f.id"
    )
    for mount, folder, name, photo, missing, online, first_of in rows:
        state = "missing" if missing is not None else "here" if online else "offline"
        top = _text(mount) if online or not away else away
        path = os.path.join(top, _text(folder), _text(name))  # noqa: PTH118 - names that are no text
        found.places.append(Place(path, photo, state))
        if first_of is not None:
            found.first[first_of] = path


def _read_photos(db: sqlite3.Connection, found: Shelf) -> None:
    for photo, identity, turn, damaged in db.execute("SELECT id, identity, orientation, damaged FROM photos"):
        found.thumbnails[photo] = shown_as(identity, turn)
        found.damaged |= {photo} if damaged else set()
    for photo, content in db.execute("SELECT photo_id, content FROM evidence WHERE task = 'classify'"):
        for label in json.loads(content).get("s", {}):
            number, _, turn = label.partition(" ")
            if turn:
                found.shows[photo], found.turns[photo] = int(number), int(turn)


def _read_problems(db: sqlite3.Connection, found: Shelf, away: str) -> None:
    found.problems = {_text(path) for (path,) in db.execute("SELECT path FROM problems")}
    for (mount,) in db.execute("SELECT mount FROM volumes WHERE NOT online") if away else ():
        inside = _text(mount) + os.sep
        found.problems |= {away + path[len(inside) - 1 :] for path in found.problems if path.startswith(inside)}


def _read_words(db: sqlite3.Connection, found: Shelf) -> None:
    rows = db.execute("SELECT w.photo_id, t.name, w.verdict FROM verdicts w JOIN tags t ON t.id = w.tag_id")
    for photo, name, verdict in rows:
        found.words.setdefault(photo, {})[name] = verdict
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'waiting_words'").fetchone():
        found.waiting = {_text(name) for (name,) in db.execute("SELECT name FROM waiting_words")}
    found.sentences = dict(db.execute("SELECT photo_id, text FROM sentences WHERE language = 'en'").fetchall())
    rows = db.execute("SELECT x.photo_id, a.name, 'in' FROM album_photos x JOIN albums a ON a.id = x.album_id")
    for photo, name, verdict in rows:
        found.words.setdefault(photo, {})[name] = verdict
    for photo, about, value in db.execute("SELECT photo_id, about, value FROM notes"):
        found.notes.setdefault(photo, {})[about] = value
    found.albums = {name for (name,) in db.execute("SELECT name FROM albums")}
    found.searches = dict(db.execute("SELECT name, query FROM searches").fetchall())
