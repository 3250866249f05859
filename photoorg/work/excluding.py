"""Which files and folders a person does not want looked at: a few patterns, in the manner of .gitignore.

A pattern without a slash is a name, anywhere; one with a slash is a path below the folder of the library that it is
in. `*` and `?` stand for letters, `[ab]` for one of them, `**` for any folders. Upper and lower case are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Skips = Callable[[str, str], bool]
"""(name, path below the root with slashes) -> whether it is left out."""


def skips(patterns: Iterable[str]) -> Skips | None:
    """What tells which names are left out; None where nothing is."""
    plain = [shape for pattern in patterns if (shape := pattern.strip().replace("\\", "/").rstrip("/"))]
    names = _any(pattern for pattern in plain if "/" not in pattern)
    paths = _any(pattern.removeprefix("/") for pattern in plain if "/" in pattern)
    if names is None and paths is None:
        return None

    def skip(name: str, below: str) -> bool:
        by_name = names is not None and names.fullmatch(name) is not None
        return by_name or (paths is not None and paths.fullmatch(below) is not None)

    return skip


def _any(patterns: Iterable[str]) -> re.Pattern[str] | None:
    shapes = [_shape(pattern) for pattern in patterns if pattern]
    return re.compile("|".join(shapes), re.IGNORECASE | re.DOTALL) if shapes else None


_TOKENS = re.compile(r"(?P<any>\*\*/)|(?P<rest>\*\*)|(?P<star>\*)|(?P<one>\?)|\[(?P<not>!?)(?P<set>\]?[^\]]+)\]|(?P<letter>.)", re.DOTALL)  # fmt: skip  # noqa: E501


def _shape(pattern: str) -> str:
    return "".join(_part(token) for token in _TOKENS.finditer(pattern))


def _part(token: re.Match[str]) -> str:
    fixed = {"any": "(?:[^/]+/)*", "rest": ".*", "star": "[^/]*", "one": "[^/]"}
    for name, shape in fixed.items():
        if token[name] is not None:
            return shape
    if token["set"] is not None:
        # Escaped but for the dash: "[a-c]" is a range, as everywhere.
        letters = "".join(letter if letter == "-" else re.escape(letter) for letter in token["set"])
        return f"(?!/)[{'^' if token['not'] else ''}{letters}]" if _is_range(letters) else re.escape(token[0])
    return re.escape(token["letter"])


def _is_range(letters: str) -> bool:
    try:
        re.compile(f"[{letters}]")
    except re.error:  # a range from high to low: then the letters are meant
        return False
    return True
