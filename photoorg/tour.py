"""The first minute without a screen: what was found, and three searches that find something."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from photoorg.console import columns, plural
from photoorg.library import browse, search
from photoorg.library.store import Database

_TAGS = 15
_SHOWN = 3


def top_tags(db: Database) -> Iterator[str]:
    """Lines: how many photos, and the commonest tags with their counts."""
    totals = browse.totals(db)
    yield f"{plural(totals.photos, 'photo')}, {totals.tagged:,} with tags, {plural(totals.problems, 'problem')}."
    if totals.problems:
        yield "See 'photoorg problems' for what could not be read, and why."
    tags = search.facets(db, "", _TAGS)
    if tags:
        yield ""
        yield "Most seen:"
        yield columns((name, f"{number:,}") for name, number in tags)


def example_searches(db: Database) -> Iterator[str]:
    """Lines: three searches over what is there, each with its best results."""
    for query in _examples(db):
        hits = search.search(db, query)
        yield ""
        yield f"photoorg search {shlex.quote(query)}   finds {plural(len(hits.ids), 'photo')}"
        best = hits.ids[:_SHOWN].tolist()
        cards = browse.cards(db, best)
        yield columns(
            (f"{score:.2f}", cards[photo].path) for photo, score in zip(best, hits.scores.tolist(), strict=False)
        )


def _examples(db: Database) -> list[str]:
    """A tag; a tag without another, or with one; and a year or what has no tag."""
    names = [f'"{name}"' if " " in name else name for name, _ in search.facets(db, "", _TAGS)]
    queries = names[:1]
    if len(names) > 1:
        queries.append(f"{names[1]} -{names[0]}" if search.count(db, f"{names[1]} -{names[0]}") else names[1])
    if len(names) > 2:
        queries.append(f"{names[-1]} OR {names[-2]}")
    queries += ["is:tagged", "is:untagged", "width>0"][: 3 - len(queries)]
    return queries
