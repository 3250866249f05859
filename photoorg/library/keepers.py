"""Which of several photos that look the same is best to keep, and why: by one table of what counts, in its order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlite_utils import Database

from photoorg.library.names import from_db
from photoorg.library.pairs import PAIRED_SQL
from photoorg.library.places import absolute
from photoorg.library.taken import FILE_SOURCE


@dataclass(frozen=True, slots=True)
class Keeper:
    """What is known of a photo that may be kept.

    `paths` are its files that are there: on connected drives, then the oldest, then with the shortest name first.
    `rating` is 0 to 5, -1 for rejected; `size` is its first file's, in bytes; `seconds` is when that was last changed.
    `paired`: it has its RAW file beside it. `offline`: no file of it can be opened now. `has_date`: it says itself when
    it was taken, and `located` where.
    """

    photo_id: int
    paths: tuple[str, ...]
    width: int
    height: int
    sharpness: float | None
    rating: int
    picked: bool
    damaged: bool
    paired: bool
    offline: bool
    size: int
    seconds: int
    has_date: bool = False
    camera: str = ""
    located: bool = False

    @property
    def says(self) -> tuple[str, ...]:
        """What its file tells by itself."""
        told = (("date", self.has_date), ("camera", bool(self.camera)), ("place", self.located))
        return tuple(name for name, known in told if known)

    @property
    def side(self) -> int:
        """Its longer side, in pixels."""
        return max(self.width, self.height)


@dataclass(frozen=True, slots=True)
class _Reason:
    """One thing that counts: the more the better. `said` is told of the best where it decides."""

    worth: Callable[[Keeper], float]
    said: Callable[[Keeper], str]


# Sharpness is told apart in steps of 0.05: less is no reason.
_REASONS = (
    _Reason(lambda one: not one.damaged, lambda _: "it is whole"),
    _Reason(lambda one: one.rating, lambda one: f"rated {one.rating}" if one.rating > 0 else "not rejected"),
    _Reason(lambda one: one.picked, lambda _: "picked"),
    _Reason(lambda one: one.paired, lambda _: "its RAW file is beside it"),
    _Reason(lambda one: len(one.says), lambda one: f"its file tells more: {', '.join(one.says)}"),
    _Reason(lambda one: one.width * one.height, lambda one: f"the largest, {one.width} x {one.height}"),
    _Reason(lambda one: round(20 * (one.sharpness or 0)), lambda _: "the sharpest"),
    _Reason(lambda one: not one.offline, lambda _: "its drive is connected"),
    _Reason(lambda one: one.size, lambda _: "the largest file"),
    _Reason(lambda one: -one.seconds, lambda _: "the oldest file"),
    _Reason(lambda one: -one.photo_id, lambda _: "the first in the library"),
)
_NEARLY = 0.9
_SIZE = 4  # the place in the table where a photo that is much smaller loses, whatever its file tells


def rank(one: Keeper, largest: int) -> tuple[float, ...]:
    """What to sort by: the best has the highest. `largest` is the longest side of all that it is compared with.

    Sides of nine tenths of that and more are as good: a copy that was made a little larger is no better than a file
    that tells when and where it was taken.
    """
    worth = [reason.worth(one) for reason in _REASONS]
    worth.insert(_SIZE, min(one.side, _NEARLY * largest))
    return tuple(worth)


def reasons(best: Keeper, others: Sequence[Keeper], largest: int) -> tuple[str, ...]:
    """Why one is better than each of some others: what decides first, in the order of the table."""
    mine = rank(best, largest)
    decisive = {
        next((place for place, (my, its) in enumerate(zip(mine, rank(one, largest), strict=True)) if my != its), None)
        for one in others
    }
    # Who is much larger is the largest: the reason after the next.
    at = {place + 1 if place == _SIZE else place - (place > _SIZE) for place in decisive if place is not None}
    return tuple(_REASONS[place].said(best) for place in sorted(at))


_FACTS = (
    "p.id, p.width, p.height, p.sharpness, p.damaged IS NOT NULL, "  # noqa: S608 - fixed text
    "coalesce((SELECT CAST(n.value AS INTEGER) FROM notes n WHERE n.photo_id = p.id AND n.about = 'rating'), 0), "
    "EXISTS (SELECT 1 FROM notes n WHERE n.photo_id = p.id AND n.about = 'pick' AND n.value = '1'), "
    f"p.format IN ('jpeg', 'heif') AND {PAIRED_SQL}, "
    f"{FILE_SOURCE} = 'photo', coalesce(p.camera, ''), p.latitude IS NOT NULL, "
    "v.mount, d.path, f.name, v.online, f.size, f.mtime_ns / 1000000000"
)
_FILES = (
    "JOIN photos p ON p.id = c.id JOIN files f ON f.photo_id = p.id AND f.missing_since IS NULL "
    "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
    "ORDER BY p.id, v.online DESC, f.mtime_ns, length(f.name), f.id"
)
_GIVEN = "(SELECT value AS id FROM json_each(?))"
_SEVERAL = (
    "(SELECT photo_id AS id FROM files WHERE missing_since IS NULL AND photo_id IS NOT NULL "
    "GROUP BY photo_id HAVING COUNT(*) > 1)"
)


def keepers(db: Database, photo_ids: Iterable[int]) -> dict[int, Keeper]:
    """What is known of these photos, by id; those without a file are left out."""
    return _read(db, _GIVEN, (json.dumps(list(photo_ids)),))


def in_several_files(db: Database) -> dict[int, Keeper]:
    """The same of every photo that is in two files or more, which are copies down to the picture's last bit."""
    return _read(db, _SEVERAL, ())


def _read(db: Database, chosen: str, values: tuple[str, ...]) -> dict[int, Keeper]:
    rows = db.conn.execute(f"SELECT {_FACTS} FROM {chosen} c {_FILES}", values)  # noqa: S608 - fixed text
    found: dict[int, Keeper] = {}
    for photo_id, rows_of in groupby(rows, key=itemgetter(0)):
        files = list(rows_of)
        _, width, height, sharpness, damaged, rating, picked, paired, dated, camera, located, *_ = files[0]
        *_, online, size, seconds = files[0]
        paths = tuple(absolute(mount, folder, name) for *_, mount, folder, name, _, _, _ in files)
        found[photo_id] = Keeper(
            photo_id, paths, width, height, sharpness, rating, bool(picked), bool(damaged), bool(paired), not online,
            size, seconds, bool(dated), from_db(camera), bool(located),
        )  # fmt: skip
    return found
