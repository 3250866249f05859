"""How a piece of a query is called on its chip, where what is typed says little: orders, and photos to be like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from photoorg.gui.words import translated
from photoorg.library.fields import BY_NAME, SORTS, Kind
from photoorg.library.query import QueryError, parse
from photoorg.library.sorting import from_lowest

_EXAMPLE = re.compile(r"#(\d+)")
_QUOTED = re.compile(r'"([^"]+)"')
_ENDS = {
    Kind.TEXT: ("from A", "from Z"),
    Kind.FOLDER: ("from A", "from Z"),
    Kind.DATE: ("oldest first", "newest first"),
}
"""How an order begins, from the lowest and from the highest."""


def chip_text(text: str, label: str, kind: str, names: Mapping[int, str] | None = None) -> str:
    """What a chip says. `names` are the file names of photos, those that are known."""
    if kind == Kind.SORT.value:
        return order_text(text) or label
    if kind == Kind.LIKE.value:
        return _like_text(text, names or {}) or label
    return label


def order_text(text: str) -> str:
    """Rating, highest first. Empty where the text is no order."""
    try:
        query = parse(text)
    except QueryError:
        return ""
    if query.sort not in SORTS:
        return ""
    field = BY_NAME.get(query.sort)
    low, high = _ENDS.get(field.kind, ("lowest first", "highest first")) if field else ("worst first", "best first")
    end = low if from_lowest(query.sort, query.ascending) else high
    return f"{translated(SORTS[query.sort])}, {translated(end)}"


def examples(text: str) -> list[int]:
    """The photos that a piece names by their numbers."""
    return [int(number) for number in _EXAMPLE.findall(text)]


def _like_text(text: str, names: Mapping[int, str]) -> str:
    if path := _QUOTED.search(text):
        return translated("Like {}").format(PurePath(path[1]).name)
    known = [names[number] for number in examples(text) if number in names]
    return translated("Like {}").format(", ".join(known)) if known else ""
