"""What may be meant by a query that cannot be understood: the nearest one that can be."""

from __future__ import annotations

from collections.abc import Iterator

from photoorg.library.query import QueryError, parse

_JOINS = {"AND", "OR", "NOT"}


def mended(text: str, error: QueryError) -> str:
    """A query near `text` that can be understood, or nothing."""
    return next((query for query in _candidates(text, error) if query != text and _is_understood(query)), "")


def _candidates(text: str, error: QueryError) -> Iterator[str]:
    start, end = min(error.position, len(text)), min(error.end, len(text))
    before, wrong, after = text[:start], text[start:end], text[end:]
    yield from (before + one + after for one in error.suggestions if one.strip('"').upper() not in _JOINS)
    if text.count('"') % 2:
        yield text.rstrip() + '"'
    yield text.rstrip() + ")"
    if not wrong or not wrong.strip(':<>=-|&!() "') or wrong.upper() in _JOINS:
        yield (before.rstrip() + " " + after.lstrip()).strip()
        yield text.rstrip().rpartition(" ")[0]


def _is_understood(query: str) -> bool:
    try:
        parse(query)
    except QueryError:
        return False
    return bool(query.strip())
