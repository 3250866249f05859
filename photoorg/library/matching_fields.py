"""Tests of fields against the columns: a comparer for each kind of field."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.album_order import albums_named
from photoorg.library.columns import Columns
from photoorg.library.columns.parts import FOLDERS
from photoorg.library.fields import BY_NAME, Field, Kind
from photoorg.library.folder_paths import folder_paths
from photoorg.library.lookalikes import duplicate_mask
from photoorg.library.query_tree import Near, Pattern, Range, Test

Mask = NDArray[np.bool_]

_PASSING = frozenset({"offline", "paired", "live"})
"""States that may change while nothing about the photo itself does."""
_EARTH_KM = 6371.0088


def tested(node: Test, columns: Columns, db: Database) -> Mask:
    """Which slots pass a test; unknown values pass none. bool (n,)."""
    return _COMPARERS[node.field.kind](node, columns, db)


def within(values: NDArray[Any], wanted: Range) -> Mask:
    """Which numbers are in a range; unknown ones (NaN) are in none."""
    mask = np.ones(len(values), np.bool_)
    if np.issubdtype(values.dtype, np.floating):
        mask &= ~np.isnan(values)
    if wanted.low is not None:
        mask &= _above(values, wanted.low, strictly=wanted.low_open)
    if wanted.high is not None:
        mask &= ~_above(values, wanted.high, strictly=not wanted.high_open)
    return mask


def _above(values: NDArray[Any], limit: float, *, strictly: bool) -> Mask:
    """Which values are above a limit, or at it. The limit is compared as it was written, however small the numbers."""
    if not np.issubdtype(values.dtype, np.floating):
        return values > limit if strictly else values >= limit
    with np.errstate(over="ignore"):  # what is larger than any small number is infinite
        near = values.dtype.type(limit)  # confidences are kept small: 0.8 as the nearest small number
    return values > near if strictly else values >= near


def numbers_of(field: Field, columns: Columns) -> NDArray[Any]:
    """What a field says as numbers, (n,)."""
    made = _DERIVED.get(field.name)
    return columns.numbers(field) if made is None else columns.derived(field.name, lambda: made(columns))


def _taken(columns: Columns) -> NDArray[np.int64]:
    return columns.taken


def months_of(columns: Columns) -> NDArray[np.int32]:
    """Months since January of year 0, int32 (n,)."""
    return columns.derived("months", lambda: _months(columns))


def _months(columns: Columns) -> NDArray[np.int32]:
    limit = 1 << 37  # seconds: within what numpy's dates can say
    days = np.clip(columns.taken, -limit, limit).astype("datetime64[s]").astype("datetime64[M]")
    return (days.astype(np.int64) + 1970 * 12).astype(np.int32)


def _year(columns: Columns) -> NDArray[np.int16]:
    return (months_of(columns) // 12).astype(np.int16)


def _month(columns: Columns) -> NDArray[np.int8]:
    return (months_of(columns) % 12 + 1).astype(np.int8)


def _surest(columns: Columns) -> NDArray[np.float32]:
    best = np.full(columns.n, np.nan, np.float32)
    for postings in columns.tags:
        for key in postings.keys.tolist():
            slots, values = postings.of(key)
            best[slots] = np.fmax(best[slots], values)
    return best


_DERIVED: dict[str, Callable[[Columns], NDArray[Any]]] = {
    "taken": _taken, "year": _year, "month": _month, "confidence": _surest,
}  # fmt: skip


def _number(node: Test, columns: Columns, _db: Database) -> Mask:
    return within(numbers_of(node.field, columns), cast("Range", node.value))


def _text(node: Test, columns: Columns, _db: Database) -> Mask:
    wanted = cast("Pattern", node.value)
    return columns.texts(node.field).having(wanted.text, whole=wanted.whole)


def _state(node: Test, columns: Columns, db: Database) -> Mask:
    name = str(node.value)
    if node.field.name == "is" and name == "missing":
        return columns.alive & ~columns.present
    if name in {"tagged", "tags", "untagged"}:
        carried = _carried(columns)
        return ~carried if name == "untagged" else carried
    if name in COMPUTED:
        return COMPUTED[name](db, columns)
    return columns.truths(f"{node.field.name}-{name}", node.field.choices[name], passing=name in _PASSING)


def _carried(columns: Columns) -> Mask:
    first, later = columns.tags
    return columns.derived("carried", lambda: first.carried(columns.n) | later.carried(columns.n))


def _choice(node: Test, columns: Columns, _db: Database) -> Mask:
    name = str(node.value)
    if sql := node.field.choices.get(name, ""):
        return columns.truths(f"{node.field.name}-{name}", sql)
    return columns.texts(node.field).having(name, whole=True)


def _folder(node: Test, columns: Columns, db: Database) -> Mask:
    meant = folder_paths(db, columns).meant(cast("Pattern", node.value).text)
    bag, mask = columns.bag(FOLDERS), np.zeros(columns.n, np.bool_)
    if len(bag.keys):
        wanted = np.zeros(int(bag.keys.max()) + 1, np.bool_)
        wanted[[one for one in meant if one < len(wanted)]] = True
        mask[bag.slots()[wanted[bag.keys]]] = True
    return mask


def _album(node: Test, columns: Columns, db: Database) -> Mask:
    rows = db.conn.execute(
        "SELECT photo_id FROM album_photos WHERE album_id IN (SELECT value FROM json_each(?))",
        (json.dumps(albums_named(db, node)),),
    )
    mask = np.zeros(columns.n, np.bool_)
    mask[columns.slots(np.fromiter((photo for (photo,) in rows), np.int64))] = True
    return mask


def _near(node: Test, columns: Columns, _db: Database) -> Mask:
    here, latitude = cast("Near", node.value), columns.numbers(BY_NAME["latitude"])
    mask = np.abs(latitude - here.latitude) <= np.degrees(here.km / _EARTH_KM) + 1e-6
    some = np.flatnonzero(mask)
    lat, lon = np.radians(latitude[some]), np.radians(columns.numbers(BY_NAME["longitude"])[some])
    top, side = np.radians(here.latitude), np.radians(here.longitude)
    chord = np.sin((lat - top) / 2) ** 2 + np.cos(lat) * np.cos(top) * np.sin((lon - side) / 2) ** 2
    mask[some] = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1))) <= here.km
    return mask


COMPUTED: dict[str, Callable[[Database, Columns], Mask]] = {"duplicate": duplicate_mask}
"""States that no SQL tells: those of fields.COMPUTED_STATES, each with what works them out."""
_COMPARERS: dict[Kind, Callable[[Test, Columns, Database], Mask]] = {
    Kind.NUMBER: _number,
    Kind.DATE: _number,
    Kind.TEXT: _text,
    Kind.FOLDER: _folder,
    Kind.STATE: _state,
    Kind.CHOICE: _choice,
    Kind.ALBUM: _album,
    Kind.PLACE: _near,
}
