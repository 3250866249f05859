"""What may be meant by a query that cannot be understood: the nearest one that can be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from photoorg.library.query import QueryError, parse, quoted

_NEAR = re.compile(r"Did you mean '([^']+)'\?")


def mended(text: str, error: QueryError) -> str:
    """A query near `text` that can be understood, or nothing."""
    return next((query for query in _candidates(text, error) if query != text and _is_understood(query)), "")


def _candidates(text: str, error: QueryError) -> Iterator[str]:
    start, end = min(error.position, len(text)), min(error.end, len(text))
    before, wrong, after = text[:start], text[start:end], text[end:]
    if near := _NEAR.search(str(error)):
        yield before + near[1] + after
        yield text.replace(wrong, near[1], 1) if wrong else text
    if text.count('"') % 2:
        yield text.rstrip() + '"'
    yield text.rstrip() + ")"
    if not wrong or not wrong.strip(':<>=-|&!() "') or wrong.casefold() in {"and", "or", "not"}:
        yield (before.rstrip() + " " + after.lstrip()).strip()
        yield text.rstrip().rpartition(" ")[0]
    # The whole word that it stands in, as it is.
    first, space = text.rfind(" ", 0, start) + 1, text.find(" ", start)
    last = space if space > 0 else len(text)
    yield text[:first] + quoted(text[first:last].replace('"', "")) + text[last:]


def _is_understood(query: str) -> bool:
    try:
        parse(query)
    except QueryError:
        return False
    return bool(query.strip())
