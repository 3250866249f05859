"""What CenterFace sees as faces (Xu et al. 2019): a map of where their middles are, and their size there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import Region
from photoorg.taxonomy import FACE
from photoorg.vision.boxes import clipped, peaks, regions, surest

FLOOR = 0.20
LIMIT = 200
# As its authors have it: faces side by side share less, one face seen twice shares more.
OVERLAP = 0.3


def find_faces(
    heat: NDArray[np.float32],
    size: NDArray[np.float32],
    offset: NDArray[np.float32],
    cell: int,
    seen: tuple[int, int],
) -> tuple[Region, ...]:
    """The faces in one picture from FLOOR up, surest first, at most LIMIT.

    `heat` is 1 x rows x columns, 0 to 1; `size` (logarithm of cells) and `offset` (cells) are 2 x rows x columns, the
    first for rows. A cell is `cell` pixels wide. `seen` is the width and height in pixels of the picture, which may be
    less than the map covers.
    """
    which, rows, columns = peaks(heat, FLOOR, LIMIT)
    middle = np.stack([columns, rows], axis=1).astype(np.float32) + offset[::-1, rows, columns].T + 0.5
    half = np.exp(size[::-1, rows, columns].T).astype(np.float32) / 2
    boxes, kept = clipped(np.concatenate([middle - half, middle + half], axis=1) * cell, *seen)
    kept = kept[surest(boxes[kept], which[kept], OVERLAP)]
    return regions([FACE] * len(kept), heat[which, rows, columns][kept], boxes[kept])
