"""Where in a picture the classifier sees what it sees: class activation maps (Zhou et al. 2016).

The classifier's vector is the mean of its last features over the cells of the picture, and a class is a weighted sum of
that vector; the same sum cell by cell says how much each part of the picture speaks for the class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoorg.outcomes import PhotoorgError
from photoorg.settings import resources
from photoorg.vision.manifests import ClassifierManifest
from photoorg.vision.packs import open_pack
from photoorg.vision.pixels import sample_batch, seen_part, to_batch, to_pixels
from photoorg.vision.session import Session, open_session
from photoorg.vision.tasks import CLASSIFIER, TASKS

_PACK = next(task.pack for task in TASKS if task.name == CLASSIFIER)


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """How much each part of a picture speaks for something: `grid` is float32 rows x columns, 0 to 1.

    `left`, `top`, `width` and `height` are the part of the upright picture that the grid covers, as fractions of it.
    """

    grid: NDArray[np.float32]
    left: float
    top: float
    width: float
    height: float


class Mapper:
    """Makes maps with the classifier's model. Any thread may call."""

    def __init__(self, manifest: ClassifierManifest, session: Session, rows: NDArray[np.float32]) -> None:
        self._manifest = manifest
        self._session = session
        self._rows = rows
        self._places = {label: place for place, label in enumerate(manifest.labels)}

    def heat(self, picture: Image.Image, weights: Mapping[str, float]) -> Heat:
        """Where an upright RGB picture shows what `weights` (labels of the classifier, each with its weight) stand for.

        The largest number is 1, or all are 0 where nothing speaks for it. Labels that are not known count for nothing.
        """
        known = [(self._places[label], weight) for label, weight in weights.items() if label in self._places]
        row = np.zeros(self._rows.shape[1], np.float32)
        for place, weight in known:
            row += weight * self._rows[place]
        return self.heat_of_row(picture, row)

    def heat_of_row(self, picture: Image.Image, row: NDArray[np.float32]) -> Heat:
        """The same for any linear reading of the classifier's vector, such as a fitted head: float32 (1280,)."""
        spec = self._manifest.input
        (features,) = self._session.run(to_batch([to_pixels(picture, spec)], spec), ("features",))
        grid = np.maximum((features[0] * row[:, None, None]).sum(axis=0), 0)
        hottest = float(grid.max())
        return Heat(grid / hottest if hottest > 0 else grid, *seen_part(picture.size, spec))


def open_mapper(folder: Path | None = None) -> Mapper:
    """The classifier, loaded for maps. `folder` holds the packs. Raises PhotoorgError when its model is missing."""
    pack = open_pack(folder or resources() / "models", _PACK)
    manifest = pack.manifest
    if not isinstance(manifest, ClassifierManifest):
        raise PhotoorgError(f"The model {_PACK} is no classifier.")
    rows = np.load(pack.folder / manifest.rows, allow_pickle=False).astype(np.float32)
    return Mapper(manifest, open_session(pack.model, sample_batch(manifest.input), "cpu"), rows)
