"""The values that a field may have, for completion: by the kind of the field, out of tables or out of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import known
from photoorg.library.fields import SORTS, Field, Kind
from photoorg.library.query_tokens import is_value, quoted
from photoorg.library.states import HAS_DOCS, STATE_DOCS


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a field: what is shown, what is typed for it, what else is said of it, and how many photos have it."""

    label: str
    insert: str
    detail: str = ""
    count: int = 0
    also: tuple[str, ...] = ()


def values_of(db: Database, field: Field, typed: str, language: str) -> Iterable[Value]:
    """Values that may be typed for a field, the likeliest first; `typed` is what is there already."""
    return _VALUES[field.kind](db, field, typed, language) if field.kind in _VALUES else ()


def _as_value(text: str) -> str:
    return text if is_value(text) else quoted(text)


def _texts(db: Database, field: Field, _typed: str, _language: str) -> Iterable[Value]:
    """What photos say; of file names and captions there are too many."""
    said: Mapping[str, int] = {} if field.name in {"name", "caption"} else known.texts(db, field)
    return [Value(text, _as_value(text), "", count, tuple(text.split()[1:])) for text, count in said.items()]


def _choices(db: Database, field: Field, _typed: str, _language: str) -> Iterable[Value]:
    counts: Mapping[str, int] = known.texts(db, field) if field.sql and not any(field.choices.values()) else {}
    docs = {"is": STATE_DOCS, "has": HAS_DOCS}.get(field.name, {})
    words = {name: tuple(word for word, meant in field.words.items() if meant == name) for name in field.choices}
    return [Value(name, name, docs.get(name, ""), counts.get(name, 0), words[name]) for name in field.choices]


def _folders(db: Database, _field: Field, _typed: str, _language: str) -> Iterable[Value]:
    return [
        Value(path, quoted(path), "", count, tuple(path.replace("\\", "/").split("/")))
        for path, count in known.folders(db).items()
    ]


def _albums(db: Database, _field: Field, _typed: str, _language: str) -> Iterable[Value]:
    return [Value(name, _as_value(name), "", count) for name, count in known.albums(db).items()]


def _dates(db: Database, field: Field, typed: str, _language: str) -> Iterable[Value]:
    """Years; once one is typed, its months."""
    found = [Value(day, day) for day in ("today", "yesterday")]
    months: Mapping[str, int] = known.months(db) if field.name == "taken" else {}
    years: dict[str, int] = {}
    for month, count in months.items():
        years[month[:4]] = years.get(month[:4], 0) + count
    shown = {**years, **months} if len(typed) >= 4 else years
    return [*(Value(text, text, "", count) for text, count in shown.items()), *found]


def _numbers(_db: Database, field: Field, _typed: str, language: str) -> Iterable[Value]:
    """Numbers that have a name, and the stars."""
    stars = [Value(str(number), str(number)) for number in range(5, -1, -1)] if field.name == "rating" else []
    names = dict[str, list[str]]()
    for word, number in field.words.items():
        names.setdefault(number, []).append(word)
    # Of a month the English name comes first and the Italian one third, each followed by its short form.
    first = 1 if language == "it" else 0
    for number, words in names.items():
        long = [word for word in words if len(word) > 3] or words[:1]
        shown = long[min(first, len(long) - 1)]
        stars.append(Value(shown, shown, number, 0, tuple(words)))
    return stars


def _sorts(_db: Database, _field: Field, typed: str, _language: str) -> Iterable[Value]:
    sign = typed[:1] if typed[:1] in {"-", "+"} else ""
    return [Value(sign + name, sign + name, label) for name, label in SORTS.items()]


_Values = Callable[[Database, Field, str, str], Iterable[Value]]
_VALUES: dict[Kind, _Values] = {
    Kind.TEXT: _texts,
    Kind.NUMBER: _numbers,
    Kind.DATE: _dates,
    Kind.FOLDER: _folders,
    Kind.STATE: _choices,
    Kind.CHOICE: _choices,
    Kind.ALBUM: _albums,
    Kind.SORT: _sorts,
}
