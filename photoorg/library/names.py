"""File names in the database: text where they are text, bytes where they are not.

A POSIX name is bytes. Python carries the undecodable ones as lone surrogates, which SQLite refuses, so those names
are kept as blobs. Nothing else in photoorg needs to know.
"""

from __future__ import annotations

import os
import string


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


_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def name_key(name: str) -> str:
    """What tells names of tags, albums and searches apart, as SQLite's NOCASE does: small letters, of ASCII alone.

    THE one way: words in words.jsonl and rows in the library must be as many. Where a person looks for a name, more
    count as the same: see `word_tables.meant` and photoorg/folding.py.
    """
    return name.translate(_LOWER)
