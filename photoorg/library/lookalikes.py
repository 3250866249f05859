"""Near duplicates: photos that look the same, in groups, each with the one that is best to keep.

Photos of which nobody has made a hash yet, or that show nothing but one tone, are in no group. Nothing is decided
here: a person says what goes, and may say that photos are not copies of one another (apart.py).
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import look_pairs
from photoorg.library.apart import apart
from photoorg.library.keepers import Keeper, in_several_files, keepers, rank, reasons
from photoorg.library.look_pairs import Hashes, Ids
from photoorg.library.pairs import raws_beside_pictures
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
_NO_TIME = -(1 << 62)

_ROWS = np.dtype([
    ("id", np.int64), ("hash", np.int64), ("taken", np.int64), ("shape", np.float64), ("graphic", np.bool_),
])  # fmt: skip
Rows = NDArray[np.void]
Unlike = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Group:
    """Photos that look the same, or one that is in several files (`exact`). The best one to keep comes first.

    `reasons` say why it is the best, most telling first. `distance`: in how many bits of 64 the farthest differs from
    it. `moments`: some were taken within half a minute of it, so they may differ in what happens in them.
    """

    members: tuple[Keeper, ...]
    reasons: tuple[str, ...]
    distance: int = 0
    moments: bool = False

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
    """Groups of near duplicates of the whole library, or `among` some photos; the largest first.

    Yields how far it is. Photos whose files are missing are in none.
    """
    chosen = None if among is None else set(among)
    rows = _load(db, chosen)
    sets = yield from _sets(rows)
    known = keepers(db, rows["id"][np.concatenate(sets)].tolist() if sets else ())
    unlike = apart(db)
    alike: list[Group] = []
    for number, places in enumerate(sets):
        if not number % 1000:
            yield Progress("group", number, len(sets))
        alike += _around_the_best(rows[places], known, unlike)
    taken = {one.photo_id for group in alike for one in group.members}
    copies = [one for one in in_several_files(db).values() if one.photo_id not in taken]
    exact = [Group((one,), (FIRST,)) for one in copies if chosen is None or one.photo_id in chosen]
    return sorted([*alike, *exact], key=lambda group: (-len(group.others), group.best.paths[0]))


def duplicate_ids(db: Database) -> Ids:
    """Every photo that is in a group, in order."""
    finding = groups(db)
    while True:
        try:
            next(finding)
        except StopIteration as end:
            found: list[Group] = end.value
            return np.unique(np.array([one.photo_id for group in found for one in group.members], np.int64))


def _load(db: Database, chosen: set[int] | None) -> Rows:
    """Present photos with a hash, but for the RAW files of pictures."""
    found = db.conn.execute(
        "SELECT id, look_hash, CASE taken_source WHEN 'photo' THEN taken_at ELSE ? END, "
        "CAST(width AS REAL) / max(height, 1), coalesce(graphic, 0) >= 0.5 "
        "FROM photos WHERE look_hash IS NOT NULL AND file_id IS NOT NULL",
        (_NO_TIME,),
    )
    rows = np.fromiter(found, _ROWS)
    left_out = raws_beside_pictures(db)
    keep = ~np.isin(rows["id"], list(left_out))
    if chosen is not None:
        keep &= np.isin(rows["id"], list(chosen))
    return rows[keep]


def _sets(rows: Rows) -> Generator[Progress, None, list[Ids]]:
    """The places of photos that hang together by looks or moments. Who is like whom is for `_around_the_best`."""
    hashes = rows["hash"].view(np.uint64)
    different, which = np.unique(hashes, return_inverse=True)
    first, second = yield from _close(different)
    order = np.argsort(which, kind="stable")
    heads = order[np.searchsorted(which[order], np.arange(len(different)))]  # one photo of each hash
    timed = np.flatnonzero(rows["taken"] != _NO_TIME)
    one, other = look_pairs.moments_apart(rows["taken"][timed], hashes[timed], MOMENT_SECONDS, MOMENT)
    every = np.arange(len(rows))
    return look_pairs.linked(
        len(rows),
        np.concatenate([heads[first], heads[which], timed[one]]),
        np.concatenate([heads[second], every, timed[other]]),
    )


def _close(different: Hashes) -> Generator[Progress, None, look_pairs.Pairs]:
    finding = look_pairs.close_pairs(different, SAME)
    while True:
        try:
            done = next(finding)
        except StopIteration as end:
            return end.value
        yield Progress(STAGE, done, len(look_pairs.TABLES))


def _around_the_best(rows: Rows, known: Mapping[int, Keeper], unlike: Unlike) -> list[Group]:
    """Groups of photos each of which is like the best one of its group: a chain of small steps is no likeness."""
    there = [(known[row["id"]], row) for row in rows if row["id"] in known]
    there.sort(key=lambda one: rank(one[0]), reverse=True)
    left, keepers_left = np.array([row for _, row in there], _ROWS), [one for one, _ in there]
    found: list[Group] = []
    while len(keepers_left) > 1:
        far, moments = _from_first(left)
        fits = far <= _limits(left, moments)
        members = _without_unlike([keepers_left[place] for place in np.flatnonzero(fits)], unlike)
        if len(members) > 1:
            taken = np.isin(left["id"], [one.photo_id for one in members])
            told = reasons(members[0], members[1:])
            found.append(Group(tuple(members), told, int(far[taken].max()), bool(moments[taken][1:].any())))
        else:
            taken = np.arange(len(left)) == 0
        left, keepers_left = left[~taken], [one for one, gone in zip(keepers_left, taken, strict=True) if not gone]
    return found


def _from_first(rows: Rows) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """How far each is from the first, and whether it was taken within a moment of it."""
    hashes = rows["hash"].view(np.uint64)
    timed = (rows["taken"] != _NO_TIME) & (rows["taken"][0] != _NO_TIME)
    return look_pairs.distances(hashes[:1], hashes), timed & (
        np.abs(rows["taken"] - rows["taken"][0]) <= MOMENT_SECONDS
    )


def _limits(rows: Rows, moments: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How far each may be from the first."""
    same_shape = np.abs(rows["shape"] / rows["shape"][0] - 1) <= _SHAPE
    graphic = rows["graphic"] | rows["graphic"][0]
    return np.select([graphic, moments, same_shape], [GRAPHIC, MOMENT, SAME], OTHER_SHAPE)


def _without_unlike(members: list[Keeper], unlike: Unlike) -> list[Keeper]:
    """The best and those that a person did not say to be other photos than one before them."""
    kept: list[Keeper] = []
    for one in members:
        pairs = ((min(one.photo_id, other.photo_id), max(one.photo_id, other.photo_id)) for other in kept)
        if not any(pair in unlike for pair in pairs):
            kept.append(one)
    return kept
