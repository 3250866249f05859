"""The part of the columns with what was seen in each photo: the classifier's classes and the detector's objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.columns.part import Bag, Ids, Part, slots_of
from photoorg.library.thing_keys import OBJECTS_FROM
from photoorg.taxonomy import load_taxonomy

NAME = "classes"
CLASSIFIER, DETECTOR = "classify", "detect"
FLOOR = 0.004  # less than this of a class or object is not kept: see docs/meaning.md
_PARTS = 10_000  # evidence is stored in ten-thousandths
_CHUNK = 20_000  # photos read at once
_WNID = 8  # digits of a class's name
_REGION = re.compile(r'"([^"]+)":\[(\d+)')  # a label and the score of its surest region, which comes first

# A value is kept as 255 * sqrt(probability): fine steps where it is small, and no photo loses its place for them.
SHARES = ((np.arange(256, dtype=np.float32) / 255) ** 2).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Things that were seen: of which photo (its place), which, and how surely (0 to 255)."""

    places: NDArray[np.int32]
    keys: NDArray[np.uint16]
    values: NDArray[np.uint8]


def load(db: Database, ids: Ids, whole: bool) -> Bag:
    """What was seen in photos, one slot an id: keys uint16, values uint8."""
    found = [_in_classes(places, contents) for places, contents in _rows(db, ids, CLASSIFIER, whole=whole)]
    found += [_in_regions(places, contents) for places, contents in _rows(db, ids, DETECTOR, whole=whole)]
    counts = np.zeros(len(ids), np.int64)
    for one in found:
        counts += np.bincount(one.places, minlength=len(ids))
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    keys, values = np.empty(starts[-1], np.uint16), np.empty(starts[-1], np.uint8)
    free = starts[:-1].copy()
    for one in found:  # a block at a time: to sort them all would take a gigabyte
        firsts = np.flatnonzero(np.diff(one.places, prepend=-1))  # what is of one photo comes together
        lengths = np.diff(firsts, append=len(one.places))
        places = one.places[firsts]
        into = np.repeat(free[places] - firsts, lengths) + np.arange(len(one.places))
        keys[into], values[into] = one.keys, one.values
        free[places] += lengths
    return Bag(starts, keys, values)


def _rows(db: Database, ids: Ids, task: str, *, whole: bool) -> Iterator[tuple[NDArray[np.int64], list[str]]]:
    """What a task saw, in chunks: the places of photos in `ids`, and for each its row of the evidence."""
    if whole:
        rows = db.conn.execute("SELECT photo_id, content FROM evidence WHERE task = ?", (task,))
    else:
        rows = db.conn.execute(
            "SELECT e.photo_id, e.content FROM json_each(?) j JOIN evidence e ON e.photo_id = j.value AND e.task = ?",
            (json.dumps(np.unique(ids).tolist()), task),  # of a photo that has changed again there are several slots
        )
    while chunk := rows.fetchmany(_CHUNK):
        slots, there = slots_of(ids, np.fromiter((photo_id for photo_id, _ in chunk), np.int64, len(chunk)))
        yield slots[there], [content for (_, content), known in zip(chunk, there.tolist(), strict=True) if known]


def _in_classes(places: NDArray[np.int64], contents: list[str]) -> _Found:
    """The classes in rows such as {"s":{"n02123045":5321,...}}, all at once: one by one would take minutes."""
    ends = np.cumsum([len(content) for content in contents]) if contents else np.zeros(0, np.int64)
    text = np.frombuffer(("".join(contents) + " " * 32).encode("ascii", "replace"), np.uint8)
    at = np.flatnonzero((text[:-1] == ord('"')) & (text[1:] == ord("n")))
    at = at[at < len(text) - 32]
    numbers = _number(text, at + 2, _WNID)
    known = np.fromiter((int(wnid[1:]) for wnid in load_taxonomy().of_class), np.int64)
    keys = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    shares = _number(text, at + 2 + _WNID + 2, 5) / _PARTS
    kept = (known[keys] == numbers) & (shares >= FLOOR)
    of = places[np.searchsorted(ends, at[kept], side="right")]
    return _Found(of.astype(np.int32), keys[kept].astype(np.uint16), _kept(shares[kept]))


def _number(text: NDArray[np.uint8], at: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The whole numbers that begin at places of a text, of `most` digits at most."""
    total, going = np.zeros(len(at), np.int64), np.ones(len(at), np.bool_)
    for place in range(most):
        digits = text[at + place].astype(np.int64) - ord("0")
        going &= (digits >= 0) & (digits <= 9)
        total = np.where(going, total * 10 + digits, total)
    return total


def _in_regions(places: NDArray[np.int64], contents: list[str]) -> _Found:
    """The surest region of each object."""
    key_of = {label: OBJECTS_FROM + number for number, label in enumerate(sorted(load_taxonomy().of_object))}
    of: list[int] = []
    keys: list[int] = []
    shares: list[int] = []
    for place, content in zip(places.tolist(), contents, strict=True):
        for label, share in _REGION.findall(content):
            if label in key_of:
                of.append(place)
                keys.append(key_of[label])
                shares.append(int(share))
    return _Found(np.asarray(of, np.int32), np.asarray(keys, np.uint16), _kept(np.asarray(shares) / _PARTS))


def _kept(shares: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.rint(255 * np.sqrt(np.clip(shares, 0, 1))).astype(np.uint8)


CLASSES = Part(NAME, 1, "bag", load)
"""The part of the columns: the classifier's classes and the detector's objects of each photo."""
