"""What tells photos of a taught tag from others: fitted on a few examples, with an honest account of how well.

A photo is seen as its sketch (what it looks like) and the things that the models saw in it, each with all that is true
of such a thing: `dog`, `animal`. The fit is a regularised least-squares one, balanced between examples and
counter-examples; other photos of the library count as weak counter-examples. Every example is judged by a fit without
it (and without what looks the same), which is what tells how sure a score is: see `calibrated`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoorg.library.thing_keys import key_concepts
from photoorg.taxonomy import Taxonomy

Floats = NDArray[np.float32]
Doubles = NDArray[Any]

# Chosen on labelled pictures: docs/teaching.md.
THINGS, NAMED = 0.4, 2.0  # what things seen, and what the tag's name means, count beside the sketch
SIZE = 0.25  # the power of how many things a broader word covers by which it counts less
WEAK = 0.25  # what all photos that nobody spoke of count beside all examples
RIDGE = 0.02
SAME = 0.85  # the cosine of sketches from which two examples are of one thing, and left out together
_OFFSET = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Photos as they are learned from: float32 arrays of n rows.

    `looks` (n, width) are sketches of unit length, zeros where there is none; `things` (n, keys) the square root of how
    surely each thing was seen; `named` (n,) the square root of how well the photo shows what the tag's name means.
    """

    looks: Floats
    things: Floats
    named: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What a score is made of: `looks` and `things` weigh what was seen, `named` what the name means.

    `left_out` (n,) is what each photo that it was fitted on scores without itself.
    """

    looks: Floats
    things: Floats
    named: float
    offset: float
    left_out: Doubles

    def scores(self, seen: Seen) -> Floats:
        """How much photos are like the examples, float32 (n,): about 1 for one, -1 for none."""
        found = seen.looks @ self.looks + seen.things @ self.things + np.float32(self.named) * seen.named
        return (found + np.float32(self.offset)).astype(np.float32)


@lru_cache(maxsize=2)
def kinship(taxonomy: Taxonomy) -> Floats:
    """Which thing is what, float32 (keys, keys + concepts): itself, and each word that is true of it."""
    own = key_concepts(taxonomy)
    place = {name: number for number, name in enumerate(taxonomy.concepts)}
    above = np.zeros((len(own), len(place)), np.float32)
    for key, name in enumerate(own):
        if name:
            above[key, [place[one] for one in (name, *taxonomy.ancestors(name))]] = 1
    above /= np.maximum(above.sum(axis=0), 1) ** SIZE
    return np.concatenate((np.eye(len(own), dtype=np.float32), above), axis=1).astype(np.float32, copy=False)


def fit(seen: Seen, truth: Doubles, kin: Floats) -> Fit:
    """Learn from photos: `truth` (n,) is 1 of an example, -1 of a counter-example, 0 of one that nobody spoke of.

    At least one is an example, and one is not.
    """
    weights = _weights(truth)
    rows = np.concatenate((seen.looks, THINGS * (seen.things @ kin), NAMED * seen.named[:, None]), axis=1)
    rows = rows.astype(np.float64)
    mean = weights @ rows
    centred = rows - mean
    usual = float(np.einsum("ij,ij->i", centred, centred).mean())
    roots = np.sqrt(weights)
    scaled = np.concatenate((centred, np.full((len(rows), 1), _OFFSET)), axis=1) * roots[:, None]
    target = np.where(truth > 0, 1.0, -1.0)
    inverse = np.linalg.inv(scaled @ scaled.T + RIDGE * max(usual, 1e-6) * np.eye(len(rows)))
    duals = inverse @ (roots * target)
    way = scaled.T @ duals
    left_out = target - _residuals(inverse, duals, _alike(seen, truth)) / roots
    width, things = seen.looks.shape[1], kin.shape[1]
    return Fit(
        looks=way[:width].astype(np.float32),
        things=(THINGS * (kin @ way[width : width + things])).astype(np.float32),
        named=float(NAMED * way[width + things]),
        offset=float(_OFFSET * way[-1] - mean @ way[:-1]),
        left_out=left_out,
    )


def _weights(truth: Doubles) -> Doubles:
    """Examples count as much as counter-examples, all others together less: float64 (n,), their sum 1."""
    yes, no, other = truth > 0, truth < 0, truth == 0
    weights = 0.5 * yes / max(int(yes.sum()), 1) + 0.5 * no / max(int(no.sum()), 1)
    weights = weights + (WEAK if no.any() else 0.5) * other / max(int(other.sum()), 1)
    return weights / weights.sum()


def _alike(seen: Seen, truth: Doubles) -> list[NDArray[np.int64]]:
    """The places of photos that are left out together: examples, or counter-examples, of the very same look."""
    cosines = np.einsum("ik,jk->ij", seen.looks, seen.looks)
    same = (cosines >= SAME) & (truth[:, None] == truth[None]) & (truth != 0)[:, None]
    left = set(range(len(truth)))
    groups: list[NDArray[np.int64]] = []
    while left:
        first = min(left)
        group = {first, *np.flatnonzero(same[first]).tolist()} & left
        groups.append(np.asarray(sorted(group), np.int64))
        left -= group
    return groups


def _residuals(inverse: Doubles, duals: Doubles, groups: list[NDArray[np.int64]]) -> Doubles:
    """By how much each is missed by a fit without its group: of least squares that need not be done again."""
    found = np.empty(len(duals))
    for group in groups:
        if len(group) == 1:
            found[group] = duals[group] / inverse[group, group]
        else:
            found[group] = np.linalg.solve(inverse[np.ix_(group, group)], duals[group])
    return found
