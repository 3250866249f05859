"""Which files and folders a person does not want looked at: a few patterns, in the manner of .gitignore.

A pattern without a slash is a name, anywhere; one with a slash is a path below the folder of the library that it is
in. `*` and `?` stand for letters, `[ab]` for one of them, `**` for any folders. Upper and lower case are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

Skips = Callable[[str, str], bool]
"""(name, path below the root with slashes) -> whether it is left out."""


def skips(patterns: Iterable[str]) -> Skips | None:
    """What tells which names are left out; None where nothing is."""
    plain = [shape for pattern in patterns if (shape := pattern.strip().replace("\\", "/").rstrip("/"))]
    shapes = [_shape(pattern) for pattern in plain if "/" not in pattern]
    names = _compiled("|".join(shapes)) if shapes else None
    paths = [_segments(pattern.removeprefix("/")) for pattern in plain if "/" in pattern]
    if names is None and not paths:
        return None

    def skip(name: str, below: str) -> bool:
        if names is not None and names.fullmatch(name) is not None:
            return True
        parts = below.split("/") if paths else []
        return any(_fits(parts, path) for path in paths)

    return skip


_TOKENS = re.compile(r"(?P<star>\*+)|(?P<one>\?)|\[(?P<not>!?)(?P<set>\]?[^\]]+)\]|(?P<letter>.)", re.DOTALL)


def _segments(pattern: str) -> list[re.Pattern[str] | None]:
    """What each part of a path is to be like; None stands for any folders, at the end for all that is in one."""
    last = ["**", "*"] if pattern.endswith("/**") else []
    parts = [*pattern.removesuffix("/**").split("/"), *last]
    return [None if part == "**" else _compiled(_shape(part)) for part in parts]


def _fits(parts: Sequence[str], segments: Sequence[re.Pattern[str] | None]) -> bool:
    """Whether a path is as the segments say. Only what the last "any folders" stands for is ever tried again."""
    at = part = 0
    again: tuple[int, int] | None = None
    while part < len(parts):
        wanted = segments[at] if at < len(segments) else False
        if wanted is None:
            again = (at + 1, part + 1)
            at += 1
        elif wanted and wanted.fullmatch(parts[part]) is not None:
            at, part = at + 1, part + 1
        elif again is not None:
            at, part = again
            again = (at, part + 1)
        else:
            return False
    return all(segment is None for segment in segments[at:])


def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape, re.IGNORECASE | re.DOTALL)


def _shape(pattern: str) -> str:
    """A pattern for one name. What lies between two stars is taken where it is found first: no later one is better."""
    pieces = [""]
    for token in _TOKENS.finditer(pattern):
        if token["star"] is not None:
            pieces.append("")
        else:
            pieces[-1] += _letter(token)
    first, *others = pieces
    if not others:
        return first
    *middle, last = others
    return first + "".join(f"(?>.*?{piece})" for piece in middle) + f".*{last}"


def _letter(token: re.Match[str]) -> str:
    if token["one"] is not None:
        return "."
    if token["set"] is not None:
        # Escaped but for the dash: "[a-c]" is a range, as everywhere.
        letters = "".join(letter if letter == "-" else re.escape(letter) for letter in token["set"])
        return f"[{'^' if token['not'] else ''}{letters}]" if _is_range(letters) else re.escape(token[0])
    return re.escape(token["letter"])


def _is_range(letters: str) -> bool:
    try:
        re.compile(f"[{letters}]")
    except re.error:  # a range from high to low: then the letters are meant
        return False
    return True
