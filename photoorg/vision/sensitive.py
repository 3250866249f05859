"""What open-NSFW makes of a picture: one score. It is a hint to have a look, and often wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LABEL = "sensitive"


def sensitive_score(scores: NDArray[np.float32]) -> dict[str, float]:
    """How surely one picture is not fit for everyone, 0 to 1, 4 digits. `scores` are two: fit and unfit."""
    return {LABEL: round(float(scores[1]), 4)}
