"""The folders of a library by their paths, as they are now: a drive may come back elsewhere while no photo changes."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sqlite_utils import Database

from photoorg.folding import folded
from photoorg.library.columns import Columns
from photoorg.library.names import from_db
from photoorg.library.places import roots

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class FolderPaths:
    """`by_id` are absolute paths.

    `keys` are those again as the system compares them, each with a separator at its end, in order, and `ids` whose they
    are; `below` are the paths from the name of a folder of the library's own down, folded, by id.
    """

    by_id: Mapping[int, str]
    keys: Sequence[str]
    ids: Sequence[int]
    below: Mapping[int, str]

    def meant(self, wanted: str) -> Sequence[int]:
        """The folders that a text means: a whole path, and all below it; or any part of a path within the library."""
        path = PurePath(wanted)
        if path.is_absolute():
            key = _key(str(path))
            return self.ids[bisect_left(self.keys, key) : bisect_left(self.keys, key + _LAST)]
        part = folded(path.as_posix())
        return [folder_id for folder_id, way in self.below.items() if part in way]


def folder_paths(db: Database, columns: Columns) -> FolderPaths:
    """The folders of the library of some columns, read once for each change of the library."""
    return columns.passing("folder paths", lambda: _read(db))


def _read(db: Database) -> FolderPaths:
    rows = db.conn.execute("SELECT d.id, v.mount, d.path FROM folders d JOIN volumes v ON v.id = d.volume_id")
    by_id = dict(_absolute(rows))
    keys = sorted((_key(path), folder_id) for folder_id, path in by_id.items())
    # From the name of the library's folder down: what lies above it, as in /home/ada, is not what a person looks for.
    above = sorted({_ended(str(PurePath(root).parent)) for root in roots(db)}, key=len)
    below = {folder_id: folded(_below(path, above)) for folder_id, path in by_id.items()}
    return FolderPaths(by_id, [key for key, _ in keys], [folder_id for _, folder_id in keys], below)


def _absolute(rows: Iterable[tuple[int, str | bytes, str | bytes]]) -> Iterable[tuple[int, str]]:
    """As `places.absolute`, of many at once: paths are stored with / between their parts, relative to their mount."""
    mounts: dict[str | bytes, str] = {}
    for folder_id, mount, path in rows:
        if mount not in mounts:
            mounts[mount] = str(PurePath(from_db(mount)))
        here, inside = mounts[mount], from_db(path)
        yield folder_id, _ended(here) + inside.replace("/", os.sep) if inside else here


def _below(path: str, above: Sequence[str]) -> str:
    top = next((top for top in above if path.startswith(top)), "")
    return path[len(top) :].replace(os.sep, "/")


def _key(path: str) -> str:
    return _ended(os.path.normcase(path))


def _ended(path: str) -> str:
    return path if path.endswith(os.sep) else path + os.sep
