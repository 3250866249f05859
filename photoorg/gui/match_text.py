"""Why a photo is among the results of a query that was understood by meaning, in a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from photoorg.gui.answers import Results
from photoorg.gui.meaning_strip import percent
from photoorg.gui.words import translated
from photoorg.library.senses import Meaning

Explain = Callable[[int, Sequence[Meaning]], Sequence[tuple[str, float]]]
"""Of a photo the concepts of some meanings that it shows, the most telling first, with how strongly."""


def match_text(results: Results, position: int, shown: Sequence[tuple[str, float]]) -> str:
    """How well a photo matches, and by which concepts; empty for other queries."""
    if not results.meanings or results.scores is None or not 0 <= position < len(results.scores):
        return ""
    weak = results.weak_photos and position >= results.weak
    said = translated("Weak match {}") if weak else translated("Match {}")
    score = said.format(percent(float(results.scores[position])))
    named = ", ".join(f"{name} {percent(strength)}" for name, strength in shown)
    return f"{score}: {named}" if named else score
