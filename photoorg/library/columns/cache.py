"""The columns on disk, beside the library, so that the next start need not read them again.

A file is of one library, by its uid, its place on the disk and its migrations, and of one base of the columns; anything
that does not fit makes it worthless, and it is deleted. What has changed since is in the library (photos.changed).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg import kept
from photoorg.library import marks
from photoorg.library.columns.mapped import mapped
from photoorg.library.columns.part import Bag, Flat, Loaded, Part, Table
from photoorg.library.columns.postings import Postings
from photoorg.library.columns.state import State, first_state
from photoorg.library.columns.texts import Texts
from photoorg.library.connection import home_of
from photoorg.library.schema import MIGRATIONS
from photoorg.settings import Home

T = TypeVar("T")
_VERSION = 1
_BLOCK = "block"
_BASE = "base"
_LEAST = 20_000
"""Fewer photos are read as quickly from the library."""


@dataclass(frozen=True, slots=True)
class Key:
    """Which library: its folder, and what tells it from any other that lies or has lain there."""

    home: Home
    facts: str


def key_of(db: Database) -> Key | None:
    """The key of the library of a connection; None for one in memory."""
    home = home_of(db)
    if home is None:
        return None
    try:
        info = home.database.stat()
    except OSError:
        return None
    known = marks.read(db.conn)
    names = sorted(step.name for step in MIGRATIONS.applied(db))
    return Key(home, f"{_VERSION} {known.get('library')} {info.st_dev} {info.st_ino} {names}")


def read_base(key: Key, db: Database, commits: int) -> State | None:
    """The base that was kept last; None where there is none of this library, or only of a future that never was.

    So it is where an older copy was put in the library's place, and more was stored since: see marks.py.
    """

    def use(found: Mapping[str, NDArray[Any]]) -> State | None:
        if str(found["facts"]) != key.facts or int(found["commits"]) > commits:
            return None
        if str(found["writer"]) != marks.writer_at(db.conn, int(found["commits"])):
            return None
        photos = np.empty(len(found["id"]), [("id", np.int64), ("taken", np.int64), ("present", np.bool_)])
        for name in ("id", "taken", "present"):
            photos[name] = found[name]
        tags = Postings(*(found[name] for name in ("keys", "starts", "slots", "values")))
        _check(tags.starts, tags.slots, tags.values, len(tags.keys))
        if len(tags.slots) and not 0 <= int(tags.slots.min()) <= int(tags.slots.max()) < len(photos):
            raise ValueError("slots")
        return first_state(int(found["commits"]), photos, tags, str(found["stamp"]))

    return _read(key, _BASE, use)


def keep_base(key: Key, db: Database, state: State) -> str:
    """Keep a base, which has no later slots; returns its stamp, empty where it was not kept."""
    if state.base < _LEAST:
        return ""
    tags, stamp = state.tags[0], uuid4().hex
    arrays = {"id": state.ids, "taken": state.taken, "present": state.present, "keys": tags.keys,
              "starts": tags.starts, "slots": tags.slots, "values": tags.values}  # fmt: skip
    writer = marks.writer_at(db.conn, state.commits)
    facts = {"facts": key.facts, "commits": state.commits, "stamp": stamp, "writer": writer}
    for old in _files(key.home):
        with contextlib.suppress(OSError):
            old.unlink()
    return stamp if _write(key, _BASE, facts, arrays) else ""


def read_part(key: Key, part: Part, state: State) -> Loaded | None:
    """What was kept of a part of this base."""

    def use(found: Mapping[str, NDArray[Any]]) -> Loaded | None:
        if str(found["stamp"]) != state.stamp or int(found["version"]) != part.version:
            return None
        loaded = _unpack(part, found)
        if _length(loaded) != state.base:
            raise ValueError("length")
        return loaded

    return _read(key, part.name, use) if state.stamp else None


def keep_part(key: Key, part: Part, state: State, loaded: Loaded) -> None:
    """Keep a part of a base that is kept itself."""
    if state.stamp:
        _write(key, part.name, {"stamp": state.stamp, "version": part.version}, _pack(loaded))


def forget(home: Home) -> None:
    """Delete what is kept of a library that makes way for another."""
    for path in _files(home):
        with contextlib.suppress(OSError):
            path.unlink()


def _pack(loaded: Loaded) -> dict[str, NDArray[Any]]:
    match loaded:
        case Flat(values):
            return {"values": values}
        case Bag(starts, keys, values):
            return {"starts": starts, "keys": keys, "values": values}
        case Table(blocks):
            return {f"{_BLOCK}{i}": block for i, block in enumerate(blocks)}
        case Texts():
            labels = np.array(loaded.labels, dtype=np.str_) if loaded.labels else np.empty(0, "U1")
            return {"codes": loaded.codes, "data": loaded.data, "starts": loaded.starts, "labels": labels}


def _unpack(part: Part, found: Mapping[str, NDArray[Any]]) -> Loaded:
    if part.kind == "flat":
        return Flat(found["values"])
    if part.kind == "bag":
        bag = Bag(found["starts"], found["keys"], found["values"])
        _check(bag.starts, bag.keys, bag.values, len(bag.starts) - 1)
        return bag
    if part.kind == "table":
        return Table(tuple(found[name] for name in sorted(found) if name.startswith(_BLOCK)))
    texts = Texts(found["codes"], found["data"], found["starts"], tuple(found["labels"].tolist()))
    if int(texts.starts[-1]) != len(texts.data) or (len(texts.codes) and int(texts.codes.max()) >= len(texts)):
        raise ValueError("texts")
    return texts


def _length(loaded: Loaded) -> int:
    match loaded:
        case Flat(values):
            return len(values)
        case Bag(starts):
            return len(starts) - 1
        case Table(blocks):
            return sum(len(block) for block in blocks)
        case Texts(codes):
            return len(codes)


def _check(starts: NDArray[Any], keys: NDArray[Any], values: NDArray[Any], length: int) -> None:
    if len(starts) != length + 1 or int(starts[-1]) != len(keys) or len(keys) != len(values) or int(starts[0]):
        raise ValueError("lengths")


def _read(key: Key, name: str, use: Callable[[Mapping[str, NDArray[Any]]], T | None]) -> T | None:
    """What is made of the arrays of a file. One that is broken is deleted."""
    # All of them are read, for each has a checksum; a large table then lies where it is.
    return kept.read(
        _path(key.home, name),
        lambda file: use({one: mapped(file, one) if one.startswith(_BLOCK) else file[one] for one in file.files}),
    )


def _write(key: Key, name: str, facts: Mapping[str, object], arrays: Mapping[str, NDArray[Any]]) -> bool:
    return kept.write(_path(key.home, name), {**{one: np.array(value) for one, value in facts.items()}, **arrays})


def _path(home: Home, name: str) -> Path:
    return home.cache / f"search-{name}.npz"


def _files(home: Home) -> list[Path]:
    """What is kept, and what a process that was killed did not finish."""
    return [*home.cache.glob("search-*.npz"), *home.cache.glob("search-*.partial")]
