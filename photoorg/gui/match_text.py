"""Why a photo is among the results of a query that was understood by meaning, in a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from photoorg.gui.meaning_strip import percent
from photoorg.gui.queries import Results
from photoorg.gui.words import translated

_MOST = 4


def wanted(results: Results) -> dict[str, float]:
    """The concepts that the query is about, each with its weight."""
    found: dict[str, float] = {}
    for meaning in results.meanings:
        for name in meaning.exact:
            found[name] = 1.0
        for name, weight in meaning.concepts.items():
            found[name] = max(weight, found.get(name, 0.0))
    return found


def match_text(results: Results, position: int, seen: Mapping[str, float]) -> str:
    """How well a photo matches, and by which concepts; empty for other queries. `seen`: how sure each tag of it is."""
    if not results.meanings or results.scores is None or not 0 <= position < len(results.scores):
        return ""
    weak = results.weak_photos and position >= results.weak
    score = percent(float(results.scores[position]))
    said = translated("Weak match {}") if weak else translated("Match {}")
    named = by_concepts(wanted(results), seen)
    return said.format(score) + (": " + named if named else "")


def by_concepts(concepts: Mapping[str, float], seen: Mapping[str, float]) -> str:
    """Those of the concepts that are seen in a photo, the most telling first: guitar 91 %, piano 20 %."""
    both: Iterable[tuple[str, float]] = ((name, seen[name]) for name in concepts if seen.get(name, 0) > 0)
    telling = sorted(both, key=lambda pair: -pair[1] * concepts[pair[0]])[:_MOST]
    return ", ".join(f"{name} {percent(confidence)}" for name, confidence in telling)
