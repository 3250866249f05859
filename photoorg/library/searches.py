"""Saved searches: albums that fill themselves. Verbs, and reading them; each is kept twice (words.py)."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import word_tables, words
from photoorg.library.deeds import Deed
from photoorg.library.kinds import KINDS, search_name
from photoorg.library.names import name_key
from photoorg.library.query import parse
from photoorg.library.search import SORTS
from photoorg.library.wordbook import LIBRARY, Word
from photoorg.outcomes import Changes, PhotoorgError


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query under a name. `sort` is one of the sorts of `search`, "" where none was chosen."""

    search_id: int
    name: str
    query: str
    sort: str = ""


def searches(db: Database) -> list[SavedSearch]:
    """All of them, by name from A."""
    found = [SavedSearch(*row) for row in db.conn.execute("SELECT id, name, query, sort FROM searches")]
    return sorted(found, key=lambda one: one.name.casefold())


def find(db: Database, name: str) -> SavedSearch:
    """The search of that name. Raises PhotoorgError where there is none."""
    row = word_tables.meant(db, "searches", search_name(name))
    if row is None:
        raise PhotoorgError(f"There is no saved search '{name}': 'photoorg saved list' names those that there are.")
    return _by_id(db, row[0])


def save(db: Database, name: str, query: str, sort: str = "") -> Changes:
    """Save a search under a new name. Raises QueryError for a query that cannot be understood, else PhotoorgError."""
    new, said = search_name(name), _said(name, query, sort)
    with words.speaking(db, Deed("save search", {"search": new})) as spoken:
        _refuse_taken(db, new)
        _say(db, spoken, new, said)
    return Changes(albums=True)


def change(db: Database, search_id: int, query: str, sort: str = "") -> Changes:
    """Let a saved search be for something else. Raises as `save` does, and where it is gone."""
    name = _by_id(db, search_id).name
    said = _said(name, query, sort)
    with words.speaking(db, Deed("change search", {"search": name})) as spoken:
        _say(db, spoken, _by_id(db, search_id).name, said)
    return Changes(albums=True)


def rename(db: Database, search_id: int, name: str) -> Changes:
    """Give a saved search another name. Raises PhotoorgError where another one has it, or the search is gone."""
    new = search_name(name)
    with words.speaking(db, Deed("rename search", {"old": _by_id(db, search_id).name, "search": new})) as spoken:
        old = _by_id(db, search_id)
        _refuse_taken(db, new, search_id)
        if name_key(new) != name_key(old.name):
            _say(db, spoken, old.name, None)
        _say(db, spoken, new, f"{old.query}\n{old.sort}")
    return Changes(albums=True)


def remove(db: Database, search_id: int) -> Changes:
    """Remove a saved search; the photos that it finds stay as they are. Raises PhotoorgError where it is gone."""
    with words.speaking(db, Deed("remove search", {"search": _by_id(db, search_id).name})) as spoken:
        _say(db, spoken, _by_id(db, search_id).name, None)
    return Changes(albums=True)


def _said(name: str, query: str, sort: str) -> str:
    parse(query)
    if sort and sort not in SORTS:
        raise PhotoorgError(f"There is no sort '{sort}': choose one of {', '.join(SORTS)}.")
    return KINDS["search"].value(name, f"{' '.join(query.split())}\n{sort}") or ""


def _say(db: Database, spoken: list[Word], name: str, said: str | None) -> None:
    spoken.append(Word(LIBRARY, "search", name, said, int(time.time())))
    word_tables.store_of_library(db, spoken[-1], newer_only=False)


def _refuse_taken(db: Database, name: str, but: int | None = None) -> None:
    taken = word_tables.meant(db, "searches", name)
    if taken is not None and taken[0] != but:
        raise PhotoorgError(f"There is a saved search '{taken[1]}' already: choose another name.")


def _by_id(db: Database, search_id: int) -> SavedSearch:
    row = db.conn.execute("SELECT id, name, query, sort FROM searches WHERE id = ?", (search_id,)).fetchone()
    if row is None:
        raise PhotoorgError("This saved search is gone: it was removed just now.")
    return SavedSearch(*row)
