"""What a library calls its own: names of files, and of folders, albums and cameras, as words of a query may be."""

from __future__ import annotations

import re
from pathlib import PurePath

import numpy as np
from sqlite_utils import Database

from photoorg.folding import folded
from photoorg.library.columns import Columns
from photoorg.library.fields import BY_NAME
from photoorg.library.names import from_db
from photoorg.library.nouns import Nouns
from photoorg.library.places import absolute, below, roots
from photoorg.library.runs import InNames

_MOST = 1_000  # of so many names it is looked up whether a word stands alone in them


def names_in(columns: Columns) -> InNames:
    """What `resolve` asks of file names, without a walk along them in the database."""

    def in_names(text: str, whole: bool) -> bool:
        names = columns.texts(BY_NAME["name"])
        slots = np.flatnonzero(names.having(text, whole=False) & columns.present)
        if not whole or not len(slots):
            return len(slots) > 0
        alone = re.compile(rf"(?<![^\W_]){re.escape(folded(text))}(?![^\W_])")
        codes = np.unique(names.codes[slots[:_MOST]])
        pairs = zip(names.starts[codes].tolist(), names.starts[codes + 1].tolist(), strict=True)
        return any(
            alone.search(names.data[start : end - 1].tobytes().decode("utf-8", "replace")) for start, end in pairs
        )

    return in_names


def nouns_in(db: Database, columns: Columns) -> Nouns:
    """The names of folders that photos lie in, of albums and of cameras: the same ones as long as nothing changes."""
    found: Nouns = columns.derived("nouns", lambda: _nouns(db, columns)).with_albums(_albums(db))
    columns.state.derived["nouns"] = found  # an album that is empty changes nothing else
    return found


def _nouns(db: Database, columns: Columns) -> Nouns:
    rows = db.conn.execute(
        "SELECT v.mount, d.path FROM folders d JOIN volumes v ON v.id = d.volume_id "
        "WHERE EXISTS (SELECT 1 FROM files f WHERE f.folder_id = d.id AND f.missing_since IS NULL)"
    )
    above = [PurePath(root).parent for root in roots(db)]
    paths = tuple(below(PurePath(absolute(mount, from_db(path))), above).as_posix() for mount, path in rows)
    cameras = columns.texts(BY_NAME["camera"])
    codes = np.unique(cameras.codes[columns.present]) if cameras.labels else np.empty(0, np.int32)
    return Nouns((), paths, tuple(cameras.labels[code] for code in codes.tolist() if code >= 0))


def _albums(db: Database) -> tuple[str, ...]:
    return tuple(name for (name,) in db.conn.execute("SELECT name FROM albums ORDER BY name"))
