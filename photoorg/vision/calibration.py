"""The fitted numbers that turn raw scores into honest confidences: resources/taxonomy/calibration.json.

They are made by `python -m modelbuild.calibration` from pictures that the models were not trained on; the file says
which. A probability is `sigmoid(sum of weight x feature)`, the features being those of `vision/features.py`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from photoorg.outcomes import PhotoorgError
from photoorg.settings import resources

Weights = Mapping[str, float]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Head(_Part):
    """A linear reading of the classifier's vector. `weights` is base64 of little-endian float16, one per number."""

    bias: float
    weights: str

    @field_validator("weights")
    @classmethod
    def _can_be_unpacked(cls, weights: str) -> str:
        _unpacked(weights)
        return weights

    def values(self) -> NDArray[np.float32]:
        """The weights, float32, as many as the vector has numbers."""
        return _unpacked(self.weights)


@lru_cache(maxsize=64)
def _unpacked(weights: str) -> NDArray[np.float32]:
    """Raises ValueError where it is no such text. The same few heads are read of every photo, so they are kept."""
    values = np.frombuffer(base64.b64decode(weights, validate=True), "<f2").astype(np.float32)
    values.flags.writeable = False
    return values


class Fitted(_Part):
    """What the numbers were fitted on: counts of pictures by kind, where these are from, and who looked at them.

    `versions` are those of the tasks, by name: the answers of other models may mean something else.
    """

    pictures: Mapping[str, int]
    sources: str
    versions: Mapping[str, str] = Field(default_factory=dict[str, str])


class Calibration(_Part):
    """All fitted numbers.

    `heads` read the vector; `groups` hold the weights of the features by the name of a concept's group, with
    `offsets` for single concepts; `boxes` those of one region being a person. `bars` says by kind of concept, for
    rising targets, the confidence from which what is shown is right as often as the target.
    """

    fitted: Fitted
    heads: Mapping[str, Head]
    groups: Mapping[str, Weights]
    offsets: Mapping[str, float]
    boxes: Mapping[str, Weights]
    bars: Mapping[str, Annotated[tuple[tuple[float, float], ...], Field(min_length=2)]]

    def bar(self, kind: str, target: float) -> float:
        """The confidence from which tags of a kind are shown, for a target between 0 and 1, by lines between rows."""
        targets, bars = zip(*self.bars[kind], strict=True)
        return float(np.interp(target, targets, bars))

    def digest(self) -> str:
        """Eight hex digits that change with any number."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]


@lru_cache(maxsize=4)
def load_calibration(path: Path | None = None) -> Calibration:
    """The fitted numbers, by default the bundled ones. Raises PhotoorgError that names the file and what is wrong."""
    path = path or resources() / "taxonomy" / "calibration.json"
    try:
        return Calibration.model_validate_json(path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
    except ValidationError as error:
        first = error.errors()[0]
        reason = f"{'.'.join(str(part) for part in first['loc']) or 'the file'}: {first['msg']}"
    raise PhotoorgError(f"The fitted confidences {path} cannot be read: {reason}. Install photoorg again.")
