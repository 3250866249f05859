"""Tags that may be one: spelt alike, plurals of one another, translations, or on the same photos. And unused ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.folding import folded
from photoorg.library import columns as memory
from photoorg.library.columns import Columns
from photoorg.library.facets import tag_counts
from photoorg.library.following import nobody
from photoorg.library.own_vocabulary import own_words, taxonomy_of
from photoorg.library.tagged import IN_USE, SENSITIVE
from photoorg.outcomes import Told
from photoorg.speech import english_readings
from photoorg.taxonomy import Taxonomy, load_taxonomy

Why = Literal["written alike", "plural", "another word", "same photos"]

_SHORT = 4
"""Letters of a word that has no near one: of longer ones one letter may be wrong."""
_LEAST_PHOTOS, _SAME = 5, 0.9
_HASHES, _ALIKE = 12, 3
_PRIME = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Near:
    """Two tags that may be one, the one of more photos first, with how many each is on, and why.

    `shared`: how many photos have both.
    """

    first: str
    second: str
    why: Why
    photos: tuple[int, int]
    shared: int


def unused(db: Database) -> list[str]:
    """A person's own tags, and those that they spoke of once, that no photo carries and no tag is under, from A."""
    taxonomy, counts = taxonomy_of(db), tag_counts(db)
    of_verdicts = "SELECT DISTINCT g.name FROM verdicts v JOIN tags g ON g.id = v.tag_id"
    yes = f"{of_verdicts} WHERE v.verdict IN ('accepted', 'added')"
    carried = {name for (name,) in db.conn.execute(yes)}
    own = {taxonomy.called(tag.name) for tag in own_words(db).tags if tag.state != "hidden"}
    spoken = {name for (name,) in db.conn.execute(of_verdicts)}
    found = (own | {name for name in spoken if taxonomy.named(name) is None}) - carried
    return sorted((name for name in found if not counts.get(name) and not taxonomy.descendants(name)), key=folded)


def near_tags(db: Database, told: Told = nobody) -> list[Near]:
    """Pairs of tags in use, or a person's own, that may be one; those of the most photos first."""
    taxonomy, columns = taxonomy_of(db), memory.of(db)
    names = {int(tag): str(name) for tag, name in db.conn.execute(f"SELECT g.id, g.name FROM tags g WHERE {IN_USE}")}  # noqa: S608
    counts = tag_counts(db)
    every = dict.fromkeys([*names.values(), *(tag.name for tag in own_words(db).tags if tag.state != "hidden")])
    every.pop(SENSITIVE, None)
    told(0, 2)
    found: dict[frozenset[str], Why] = {}
    for first, second, why in _spelt(every, taxonomy):
        found.setdefault(frozenset((first, second)), why)
    told(1, 2)
    slots = _slots(columns, names)
    for first, second in _together(slots):
        if not _related(first, second, taxonomy) and not _both_bundled(first, second):
            found.setdefault(frozenset((first, second)), "same photos")
    near = [_near(pair, why, counts, slots) for pair, why in found.items()]
    return sorted(near, key=lambda one: (-one.photos[0], one.first, one.second))


def _near(pair: Iterable[str], why: Why, counts: Mapping[str, int], slots: Mapping[str, NDArray[np.int32]]) -> Near:
    first, second = sorted(pair, key=lambda name: (-counts.get(name, 0), name))
    none = np.empty(0, np.int32)
    shared = len(np.intersect1d(slots.get(first, none), slots.get(second, none), assume_unique=True))
    return Near(first, second, why, (counts.get(first, 0), counts.get(second, 0)), shared)


def _related(first: str, second: str, taxonomy: Taxonomy) -> bool:
    return first in taxonomy.ancestors(second) or second in taxonomy.ancestors(first)


def _both_bundled(first: str, second: str) -> bool:
    """Whether photoorg itself tells the two apart."""
    bundled = load_taxonomy()
    return bundled.named(first) is not None and bundled.named(second) is not None


# By their names.


def _spelt(names: Iterable[str], taxonomy: Taxonomy) -> Iterator[tuple[str, str, Why]]:
    """Pairs that are told apart by spaces and signs, by a plural, by one letter, or are words for one thing."""
    plain: dict[str, list[str]] = defaultdict(list)
    for name in names:
        plain[_letters(name)].append(name)
    for same in plain.values():
        for first, second in combinations(same, 2):
            yield first, second, "written alike"
    for name in names:
        for reading in list(english_readings(folded(name)))[1:]:
            for other in plain.get(_letters(reading), ()):
                if other != name:
                    yield other, name, "plural"
        concept = taxonomy.find(name)
        if concept is not None and concept != name and concept in plain.get(_letters(concept), ()):
            yield concept, name, "another word"
    yield from _mistyped(plain)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", folded(name))


def _mistyped(plain: Mapping[str, list[str]]) -> Iterator[tuple[str, str, Why]]:
    """Pairs of which one letter is wrong, missing or too much; never two that photoorg itself tells apart."""
    without: dict[str, list[str]] = defaultdict(list)
    for letters in plain:
        if len(letters) > _SHORT:
            for place in range(len(letters)):
                without[letters[:place] + letters[place + 1 :]].append(letters)
            without[letters].append(letters)
    for group in without.values():
        for one, other in combinations(dict.fromkeys(group), 2):
            if _one_letter(one, other):
                for first in plain[one]:
                    for second in plain[other]:
                        if not _both_bundled(first, second):
                            yield first, second, "written alike"


def _one_letter(one: str, other: str) -> bool:
    """Whether one letter makes the difference, or two neighbours that changed places."""
    if abs(len(one) - len(other)) == 1:
        short, long = sorted((one, other), key=len)
        return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    wrong = [place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and one[wrong[0]] == other[wrong[1]]
    return len(one) == len(other) and (len(wrong) == 1 or (swapped and one[wrong[1]] == other[wrong[0]]))


# By their photos.


def _slots(columns: Columns, names: Mapping[int, str]) -> dict[str, NDArray[np.int32]]:
    """The photos of each tag as rising slots, of those that are to be seen."""
    found: dict[str, NDArray[np.int32]] = {}
    for tag, name in names.items():
        parts = [part.of(tag)[0] for part in columns.tags]
        slots = np.concatenate(parts) if len(parts) > 1 else parts[0]
        found[name] = np.sort(slots[columns.present[slots]])
    return found


def _together(slots: Mapping[str, NDArray[np.int32]]) -> Iterator[tuple[str, str]]:
    """Pairs of tags on nearly the same photos: those whose hashes say so, then counted."""
    some = {name: own for name, own in slots.items() if len(own) >= _LEAST_PHOTOS and name != SENSITIVE}
    if len(some) < 2:
        return
    numbers = np.random.default_rng(1).integers(1, _PRIME, (_HASHES, 2))
    buckets: dict[tuple[int, int], list[str]] = defaultdict(list)
    for name, own in some.items():
        for row, (times, plus) in enumerate(numbers.tolist()):
            least = int(((own.astype(np.int64) * times + plus) % _PRIME).min())
            buckets[row, least].append(name)
    votes: dict[tuple[str, str], int] = defaultdict(int)
    for group in buckets.values():
        for pair in combinations(sorted(group), 2):
            votes[pair] += 1
    for (first, second), number in votes.items():
        if number >= _ALIKE:
            both = len(np.intersect1d(some[first], some[second], assume_unique=True))
            if both >= _SAME * (len(some[first]) + len(some[second]) - both):
                yield first, second
