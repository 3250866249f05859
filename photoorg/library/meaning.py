"""How well photos show what words mean: the part of the columns with what was seen, and the score of a meaning.

A photo scores the sum of its classes' probabilities, each times the weight of the concept that the class means, and of
its detected objects likewise, at most 1. What the evidence says is taken raw: which class a photo most likely shows is
often wrong, the sum over all dogs seldom.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.columns.part import Bag, Ids, Part, slots_of
from photoorg.library.senses import Meaning
from photoorg.taxonomy import Taxonomy, load_taxonomy

NAME = "classes"
CLASSIFIER, DETECTOR = "classify", "detect"
OBJECTS_FROM = 1000  # keys below it are the places of classes in `of_class`, from it on those of objects
OBJECT = 0.5  # what an object's score counts beside a probability: it is lower than it is right
FLOOR = 0.004  # less than this of a class or object is not kept: see docs/meaning.md
_PARTS = 10_000  # evidence is stored in ten-thousandths
_CHUNK = 20_000  # photos read at once
_BLOCK = 1 << 18  # things scored at once: as many as the processor's cache holds
_WNID = 8  # digits of a class's name
_TOLD = 3  # concepts that an explanation names
_REGION = re.compile(r'"([^"]+)":\[(\d+)')  # a label and the score of its surest region, which comes first

# A value is kept as 255 * sqrt(probability): fine steps where it is small, and no photo loses its place for them.
_SHARES = ((np.arange(256, dtype=np.float32) / 255) ** 2).astype(np.float32)

Explanation = tuple[tuple[str, float], ...]
"""Concepts of the taxonomy with what each adds to the score, the most first."""


class HasBags(Protocol):
    """What is needed of the columns."""

    n: int

    def bag(self, name: str) -> Bag:
        """The things of a part."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Things that were seen: of which photo (its place), which, and how surely (0 to 255)."""

    places: NDArray[np.int64]
    keys: NDArray[np.uint16]
    values: NDArray[np.uint8]


def load(db: Database, ids: Ids, whole: bool) -> Bag:
    """What was seen in photos, one slot an id: keys uint16, values uint8."""
    found = [_in_classes(places, contents) for places, contents in _rows(db, ids, CLASSIFIER, whole=whole)]
    found += [_in_regions(places, contents) for places, contents in _rows(db, ids, DETECTOR, whole=whole)]
    places = np.concatenate([one.places for one in found] or [np.zeros(0, np.int64)])
    order = np.argsort(places, kind="stable")
    starts = np.zeros(len(ids) + 1, np.int64)
    np.cumsum(np.bincount(places, minlength=len(ids)), out=starts[1:])
    keys = np.concatenate([one.keys for one in found] or [np.zeros(0, np.uint16)])
    values = np.concatenate([one.values for one in found] or [np.zeros(0, np.uint8)])
    return Bag(starts, keys[order], values[order])


def score(columns: HasBags, meaning: Meaning) -> NDArray[np.float32]:
    """How well each slot shows what a text means: float32 (n,), 0 to 1."""
    bag = columns.bag(NAME)
    weights = key_weights(meaning)
    total = np.zeros(columns.n, np.float32)
    filled = np.flatnonzero(np.diff(bag.starts))  # reduceat takes no empty slots
    starts = bag.starts[filled]
    edges = [*np.searchsorted(starts, np.arange(0, len(bag.keys), _BLOCK)).tolist(), len(filled)]
    for first, last in itertools.pairwise(edges):
        if first < last:
            begin = int(starts[first])
            end = int(starts[last]) if last < len(filled) else len(bag.keys)
            parts = weights.take(bag.keys[begin:end])
            parts *= _SHARES.take(bag.values[begin:end])
            total[filled[first:last]] = np.add.reduceat(parts, starts[first:last] - begin)
    return np.minimum(total, 1, out=total)


def key_weights(meaning: Meaning) -> NDArray[np.float32]:
    """The weight of each key: of a concept that the text names, and of all below it, 1."""
    taxonomy = load_taxonomy()
    of_concept = concept_weights(meaning, taxonomy)
    weights = np.asarray([of_concept.get(name, 0.0) for name in _concepts(taxonomy)], np.float32)
    weights[OBJECTS_FROM:] *= OBJECT
    return weights


def _concepts(taxonomy: Taxonomy) -> list[str]:
    """The concept of each key."""
    classes = list(taxonomy.of_class.values())
    spare = [""] * (OBJECTS_FROM - len(classes))
    return [*classes, *spare, *(taxonomy.of_object[label] for label in sorted(taxonomy.of_object))]


def concept_weights(meaning: Meaning, taxonomy: Taxonomy) -> dict[str, float]:
    """The weight of each concept by name."""
    found = dict(meaning.concepts)
    for name in meaning.exact:
        found |= dict.fromkeys((name, *taxonomy.descendants(name)), 1.0)
    return found


def explain(db: Database, ids: Iterable[int], meaning: Meaning) -> dict[int, Explanation]:
    """By photo, which of the concepts that a text means it shows, and how strongly: the few that count most.

    A concept that the text names stands for all below it. Photos that show none are left out.
    """
    asked = np.asarray(list(ids), np.int64)
    bag = load(db, asked, whole=False)
    taxonomy = load_taxonomy()
    concepts = _concepts(taxonomy)
    shown = {name: exact for exact in meaning.exact for name in (exact, *taxonomy.descendants(exact))}
    weights = key_weights(meaning)
    found: dict[int, Explanation] = {}
    for slot, photo_id in enumerate(asked.tolist()):
        own = slice(bag.starts[slot], bag.starts[slot + 1])
        keys: list[int] = bag.keys[own].tolist()
        adds: list[float] = (weights[keys] * _SHARES[bag.values[own]]).tolist()
        if told := _told(((concepts[key], add) for key, add in zip(keys, adds, strict=True)), shown):
            found[photo_id] = told
    return found


def _told(parts: Iterable[tuple[str, float]], shown: Mapping[str, str]) -> Explanation:
    total: dict[str, float] = {}
    for concept, add in parts:
        name = shown.get(concept, concept)
        total[name] = total.get(name, 0.0) + add
    best = sorted(((name, min(add, 1.0)) for name, add in total.items()), key=lambda pair: (-pair[1], pair[0]))
    return tuple((name, round(add, 4)) for name, add in best[:_TOLD] if add >= FLOOR)


def _rows(db: Database, ids: Ids, task: str, *, whole: bool) -> Iterator[tuple[NDArray[np.int64], list[str]]]:
    """What a task saw, in chunks: the places of photos in `ids`, and for each its row of the evidence."""
    if whole:
        rows = db.conn.execute("SELECT photo_id, content FROM evidence WHERE task = ?", (task,))
    else:
        rows = db.conn.execute(
            "SELECT e.photo_id, e.content FROM json_each(?) j JOIN evidence e ON e.photo_id = j.value AND e.task = ?",
            (json.dumps(ids.tolist()), task),
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
    return _Found(of, keys[kept].astype(np.uint16), _kept(shares[kept]))


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
    return _Found(np.asarray(of, np.int64), np.asarray(keys, np.uint16), _kept(np.asarray(shares) / _PARTS))


def _kept(shares: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.rint(255 * np.sqrt(np.clip(shares, 0, 1))).astype(np.uint8)


CLASSES = Part(NAME, 1, "bag", load)
"""The part of the columns: the classifier's classes and the detector's objects of each photo."""
