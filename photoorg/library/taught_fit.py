"""From examples to a model that can be stored: the fit, what its scores are worth, and how well it would do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoorg.library import taught_seen
from photoorg.library.certainty import USUAL, Certainty, certainty
from photoorg.library.columns import Columns
from photoorg.library.learning import Fit, Floats, Seen, fit, kinship
from photoorg.library.taught_models import Estimate, Model
from photoorg.taxonomy import load_taxonomy

OTHERS = 300
"""So many photos that nobody spoke of are learned from."""
_SELDOMER = 0.8  # how often counter-examples show what the name means, at most, beside the library
TARGETS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99)


def fitted(  # noqa: PLR0913, PLR0917 - what it is made of
    columns: Columns, ids: NDArray[np.int64], seen: Seen, truth: NDArray[Any], meant: Floats, version: str
) -> Model:
    """Learn from the photos `ids` (n,), as they look, and `truth` (n,): see `learning.fit`. `meant` (keys,)."""
    learned = fit(seen, truth, kinship(load_taxonomy()))
    bare = _model(learned, meant, truth, version)
    library = taught_seen.scores(columns, bare).astype(np.float64)
    slots = columns.slots(ids)
    order = {photo: place for place, photo in enumerate(ids.tolist())}
    library[slots] = [learned.left_out[order[photo]] for photo in columns.ids[slots].tolist()]
    sketched = taught_seen.sketched(columns)
    unspoken = sketched & ~np.isin(columns.ids, ids[truth != 0])
    asked = unspoken if unspoken.any() else sketched
    prior = USUAL
    if meant.any() and (truth < 0).any():
        shown, denied = taught_seen.named(columns, meant)[asked], seen.named[truth < 0]
        often, seldom = (float(np.mean(np.square(one, dtype=np.float64))) for one in (shown, denied))
        if seldom < _SELDOMER * often:  # else the name means more than the tag
            prior = prior.of_name(often)
    sure = certainty(learned.left_out[truth > 0], learned.left_out[truth < 0], library[asked], prior)
    return _model(learned, meant, truth, version, sure)


def _model(learned: Fit, meant: Floats, truth: NDArray[Any], version: str, sure: Certainty | None = None) -> Model:
    return Model(
        version=version,
        looks=learned.looks,
        things=learned.things,
        named=learned.named if meant.any() else 0.0,
        offset=learned.offset,
        meant={int(key): float(meant[key]) for key in np.flatnonzero(meant)},
        scores=np.zeros(1) if sure is None else sure.scores,
        confidences=np.zeros(1) if sure is None else sure.confidences,
        estimates=() if sure is None else tuple(_estimate(sure, target) for target in TARGETS),
        yes=int((truth > 0).sum()),
        no=int((truth < 0).sum()),
    )


def _estimate(sure: Certainty, target: float) -> Estimate:
    bar = sure.bar(target)
    right, low, high = sure.above(bar)
    return Estimate(target, bar, right, low, high, sure.found(bar), int(sure.shown(bar)), sure.total())
