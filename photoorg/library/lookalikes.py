"""Near duplicates: photos that look the same, in groups, each with the one that is best to keep.

Photos of which nobody has made a hash yet, or that show nothing but one tone, are in no group. Nothing is decided
here: a person says what goes, and may say that photos are not copies of one another (apart.py).
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import look_pairs
from photoorg.library.apart import apart
from photoorg.library.columns import Columns
from photoorg.library.columns.looks import NAME, NO_TIME
from photoorg.library.keepers import Keeper, in_several_files, keepers, rank, reasons
from photoorg.library.look_pairs import Hashes, Ids
from photoorg.library.pairs import raws_beside_pictures
from photoorg.library.taken import FILE_TAKEN
from photoorg.outcomes import Progress

STAGE = "compare"
FIRST = "the first of its files"

SAME = 8
"""Hashes of one picture differ in no more bits than this, however it was stored; measured in docs/duplicates.md."""
OTHER_SHAPE = 6
"""The same for pictures of other proportions: one was cut."""
GRAPHIC = 2
"""The same for screenshots, documents and drawings, which are all alike to a hash."""
MOMENT = 14
"""The same for photos taken within MOMENT_SECONDS of each other."""
MOMENT_SECONDS = 30
_SHAPE = 0.03
_ALL_BITS = (1 << 64) - 1
_BLOCK = 2_000

_ROWS = np.dtype([
    ("id", np.int64), ("hash", np.int64), ("taken", np.int64), ("shape", np.float64), ("graphic", np.bool_),
])  # fmt: skip
Rows = NDArray[np.void]
Unlike = frozenset[tuple[int, int]]


class Look(NamedTuple):
    """What is compared of a photo. `taken` is NO_TIME where it does not say, `shape` its width by its height."""

    photo_id: int
    code: int
    taken: int
    shape: float
    graphic: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Photos that look the same, or one that is in several files (`exact`). The best one to keep comes first.

    `reasons` say why it is the best, most telling first. `distance`: in how many bits of 64 the farthest differs from
    it. `moments`: some were taken within half a minute of it, so they may differ in what happens in them. `better` is
    the file of a photo that was not asked for, and is the best of the whole library's; empty where there is none.
    """

    members: tuple[Keeper, ...]
    reasons: tuple[str, ...]
    distance: int = 0
    moments: bool = False
    better: str = ""

    @property
    def best(self) -> Keeper:
        """The one to keep."""
        return self.members[0]

    @property
    def exact(self) -> bool:
        """Whether it is one photo, in several files."""
        return len(self.members) == 1

    @property
    def others(self) -> tuple[str, ...]:
        """The files of all but the best, and all its own but the first."""
        return (*self.best.paths[1:], *(path for one in self.members[1:] for path in one.paths))


def groups(db: Database, among: Collection[int] | None = None) -> Generator[Progress, None, list[Group]]:
    """Groups of near duplicates of the whole library, or `among` some photos; those with most files first.

    Yields how far it is. Photos whose files are missing are in none.
    """
    chosen = None if among is None else set(among)
    found = yield from _groups(db, chosen)
    taken = {one.photo_id for group in found for one in group.members}
    copies = [one for one in in_several_files(db).values() if one.photo_id not in taken]
    found += [Group((one,), (FIRST,)) for one in copies if chosen is None or one.photo_id in chosen]
    if chosen is not None and found:
        whole = yield from groups(db)
        best = {one.photo_id: group.best for group in whole for one in group.members}
        found = [_beside(group, best.get(group.best.photo_id), chosen) for group in found]
    return sorted(found, key=lambda group: (-len(group.others), group.best.paths[0]))


def groups_among(db: Database, photo_ids: Collection[int]) -> list[Group]:
    """Groups of photos that look the same among these alone, whatever else the library has."""
    finding = _groups(db, set(photo_ids))
    while True:
        try:
            next(finding)
        except StopIteration as end:
            return end.value


