"""Taught tags as small files, which people hand on."""

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
        raise PhotoorgError(f"{path} cannot be written: {error.strerror or error}.") from error
    return path


def text_of(path: Path) -> str:
    """What is in a file. Raises PhotoorgError where it cannot be read, or cannot be a taught tag."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise PhotoorgError(f"{path} cannot be read: {error.strerror or error}.") from error
    if len(data) > _LARGEST:
        raise PhotoorgError(f"{path} is too large to be a taught tag.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise PhotoorgError(f"{path} is no text, so it is no taught tag.") from error
