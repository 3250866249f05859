"""What is to be done with files, for what the window shows of it always."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from photoorg.library import conflicts, writings
from photoorg.library.browse import Folder
from photoorg.library.store import Database
from photoorg.library.writings import Way


@dataclass(frozen=True, slots=True)
class FileState:
    """So many files are due to be written, so many say something else than the person.

    `ways` has how the files of each folder of the library are written to, by path.
    """

    due: int = 0
    conflicts: int = 0
    ways: Mapping[str, Way] = field(default_factory=dict[str, Way])


NO_FILES = FileState()


def files_of(db: Database, folders: Iterable[Folder]) -> FileState:
    """How it stands, of the library with these folders."""
    ways: dict[str, Way] = {folder.path: writings.way_of(db, folder.path) for folder in folders if folder.is_root}
    return FileState(writings.queue(db).due, conflicts.count(db), ways)