def _groups(db: Database, chosen: set[int] | None) -> Generator[Progress, None, list[Group]]:
    rows = _load(db, chosen)
    first, second = yield from _edges(rows)
    sets = look_pairs.linked(len(rows), first, second)
    unlike = apart(db)
    found: list[Group] = []
    for start in range(0, len(sets), _BLOCK):
        yield Progress("group", start, len(sets))
        block = [[Look(*row) for row in rows[places].tolist()] for places in sets[start : start + _BLOCK]]
        known = keepers(db, [one.photo_id for looks in block for one in looks])
        for looks in block:
            found += _around_the_best(looks, known, unlike)
    return found


def _beside(group: Group, best: Keeper | None, chosen: Collection[int]) -> Group:
    """A group of those that were asked for, with the one that is better than its best among all."""
    return group if best is None or best.photo_id in chosen else replace(group, better=best.paths[0])


def duplicate_mask(db: Database, columns: Columns) -> NDArray[np.bool_]:
    """Of each slot, whether the photo looks the same as another one of the library, or is in several files."""
    return columns.derived("duplicates", lambda: np.isin(columns.ids, duplicate_ids(db, columns)))


_found: OrderedDict[bytes, Ids] = OrderedDict()
_lock = Lock()


def duplicate_ids(db: Database, columns: Columns) -> Ids:
    """Every photo that looks the same as another one, or is in several files, in order.

    That takes seconds where there are a million. What was found is kept until something changes of what it goes by,
    and who asks while it is looked for waits for it.
    """
    there = columns.order[columns.present[columns.order]]
    looks = columns.flat(NAME)[there]
    told = looks["looked"] | looks["several"]
    looks, ids, unlike = looks[told], columns.ids[there[told]], np.array(sorted(apart(db)), np.int64)
    digest = hashlib.blake2b(digest_size=16)
    for part in (looks, ids, unlike):
        digest.update(np.ascontiguousarray(part).view(np.uint8).data)
    with _lock:
        key = digest.digest()
        if key not in _found:
            _found[key] = _duplicate_ids(db, ids, looks, unlike.reshape(-1, 2))
            while len(_found) > 2:
                _found.popitem(last=False)
        return _found[key]


def _duplicate_ids(db: Database, ids: Ids, looks: Rows, unlike: NDArray[np.int64]) -> Ids:
    compared = looks["looked"] & ~np.isin(ids, list(raws_beside_pictures(db)))
    rows = np.empty(int(compared.sum()), _ROWS)
    rows["id"] = ids[compared]
    for name in ("hash", "taken", "shape", "graphic"):
        rows[name] = looks[name][compared]
    finding = _edges(rows)
    while True:
        try:
            next(finding)
        except StopIteration as end:
            first, second = end.value
            break
    one, other = rows[first], rows[second]
    fits = look_pairs.distances(one["hash"].view(np.uint64), other["hash"].view(np.uint64)) <= limits(one, other)
    fits &= one["id"] != other["id"]
    low, high = np.minimum(one["id"], other["id"]), np.maximum(one["id"], other["id"])
    fits &= ~np.isin(low << 32 | high, unlike[:, 0] << 32 | unlike[:, 1])
    return np.unique(np.concatenate([low[fits], high[fits], ids[looks["several"]]]))


def limits(one: Rows, other: Rows) -> NDArray[np.int64]:
    """In how many bits the hashes of pairs may differ: of rows with `hash`, `taken`, `shape` and `graphic`."""
    return np.select(
        [
            one["graphic"] | other["graphic"],
            (one["taken"] != NO_TIME) & (np.abs(one["taken"] - other["taken"]) <= MOMENT_SECONDS),
            np.abs(one["shape"] - other["shape"]) <= _SHAPE * one["shape"],
        ],
        [GRAPHIC, MOMENT, SAME],
        OTHER_SHAPE,
    )


