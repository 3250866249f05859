"""The part of the columns that says what is compared to find photos that look the same."""

from __future__ import annotations

import json
import zlib

import numpy as np
from sqlite_utils import Database

from photoorg.library.columns.part import Flat, Ids, Part, slots_of
from photoorg.library.names import from_db
from photoorg.library.pairs import PAIRED_SQL
from photoorg.library.taken import FILE_TAKEN

NAME = "looks"
NO_TIME = -(1 << 62)

ROW = np.dtype([
    ("looked", np.bool_), ("hash", np.int64), ("taken", np.int64), ("shape", np.float64), ("graphic", np.bool_),
    ("several", np.bool_), ("beside", np.int64),
])  # fmt: skip
"""Of each photo whether it has a hash, which, when it was taken (else NO_TIME), its width by its height, whether it is
a screenshot or the like, whether it is in several files; and what tells which RAW file or picture lies beside it."""

_LOOKS = (
    f"p.id, p.look_hash IS NOT NULL, coalesce(p.look_hash, 0), coalesce({FILE_TAKEN}, {NO_TIME}), "  # noqa: S608
    "coalesce(CAST(p.width AS REAL) / max(p.height, 1), 0), coalesce(p.graphic, 0) >= 0.5, "
    "(SELECT COUNT(*) FROM files c WHERE c.photo_id = p.id AND c.missing_since IS NULL) > 1, "
    f"CASE WHEN {PAIRED_SQL} THEN "
    "(SELECT group_concat(c.folder_id || '/' || c.stem, '/') FROM files c WHERE c.photo_id = p.id) END"
)


def _load(db: Database, ids: Ids, whole: bool) -> Flat:
    chosen = "photos p" if whole else "json_each(?) j CROSS JOIN photos p ON p.id = j.value"
    rows = db.conn.execute(f"SELECT {_LOOKS} FROM {chosen}", () if whole else (json.dumps(ids.tolist()),))  # noqa: S608
    kind = np.dtype([("id", np.int64), *((name, ROW[name]) for name in ROW.names or ())])
    found = np.fromiter(((*row[:-1], _number(row[-1])) for row in rows), kind)
    slots, there = slots_of(ids, found["id"])
    values = np.zeros(len(ids), ROW)
    for name in ROW.names or ():
        values[name][slots[there]] = found[name][there]
    return Flat(values)


def _number(beside: str | bytes | None) -> int:
    return 0 if beside is None else 1 + zlib.crc32(from_db(beside).encode("utf-8", "surrogateescape"))


LOOKS = Part(NAME, 1, "flat", _load)
"""What is compared of each photo: `ROW`."""
