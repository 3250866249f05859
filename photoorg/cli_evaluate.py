"""`photoorg evaluate-search`: how well searches find what they should. See docs/meaning.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from photoorg.commanding import current_app, json_option, with_reader
from photoorg.console import clean, say, say_json
from photoorg.evaluation.retrieval import (
    Asked,
    Judged,
    Ranking,
    judge_all,
    read_photo_labels,
    read_queries,
    right_photos,
    summed,
)
from photoorg.library import browse, search
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError

_BLOCK = 5_000


@click.command("evaluate-search")
@click.argument("queries", type=click.Path(path_type=Path))
@click.option("--labels", type=click.Path(path_type=Path), help="A table 'file,labels', so that labels may be named.")
@click.option("--meaning", is_flag=True, help='Ask for what each query means, as ~"query" does, and not for its tags.')
@json_option
@with_reader
def evaluate_search(db: Database, queries: Path, labels: Path | None, meaning: bool, as_json: bool) -> None:
    """Measure how well searches find what QUERIES says is right. Nothing of yours is touched.

    QUERIES is JSON, {"puppy": ["dogs/*.jpg"], "quantum physics": []}, or groups of such by name.
    """
    asked = read_queries(queries)
    known = read_photo_labels(labels) if labels is not None else {}
    photos = _paths(db, search.search(db, "").ids.tolist())
    base = queries.absolute().parent
    senses = current_app().senses()

    def rank(query: str) -> Ranking:
        text = '~"' + query.replace('"', " ") + '"' if meaning else query
        hits = search.search(db, text, senses=senses)
        ids: list[int] = hits.ids.tolist()
        return [photos[photo_id] for photo_id in ids if photo_id in photos], hits.weak

    def right(one: Asked) -> frozenset[str]:
        found = right_photos(one, photos.values(), base, known)
        if one.right and not found:
            raise PhotoorgError(f"No photo of the library is what '{one.query}' should find: {one.right[0]}.")
        return found

    judged = judge_all(asked, rank, right)
    _say(judged, as_json=as_json)


def _paths(db: Database, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(ids), _BLOCK):
        found |= {photo_id: card.path for photo_id, card in browse.cards(db, ids[start : start + _BLOCK]).items()}
    return found


def _say(judged: Sequence[Judged], *, as_json: bool) -> None:
    for one in judged:
        if as_json:
            say_json({
                "event": "query", "group": one.group, "query": one.query, "right": one.right, "found": one.found,
                "sure": one.sure, "average_precision": one.precision and round(one.precision, 4),
                "outcome": one.outcome,
            })  # fmt: skip
        else:
            told = f"{one.precision:6.3f}" if one.precision is not None else f"{one.outcome:>7}"[:7]
            say(f"{told:>7}  {clean(one.query)}  ({one.right:,} right, {one.found:,} found, {one.sure:,} of them sure)")
    groups = summed(judged)
    if as_json:
        say_json({"event": "done", "groups": groups})
        return
    for name, figures in groups.items():
        precision, empty = figures["mean_average_precision"], figures["nothing_to_find"]
        parts = [f"mean average precision {precision:.3f}"] if isinstance(precision, float) else []
        parts += [f"{figures['nothing_or_weak']} of {empty} with nothing to find say so"] if empty else []
        say(f"{clean(name or 'All')}: {figures['queries']} queries, {', '.join(parts)}.")