def _load(db: Database, chosen: set[int] | None) -> Rows:
    """Present photos with a hash, but for the RAW files of pictures."""
    found = db.conn.execute(
        f"SELECT p.id, p.look_hash, coalesce({FILE_TAKEN}, ?1), "  # noqa: S608 - fixed text
        "CAST(p.width AS REAL) / max(p.height, 1), coalesce(p.graphic, 0) >= 0.5 "
        "FROM photos p WHERE p.look_hash IS NOT NULL AND p.file_id IS NOT NULL "
        "AND (?2 IS NULL OR p.id IN (SELECT value FROM json_each(?2))) ORDER BY p.id",
        (NO_TIME, None if chosen is None else json.dumps(sorted(chosen))),
    )
    rows = np.fromiter(found, _ROWS)
    return rows[~np.isin(rows["id"], list(raws_beside_pictures(db)))]


def _edges(rows: Rows) -> Generator[Progress, None, look_pairs.Pairs]:
    """The places of photos near each other by looks or moments. Who is like whom is for `_limit`.

    Of those with the same hash one stands for all: each of the others is near that one and the next.
    """
    hashes = rows["hash"].view(np.uint64)
    different, which = np.unique(hashes, return_inverse=True)
    first, second = yield from _close(different)
    order = np.argsort(which, kind="stable")
    heads = order[np.searchsorted(which[order], np.arange(len(different)))]
    timed = np.flatnonzero(rows["taken"] != NO_TIME)
    one, other = look_pairs.moments_apart(rows["taken"][timed], hashes[timed], MOMENT_SECONDS, MOMENT)
    copies = np.flatnonzero(heads[which] != np.arange(len(rows)))
    same = np.flatnonzero(which[order][1:] == which[order][:-1])
    return (
        np.concatenate([heads[first], heads[which[copies]], order[same], timed[one]]),
        np.concatenate([heads[second], copies, order[same + 1], timed[other]]),
    )


def _close(different: Hashes) -> Generator[Progress, None, look_pairs.Pairs]:
    finding = look_pairs.close_pairs(different, SAME)
    while True:
        try:
            done = next(finding)
        except StopIteration as end:
            return end.value
        yield Progress(STAGE, done, len(look_pairs.TABLES))


def _around_the_best(looks: Sequence[Look], known: Mapping[int, Keeper], unlike: Unlike) -> list[Group]:
    """Groups of photos each of which is like the best one of its group: a chain of small steps is no likeness."""
    there = [(known[one.photo_id], one) for one in looks if one.photo_id in known]
    largest = max((keeper.side for keeper, _ in there), default=0)
    left = sorted(there, key=lambda one: rank(one[0], largest), reverse=True)
    found: list[Group] = []
    while len(left) > 1:
        best = left[0][1]
        alike = [(keeper, one) for keeper, one in left if _distance(best, one) <= _limit(best, one)]
        members = _without_unlike([keeper for keeper, _ in alike], unlike)
        taken = {one.photo_id for one in members}
        if len(members) > 1:
            kept = [one for _, one in alike if one.photo_id in taken]
            far = max(_distance(best, one) for one in kept)
            moments = any(_in_a_moment(best, one) for one in kept[1:])
            found.append(Group(tuple(members), reasons(members[0], members[1:], largest), far, moments))
        left = [(keeper, one) for keeper, one in left if one.photo_id not in taken]
    return found


def _distance(one: Look, other: Look) -> int:
    return ((one.code ^ other.code) & _ALL_BITS).bit_count()


def _limit(one: Look, other: Look) -> int:
    """In how many bits two photos may differ."""
    if one.graphic or other.graphic:
        return GRAPHIC
    if _in_a_moment(one, other):
        return MOMENT
    return SAME if abs(one.shape - other.shape) <= _SHAPE * one.shape else OTHER_SHAPE


def _in_a_moment(one: Look, other: Look) -> bool:
    return one.taken != NO_TIME and abs(one.taken - other.taken) <= MOMENT_SECONDS


def _without_unlike(members: list[Keeper], unlike: Unlike) -> list[Keeper]:
    """The best and those that a person did not say to be other photos than one before them."""
    kept: list[Keeper] = []
    for one in members:
        pairs = ((min(one.photo_id, other.photo_id), max(one.photo_id, other.photo_id)) for other in kept)
        if not any(pair in unlike for pair in pairs):
            kept.append(one)
    return kept
