"""Made-up inputs of models of every kind: what a freshly built model must answer to is in its manifest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoorg.vision.manifests import InputSpec, TextInput
from photoorg.vision.pixels import sample_batch

# Three made-up texts by the numbers of their pieces, each from the first to the last of BERT's special ones.
_TEXTS = (
    (101, 1037, 3899, 2652, 2006, 1996, 3509, 102),
    (101, 2242, 2000, 2377, 2189, 2007, 102, 0),
    (101, 3000, 102, 0, 0, 0, 0, 0),
)


def sample_of(spec: InputSpec | TextInput) -> NDArray[np.float32] | NDArray[np.int64]:
    """An input that is the same on every machine: one picture, or three short texts."""
    return np.asarray(_TEXTS, np.int64) if isinstance(spec, TextInput) else sample_batch(spec)
