"""A library's tags with all that is said of them: for a list, a tree, and files of a vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.folding import folded, name_key
from photoorg.library.facets import tag_counts
from photoorg.library.growing import OwnTag
from photoorg.library.own_vocabulary import own_words, taxonomy_of
from photoorg.library.tagged import IN_USE
from photoorg.taxonomy import Concept, Taxonomy


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag. `photos` carry it; `colour` is #rrggbb or ""; `state` is tag, heading or hidden.

    `once` are names that it had, or that tags had which are it now. `own`: a person has said something of it.
    """

    name: str
    photos: int
    parents: tuple[str, ...] = ()
    italian: str = ""
    synonyms: tuple[str, ...] = ()
    italian_synonyms: tuple[str, ...] = ()
    colour: str = ""
    state: str = "tag"
    once: tuple[str, ...] = ()
    own: bool = False


def vocabulary_rows(db: Database, *, every: bool = False) -> list[TagRow]:
    """The tags in use and a person's own, with what they are under, from A; with `every` all that photoorg knows."""
    taxonomy, counts, said = taxonomy_of(db), tag_counts(db), own_words(db)
    used = [str(name) for (name,) in db.conn.execute(f"SELECT g.name FROM tags g WHERE {IN_USE}")]  # noqa: S608
    own = {name_key(tag.name): tag for tag in said.tags}
    names = dict.fromkeys(used)
    names |= dict.fromkeys(taxonomy.named(tag.name) or tag.name for tag in said.tags)
    names |= dict.fromkeys(over for name in list(names) for over in taxonomy.ancestors(name))
    if every:
        names |= dict.fromkeys(taxonomy.concepts)
    once: dict[str, list[str]] = {}
    for old, now in said.aliases:
        once.setdefault(taxonomy.called(now), []).append(old)
    rows = (_row(name, taxonomy, counts, own, once) for name in names if taxonomy.called(name) == name)
    return sorted(rows, key=lambda row: folded(row.name))


def _row(
    name: str,
    taxonomy: Taxonomy,
    counts: Mapping[str, int],
    own: Mapping[str, OwnTag],
    once: Mapping[str, list[str]],
) -> TagRow:
    concept = taxonomy.concepts.get(name, Concept(name, ""))
    return TagRow(
        name,
        counts.get(name, 0),
        concept.parents,
        concept.italian,
        concept.synonyms,
        concept.italian_synonyms,
        taxonomy.own.colours.get(name, ""),
        "hidden" if concept.hidden else "heading" if concept.heading else "tag",
        tuple(once.get(name, ())),
        name_key(name) in own or name in once,
    )
