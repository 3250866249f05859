"""A person's own vocabulary as the rules by which tags are derived: what each is shown as, and the tree.

Suggestions stay as models made them: `shown_as` says what they are shown as, so that all of it can be taken back.
`tag_tree` is the tree that photoorg's rules give with a person's over it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.tag_names import tag_ids
from photoorg.taxonomy import Taxonomy, load_taxonomy


@dataclass(frozen=True, slots=True)
class Moved:
    """Ids of tags for which the rules are new: `tags`, what those are or were under, and those that were hidden.

    `letters`: names before and after where nothing but the case of letters is another.
    """

    tags: frozenset[int] = frozenset()
    above: frozenset[int] = frozenset()
    unhidden: frozenset[int] = frozenset()
    letters: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tags)


def use_own(db: Database) -> Moved:
    """Take in what a person's vocabulary says now. Inside a transaction."""
    taxonomy = taxonomy_of(db)
    letters = _use_letters(db, {*taxonomy.own.words.values()})
    tags, unhidden = _use_names(db, taxonomy)
    moved, above = _use_tree(db, taxonomy)
    # What is shown as another tag leaves what its own lies under: a no to that hides it no more.
    rows = db.conn.execute(
        "SELECT DISTINCT ancestor_id FROM tag_tree WHERE tag_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(tags)),),
    )
    above |= {tag for (tag,) in rows}
    return Moved(frozenset(tags | moved), frozenset(above), frozenset(unhidden), letters)


def _use_letters(db: Database, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Tags keep the case in which they came, but where a person writes them."""
    rows = db.conn.execute(
        "SELECT g.name, j.value FROM json_each(?) j JOIN tags g ON g.name = j.value "
        "WHERE g.name <> j.value COLLATE BINARY",
        (json.dumps(sorted(names)),),
    ).fetchall()
    db.conn.executemany("UPDATE tags SET name = ? WHERE name = ?", [(new, new) for _, new in rows])
    return tuple(rows)


def _use_names(db: Database, taxonomy: Taxonomy) -> tuple[set[int], set[int]]:
    """What each tag is shown as. Returns the tags for which that is new, and those that were hidden."""
    own = taxonomy.own.renamed
    hidden = {name for name, one in taxonomy.concepts.items() if one.hidden and not _is_hidden_anyway(name)}
    ids = tag_ids(db, {*own, *own.values(), *hidden})
    wanted = {ids[old]: None if new in hidden else ids[new] for old, new in own.items()}
    wanted |= {ids[name]: None for name in hidden}
    known: dict[int, int | None] = dict(db.conn.execute("SELECT tag_id, as_id FROM shown_as").fetchall())
    if known == wanted:
        return set(), set()
    db.conn.execute("DELETE FROM shown_as")
    db.conn.executemany("INSERT INTO shown_as (tag_id, as_id) VALUES (?, ?)", sorted(wanted.items()))
    new = {tag for tag in {*known, *wanted} if known.get(tag, tag) != wanted.get(tag, tag)}
    shown = {one for tag in new for one in (known.get(tag), wanted.get(tag)) if one is not None}
    return new | shown, {tag for tag in new if tag in known and known[tag] is None}


def _is_hidden_anyway(name: str) -> bool:
    """Whether photoorg itself never shows it: then no model suggests it."""
    concept = load_taxonomy().concepts.get(name)
    return concept is not None and not concept.is_tag


def _use_tree(db: Database, taxonomy: Taxonomy) -> tuple[set[int], set[int]]:
    """Returns the tags that lie elsewhere than before, and what they lie or lay under."""
    own = _own_tree(taxonomy)
    ids = tag_ids(db, {*own, *(name for names in own.values() for name in names)})
    moved = {ids[name] for name in own}
    given = db.conn.execute(
        "SELECT t.tag_id, coalesce(a.as_id, t.ancestor_id) FROM given_tree t "
        "LEFT JOIN shown_as a ON a.tag_id = t.ancestor_id WHERE a.tag_id IS NULL OR a.as_id IS NOT NULL"
    )
    wanted = {(tag, above) for tag, above in given if tag not in moved and tag != above}
    wanted |= {(ids[name], ids[above]) for name, names in own.items() for above in names}
    known = set(db.conn.execute("SELECT tag_id, ancestor_id FROM tag_tree").fetchall())
    db.conn.executemany("DELETE FROM tag_tree WHERE tag_id = ? AND ancestor_id = ?", sorted(known - wanted))
    db.conn.executemany("INSERT INTO tag_tree (tag_id, ancestor_id) VALUES (?, ?)", sorted(wanted - known))
    return {tag for tag, _ in known ^ wanted}, {above for _, above in known ^ wanted}


def _own_tree(taxonomy: Taxonomy) -> dict[str, frozenset[str]]:
    """Of each tag that lies elsewhere than the bundled taxonomy has it, what is true of all its photos."""
    bundled = load_taxonomy()
    if taxonomy is bundled:
        return {}
    ours = bundled.above()
    return {name: above for name, above in taxonomy.above().items() if ours.get(name, frozenset()) != above}
