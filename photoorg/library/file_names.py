"""What a library calls its own: names of files, and of folders, albums and cameras, as words of a query may be."""

from __future__ import annotations

import numpy as np
from sqlite_utils import Database

from photoorg.library.columns import Columns
from photoorg.library.columns.parts import FOLDERS
from photoorg.library.fields import BY_NAME
from photoorg.library.folder_paths import folder_paths
from photoorg.library.nouns import Nouns
from photoorg.library.runs import InNames


def names_in(columns: Columns) -> InNames:
    """What `resolve` asks of file names: of photos that are there, as they are called now."""

    def in_names(text: str, whole: bool) -> bool:
        return columns.texts(BY_NAME["name"]).has(text, columns.present, as_word=whole)

    return in_names


def nouns_in(db: Database, columns: Columns) -> Nouns:
    """The names of folders that photos lie in, of albums and of cameras: the same ones as long as nothing changes."""
    found: Nouns = columns.derived("nouns", lambda: _nouns(db, columns)).with_albums(_albums(db))
    columns.state.derived["nouns"] = found  # an album that is empty changes nothing else
    return found


def _nouns(db: Database, columns: Columns) -> Nouns:
    below, used = folder_paths(db, columns).below, columns.bag(FOLDERS).keys
    cameras = columns.texts(BY_NAME["camera"])
    codes = np.unique(cameras.codes[columns.present]) if cameras.labels else np.empty(0, np.int32)
    paths = tuple(below[folder] for folder in np.unique(used).tolist() if folder in below)
    return Nouns((), paths, tuple(cameras.labels[code] for code in codes.tolist() if code >= 0))


def _albums(db: Database) -> tuple[str, ...]:
    return tuple(name for (name,) in db.conn.execute("SELECT name FROM albums ORDER BY name"))
