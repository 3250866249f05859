"""A person's own vocabulary laid over the bundled one: tags of their own, other words and places, and other names.

`taxonomy_of` is what the rest of the library asks. A person's word always wins; see growing.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library.growing import OwnTag, grown
from photoorg.taxonomy import Taxonomy, load_taxonomy

FIELDS = OwnTag._fields[1:]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """All that a person says of tags: their own, and pairs (name, what it is now), both from the oldest on."""

    tags: tuple[OwnTag, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a connection read last, and at which change of the library."""

    at: tuple[int, int]
    words: OwnWords


_seen: WeakKeyDictionary[Database, _Seen] = WeakKeyDictionary()


def taxonomy_of(db: Database) -> Taxonomy:
    """The bundled taxonomy with a person's own vocabulary over it: the same object for as long as both are the same."""
    return together(own_words(db))


def own_words(db: Database) -> OwnWords:
    """What a person says of tags in a library."""
    if db.conn.in_transaction:  # what is read in it may be taken back
        return _read(db)
    at = (int(db.conn.execute("PRAGMA data_version").fetchone()[0]), db.conn.total_changes)
    seen = _seen.get(db)
    if seen is None or seen.at != at:
        seen = _seen[db] = _Seen(at, _read(db))
    return seen.words


def own_tag(db: Database, name: str) -> OwnTag:
    """What a person says of a tag: maybe nothing."""
    row = db.conn.execute(f"SELECT name, {', '.join(FIELDS)} FROM own_tags WHERE name = ?", (name,)).fetchone()  # noqa: S608
    return OwnTag(name) if row is None else OwnTag(*row)


def _read(db: Database) -> OwnWords:
    tags = db.conn.execute(f"SELECT name, {', '.join(FIELDS)} FROM own_tags ORDER BY at, id")  # noqa: S608 - fixed names
    aliases = db.conn.execute("SELECT name, into_tag FROM tag_aliases ORDER BY at, id")
    return OwnWords(tuple(OwnTag(*row) for row in tags), tuple(aliases.fetchall()))


@lru_cache(4)
def together(words: OwnWords) -> Taxonomy:
    """The bundled taxonomy with a person's words over it."""
    bundled = load_taxonomy()
    return grown(bundled, words.tags, ends(words.aliases)) if words.tags or words.aliases else bundled


def ends(aliases: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Of each name that is another one now (by `name_key`) the end of its chain. Of a ring the oldest is left out."""
    into: dict[str, str] = {}
    for name, new in reversed(aliases):
        if name_key(_end(into, new)) != name_key(name):
            into[name_key(name)] = new
    return {name: _end(into, new) for name, new in into.items()}


def _end(into: dict[str, str], name: str) -> str:
    while name_key(name) in into:
        name = into[name_key(name)]
    return name
