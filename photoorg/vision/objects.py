"""What CenterNet sees as things with a box.

Its map says for each label and each cell of the picture how surely a thing of that label has its middle there; a thing
is a peak of that map (Zhou, Wang and Kraehenbuehl 2019, "Objects as Points").
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import Region
from photoorg.vision.boxes import clipped, peaks, regions, surest

FLOOR = 0.10
LIMIT = 100
# Two boxes of one label that share more than this are one thing seen twice.
OVERLAP = 0.6


def find_objects(
    keypoints: NDArray[np.float32], reach: NDArray[np.float32], labels: Sequence[str], cell: int
) -> tuple[Region, ...]:
    """The things in one picture from FLOOR up, surest first, at most LIMIT.

    `keypoints` is labels x rows x columns, 0 to 1; `reach` 4 x rows x columns: pixels of the model's input from a
    cell's top left corner to the box's left, top, right and bottom. A cell is `cell` pixels wide.
    """
    which, rows, columns = peaks(keypoints, FLOOR, LIMIT)
    corner = np.stack([columns, rows], axis=1).astype(np.float32) * cell
    sides = reach[:, rows, columns].T
    height, width = (side * cell for side in keypoints.shape[1:])
    boxes, kept = clipped(np.concatenate([corner - sides[:, :2], corner + sides[:, 2:]], axis=1), width, height)
    kept = kept[surest(boxes[kept], which[kept], OVERLAP)]
    names = [labels[int(place)] for place in which[kept]]
    return regions(names, keypoints[which, rows, columns][kept], boxes[kept])
