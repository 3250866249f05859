"""What the models see in the labelled pictures, read as the app reads photos."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoorg.media.decode import read_photo
from photoorg.media.limits import Limits
from photoorg.outcomes import Evidence
from photoorg.vision.tasks import OpenTask
from photoorg.work.belt import has_work

Vector = NDArray[np.float32]
Seen = tuple[dict[str, Evidence], Vector]
SIDE = 512


def read_picture(path: Path) -> Image.Image:
    """The upright RGB picture of a file. Raises PhotoorgError where it cannot be read."""
    return read_photo(path, limits=Limits(), short=SIDE).picture


def see(picture: Image.Image, tasks: Sequence[OpenTask]) -> Seen:
    """The evidence of every task on one upright RGB picture, and the classifier's vector."""
    evidence: dict[str, Evidence] = {}
    vectors: list[Vector] = []
    for task in tasks:
        if not has_work(task, evidence.get(task.task.after)):
            evidence[task.name] = Evidence()
            continue
        (finding,) = task.look([task.prepare(picture)])
        evidence[task.name] = finding.evidence
        if finding.vector is not None:
            vectors.append(finding.vector)
    return evidence, vectors[0]
