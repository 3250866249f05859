"""Taught tags as small files, which people hand on. Off the window's thread."""

from __future__ import annotations

from pathlib import Path

from photoorg import durable
from photoorg.library import teaching
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError

_LARGEST = 1 << 20  # bytes


def written(db: Database, name: str, path: Path) -> Path:
    """Save a taught tag; returns where. Raises PhotoorgError where it cannot be written."""
    text = teaching.export(db, name)
    try:
        durable.write(path, text.encode())
    except OSError as error:
        raise PhotoorgError(f"{path} could not be written: {error.strerror}.") from error
    return path


def text_of(path: Path) -> str:
    """What is in a file. Raises PhotoorgError where it cannot be read, or is too large to be a taught tag."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise PhotoorgError(f"{path} could not be read: {error.strerror}.") from error
    if len(data) > _LARGEST:
        raise PhotoorgError(f"{path} is too large to be a taught tag.")
    return data.decode(errors="replace")
