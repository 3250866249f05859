"""How a classifier's vector becomes a sketch: along the directions in which the classes differ most.

Those are the principal directions of what each class makes of the vector (the file `rows` of its pack), so they need no
photos to be fitted on, and what says nothing of any class is left out. Measured against other ways in docs/likeness.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoorg.sketch import Sketch, to_sketch
from photoorg.vision.manifests import ClassifierManifest
from photoorg.vision.packs import Pack

WIDTH = 256
# Raise when the same vector must lead to another sketch: all are then made anew, from the vectors that are stored.
SKETCH_FORM = 1


@dataclass(frozen=True, slots=True, eq=False)
class Sketcher:
    """Makes sketches of a classifier's vectors. `version` changes with what they are made by; any thread may call."""

    version: str
    directions: NDArray[np.float32]

    def __call__(self, vectors: NDArray[np.float32]) -> Sketch:
        """Vectors, float32 (..., n), as sketches, int8 (..., WIDTH)."""
        return to_sketch(vectors @ self.directions)


def sketcher_of(pack: Pack) -> Sketcher:
    """The sketcher of a classifier's pack."""
    manifest = pack.manifest
    if not isinstance(manifest, ClassifierManifest):
        raise TypeError(f"{manifest.name} is no classifier")
    return Sketcher(sketch_version(pack), _directions(pack.folder / manifest.rows, pack.version))


def sketch_version(pack: Pack) -> str:
    """The version of the sketches of a pack, without making any."""
    return f"{SKETCH_FORM}-{pack.version}"


@lru_cache(maxsize=4)
def _directions(rows: Path, _version: str) -> NDArray[np.float32]:
    """float32 (n, WIDTH), its columns of unit length: a fifth of a second, so once for a pack."""
    weights = np.load(rows, allow_pickle=False).astype(np.float64)
    weights -= weights.mean(axis=0)
    _, mixes = np.linalg.eigh(weights @ weights.T)  # a third of the time of a decomposition of the whole
    found = mixes[:, : -WIDTH - 1 : -1].T @ weights
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    # Which way a direction points is up to the machine's library; sketches of two machines must go together.
    largest = found[np.arange(len(found)), np.abs(found).argmax(axis=1)]
    directions = np.ascontiguousarray((found * np.sign(largest)[:, None]).T, np.float32)
    directions.flags.writeable = False
    return directions
