"""How well photos show what words mean, and which of their things it is that they show.

A photo scores the sum of its classes' probabilities, each times the weight of the concept that the class means, and
of its detected objects likewise, at most 1; it is a sum of powers, which is brought back to their scale. What the
evidence says is taken raw: which class a photo most likely shows is often wrong, the sum over all dogs seldom.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.columns.part import Bag
from photoorg.library.columns.seen import FLOOR, SHARES, load
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.senses import Meaning
from photoorg.library.thing_keys import OBJECTS_FROM, key_concepts
from photoorg.taxonomy import Taxonomy, load_taxonomy

OBJECT = 0.75  # what an object's score counts beside a probability: it is lower than it is right
GENTLE = 0.8  # the power of probabilities before they are summed up: many small ones say more than one guess
_POWERS = SHARES**GENTLE
_BLOCK = 1 << 18  # things scored at once: as many as the processor's cache holds
_TOLD = 3  # concepts that an explanation names

Explanation = tuple[tuple[str, float], ...]
"""Concepts of the taxonomy with what each adds to the score, the most first."""


def score(bag: Bag, meaning: Meaning) -> NDArray[np.float32]:
    """How well each slot shows what a text means: float32 (n,), 0 to 1. `bag`: the columns' part `seen.CLASSES`."""
    total = sums(bag, key_weights(meaning), _POWERS)
    np.power(total, 1 / GENTLE, out=total)
    return np.minimum(total, 1, out=total)


def sums(bag: Bag, weights: NDArray[np.float32], shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """The things of each slot summed up, float32 (n,): the weight of its key times what `shares` has for its value."""
    total = np.zeros(len(bag.starts) - 1, np.float32)
    filled = np.flatnonzero(np.diff(bag.starts))  # reduceat takes no empty slots
    starts = bag.starts[filled]
    edges = [*np.searchsorted(starts, np.arange(0, len(bag.keys), _BLOCK)).tolist(), len(filled)]
    for first, last in itertools.pairwise(edges):
        if first < last:
            begin = int(starts[first])
            end = int(starts[last]) if last < len(filled) else len(bag.keys)
            parts = weights.take(bag.keys[begin:end])
            parts *= shares.take(bag.values[begin:end])
            total[filled[first:last]] = np.add.reduceat(parts, starts[first:last] - begin)
    return total


def named(bag: Bag, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The square root of the score by the weights of keys, float32 (n,): evener steps for who learns from it."""
    return np.minimum(sums(bag, weights, _POWERS), 1) ** np.float32(0.5 / GENTLE)


def key_weights(meaning: Meaning) -> NDArray[np.float32]:
    """The weight of each key: of a concept that the text names, and of all below it, 1."""
    taxonomy = load_taxonomy()
    of_concept = concept_weights(meaning, taxonomy)
    weights = np.asarray([of_concept.get(name, 0.0) for name in key_concepts(taxonomy)], np.float32)
    weights[OBJECTS_FROM:] *= OBJECT
    return weights


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
    taxonomy, called = load_taxonomy(), taxonomy_of(db).called
    concepts = key_concepts(taxonomy)
    shown = {called(name): called(exact) for exact in meaning.exact for name in (exact, *taxonomy.descendants(exact))}
    weights = key_weights(meaning)
    found: dict[int, Explanation] = {}
    for slot, photo_id in enumerate(asked.tolist()):
        own = slice(bag.starts[slot], bag.starts[slot + 1])
        keys: list[int] = bag.keys[own].tolist()
        adds: list[float] = ((weights[keys] * _POWERS[bag.values[own]]) ** (1 / GENTLE)).tolist()
        if told := _told(((called(concepts[key]), add) for key, add in zip(keys, adds, strict=True)), shown):
            found[photo_id] = told
    return found


def _told(parts: Iterable[tuple[str, float]], shown: Mapping[str, str]) -> Explanation:
    total: dict[str, float] = {}
    for concept, add in parts:
        name = shown.get(concept, concept)
        total[name] = total.get(name, 0.0) + add
    best = sorted(((name, min(add, 1.0)) for name, add in total.items()), key=lambda pair: (-pair[1], pair[0]))
    return tuple((name, round(add, 4)) for name, add in best[:_TOLD] if add >= FLOOR)
