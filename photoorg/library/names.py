"""File names in the database: text where they are text, bytes where they are not.

A POSIX name is bytes. Python carries the undecodable ones as lone surrogates, which SQLite refuses, so those names
are kept as blobs. Nothing else in photoorg needs to know.
"""

from __future__ import annotations

import os

from photoorg.folding import name_key as name_key  # noqa: PLC0414 - named here with the other names


def to_db(name: str) -> str | bytes:
    """A name as it is stored: itself, or its bytes when it is not valid Unicode."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name)
    return name


def from_db(stored: str | bytes) -> str:
    """The name as Python's file functions take it."""
    return os.fsdecode(stored) if isinstance(stored, bytes) else stored
