"""Text with wildcards: `*` is any characters or none, `?` is any one. Case and accents do not matter."""

from __future__ import annotations

import re
from functools import lru_cache

from photoorg.folding import folded

_STARS = re.compile(r"\*+")


def is_wild(text: str) -> bool:
    """Whether there are wildcards in a text."""
    return "*" in text or "?" in text


@lru_cache(64)
def pattern(text: str) -> re.Pattern[str]:
    """What matches (`fullmatch`) the whole of a text that has been folded.

    No text makes it slow: what stands between two stars is taken where it comes first, and nowhere else.
    """
    first, *rest = (_plain(part) for part in _STARS.split(folded(text)))
    if not rest:
        return re.compile(first, re.DOTALL)
    *between, last = rest
    return re.compile(first + "".join(f"(?>.*?{part})" for part in between) + f".*{last}", re.DOTALL)


def _plain(part: str) -> str:
    return re.escape(part).replace(r"\?", ".")
