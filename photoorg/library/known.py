"""What a library holds that a query may name, with the number of photos: what completion offers.

The numbers come from the columns in memory where they are there; until then nobody waits for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
from sqlite_utils import Database

from photoorg.library import columns as memory
from photoorg.library.columns import Columns
from photoorg.library.display import wall_clock
from photoorg.library.facets import Facets, facets, folder_counts, tag_counts
from photoorg.library.fields import Field
from photoorg.library.folder_paths import folder_paths
from photoorg.library.names import from_db
from photoorg.library.places import absolute
from photoorg.library.tagged import IN_USE

_MOST = 500
_NEWEST = 1000
_FROM = (
    f"(SELECT * FROM photos WHERE file_id IS NOT NULL ORDER BY taken_at DESC, id DESC LIMIT {_NEWEST}) p "  # noqa: S608
    "LEFT JOIN files f ON f.id = p.file_id LEFT JOIN folders d ON d.id = f.folder_id"
)


def tags(db: Database) -> Mapping[str, int]:
    """The tags in use; 0 where their photos have not been counted."""
    names = db.conn.execute(f"SELECT g.name FROM tags g WHERE {IN_USE}").fetchall()  # noqa: S608 - fixed text
    counts: Mapping[str, int] = tag_counts(db) if memory.ready(db) else {}
    return {str(name): counts.get(name, 0) for (name,) in names}


def texts(db: Database, field: Field) -> Mapping[str, int]:
    """What photos say of a field of texts, the commonest first; of many, what the newest ones say, not counted."""
    if memory.ready(db):
        columns = memory.of(db)
        return columns.derived(f"known {field.name}", lambda: _counted(columns, field))
    rows = db.conn.execute(
        f"SELECT {field.sql} AS value, COUNT(*) AS n FROM {_FROM} GROUP BY value ORDER BY n DESC"  # noqa: S608 - fixed
    ).fetchall()
    whole = sum(number for _, number in rows) < _NEWEST
    said = [(value, number if whole else 0) for value, number in rows if value is not None]
    return {from_db(value): number for value, number in said[:_MOST]}


def folders(db: Database) -> Mapping[str, int]:
    """The folders that photos lie in directly, by their path."""
    if memory.ready(db):
        columns = memory.of(db)
        # A drive may be mounted elsewhere while no photo changes: the paths are made when they are asked for.
        counts: Mapping[int, int] = columns.derived("known folders", lambda: folder_counts(columns, columns.present))
        paths = folder_paths(db, columns).by_id
        named = sorted((paths[one], number) for one, number in counts.items() if one in paths)
        found: dict[str, int] = {}
        for path, number in named:
            found[path] = found.get(path, 0) + number
        return found
    rows = db.conn.execute(
        "SELECT v.mount, d.path FROM folders d JOIN volumes v ON v.id = d.volume_id "
        "WHERE EXISTS (SELECT 1 FROM files f WHERE f.folder_id = d.id AND f.missing_since IS NULL)"
    )
    return {absolute(mount, path): 0 for mount, path in rows}


def months(db: Database) -> Mapping[str, int]:
    """The months in which photos were taken, as 2024-05, the newest first; years alone where nobody has counted."""
    if memory.ready(db):
        return {one.label: one.photos for one in _whole(db).months}
    # Each end by itself: both at once would be a walk along all photos.
    ends = "SELECT (SELECT max(taken_at) FROM photos), (SELECT min(taken_at) FROM photos)"
    newest, oldest = db.conn.execute(ends).fetchone()
    if newest is None:
        return {}
    return {f"{year:04}": 0 for year in range(_year(newest), _year(oldest) - 1, -1)}


def albums(db: Database) -> Mapping[str, int]:
    """The albums, with how many photos are in them."""
    rows = db.conn.execute(
        "SELECT a.name, (SELECT COUNT(*) FROM album_photos x WHERE x.album_id = a.id) FROM albums a ORDER BY a.name"
    )
    return dict(rows.fetchall())


def _whole(db: Database) -> Facets:
    """The facets of the whole library, once for as long as it stays as it is."""
    columns = memory.of(db)
    return columns.derived("known facets", lambda: facets(db, "", columns=columns))


def _counted(columns: Columns, field: Field) -> Mapping[str, int]:
    said = columns.texts(field)
    numbers = np.bincount(said.codes[columns.present] + 1, minlength=1)[1:] if said.labels else np.empty(0, np.int64)
    counts = Counter[str]()
    for code in np.flatnonzero(numbers).tolist():  # a text may have several numbers
        counts[said.labels[code]] += int(numbers[code])
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_MOST])


def _year(seconds: int) -> int:
    try:
        return wall_clock(seconds).year
    except OverflowError:
        return 1970
