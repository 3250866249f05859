"""Terms of queries."""

from __future__ import annotations

import re

from photoorg.library.query import quoted

_BARE = re.compile(r"[^\s(),\":<>=|&!~\-*?][^\s(),\":<>=|&!*?]*")


def tag_term(name: str) -> str:
    """A tag as it is typed: quoted where it has to be."""
    return name if _BARE.fullmatch(name) and name.casefold() not in {"and", "or", "not"} else quoted(name)


def folder_term(path: str) -> str:
    """A folder and all below it."""
    return f"folder:{quoted(path)}"
