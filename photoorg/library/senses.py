"""What searching asks of the models: what words mean, and what a photo from outside looks like.

The library knows no models; `app.senses()` gives it somebody who does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text means in photos.

    `exact` are the concepts (names of the taxonomy) that it names; `concepts` those that it is about, with a weight
    each (0 to 1, the highest first). Where a pack for images and texts is installed it has `vector` instead, float32 of
    unit length, to be compared with the sketches of `task`. `cutoff` and `sure` are scores: from the first on a photo
    is found, from the second on the match is not a weak one. `lacking` is the task of a pack that would have answered,
    had it looked at the photos: fewer than half of them have its sketches yet.
    """

    text: str
    exact: tuple[str, ...] = ()
    concepts: Mapping[str, float] = field(default_factory=dict[str, float])
    vector: NDArray[np.float32] | None = None
    task: str = ""
    cutoff: float = 0.0
    sure: float = 0.5
    lacking: str = ""


class Senses(Protocol):
    """Answers from models. Each raises PhotoorgError, a sentence for the user, where its model cannot be used."""

    def meaning(self, text: str, *, by_words: bool = False) -> Meaning:
        """What a text means; `by_words`: without a pack for images and texts."""
        ...

    def sketch(self, path: Path) -> NDArray[np.int8]:
        """What a photo looks like, as `sketches` keeps it of the task `library.sketches.LIKENESS`."""
        ...
