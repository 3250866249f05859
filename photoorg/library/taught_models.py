"""What was learned of a tag, as it is stored and shared: JSON of some kilobytes, in the word of the kind `taught`."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import taught_form
from photoorg.library.sketches import LIKENESS
from photoorg.library.thing_keys import keys_here
from photoorg.outcomes import PhotoorgError

FORM = 1
"""Raise when the same examples must lead to another model by a change of code: tags are then learned anew."""

FEWEST_SHOWN, WIDEST = 3, 0.5
"""Of fewer photos, and of a range that is wider, it is not said how many are right."""

Floats = NDArray[np.float32]
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """What showing a tag so that `target` of it is right comes to, by cross-validation: all shares are 0 to 1.

    It is shown from a confidence of `bar`. Of what is shown `precision` is right, with four in five chances between
    `low` and `high`; it is `photos` photos, which are the share `recall` of all that have it, `total`. Only photos that
    nobody spoke of count, of the library that it was learned in. NaN where no photo reaches the bar.
    """

    target: float
    bar: float
    precision: float
    low: float
    high: float
    recall: float
    photos: int
    total: float

    @property
    def told(self) -> bool:
        """Whether there is enough to say how many are right; else it is too early, whatever `precision` is."""
        return self.photos >= FEWEST_SHOWN and self.high - self.low <= WIDEST


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What tells photos of a tag: see learning.py. `version` is what it was learned with; `yes`, `no`: from how many.

    `meant` has the weight of each thing (by its key) that the tag's name means. A score of `scores` (k,) is worth the
    confidence of `confidences` (k,).
    """

    version: str
    looks: Floats
    things: Floats
    named: float
    offset: float
    meant: Mapping[int, float]
    scores: NDArray[np.float64]
    confidences: NDArray[np.float64]
    estimates: tuple[Estimate, ...]
    yes: int
    no: int

    def name_weights(self) -> Floats:
        """The weight of each key."""
        found = np.zeros(len(self.things), np.float32)
        for key, weight in self.meant.items():
            found[key] = weight
        return found

    def confidence(self, scores: NDArray[Any]) -> NDArray[np.float64]:
        """What scores are worth, 0 to 1."""
        return np.interp(scores, self.scores, self.confidences)

    def estimate(self, target: float) -> Estimate:
        """That of the lowest target that is no lower, else of the highest."""
        return next((one for one in self.estimates if one.target >= target - 1e-9), self.estimates[-1])


def version(db: Database) -> str:
    """With what is learned in this library now: it changes with the classifier, and with the things that there are."""
    row = db.conn.execute(
        "SELECT version FROM analyses WHERE task = ? ORDER BY photo_id DESC LIMIT 1", (LIKENESS,)
    ).fetchone()
    return f"{FORM}.{row[0] if row else 'none'}.{keys_here()[0]}"


def classifier_of(version: str) -> str:
    """The version of the classifier in such a version."""
    return version.partition(".")[2].rpartition(".")[0]


def stored(db: Database) -> dict[str, Model]:
    """Every taught tag by its name, from A; those that cannot be read are left out."""
    found: dict[str, Model] = {}
    for name, model in db.conn.execute("SELECT name, model FROM taught ORDER BY name"):
        with suppress(PhotoorgError):  # a newer photoorg may have written it otherwise
            found[name] = read(model)
    return found


def write(model: Model) -> str:
    """A model as JSON on one line."""
    return json.dumps(
        {
            "version": model.version, "yes": model.yes, "no": model.no,
            "looks": _packed(model.looks), "things": _packed(model.things),
            "named": round(model.named, _DIGITS), "offset": round(model.offset, _DIGITS),
            "meant": {str(key): round(weight, 4) for key, weight in model.meant.items()},
            "scores": _rounded(model.scores), "confidences": _rounded(model.confidences),
            "estimates": [[_plain(getattr(one, name)) for name in Estimate.__slots__] for one in model.estimates],
        },
        separators=(",", ":"),
    )  # fmt: skip


def read(text: str) -> Model:
    """A model from JSON. Raises PhotoorgError where it is none, or laid out as no photoorg up to this one does."""
    try:
        found = taught_form.fields(text)
    except ValueError as error:
        raise PhotoorgError("This is nothing that photoorg has learned of a tag: it cannot be read.") from error
    return Model(
        found["version"], _unpacked(found["looks"]), _for_keys(_unpacked(found["things"])), float(found["named"]),
        float(found["offset"]), {int(key): float(weight) for key, weight in found["meant"].items()},
        np.asarray(found["scores"], np.float64), np.asarray(found["confidences"], np.float64),
        tuple(_estimate(one) for one in found["estimates"]), found["yes"], found["no"],
    )  # fmt: skip


def _for_keys(things: Floats) -> Floats:
    """A weight for each key that there is here: those that a model of other things lacks weigh nothing."""
    return np.pad(things, (0, max(0, keys_here()[1] - len(things))))


def _estimate(numbers: list[float | None]) -> Estimate:
    target, bar, precision, low, high, recall, photos, total = (
        float("nan") if number is None else float(number) for number in numbers
    )
    return Estimate(target, bar, precision, low, high, recall, int(photos), total)


def _plain(number: float) -> float | None:
    return None if number != number else round(number, _DIGITS)  # noqa: PLR0124 - JSON has no NaN


def _rounded(numbers: NDArray[np.float64]) -> list[float]:
    return [round(number, _DIGITS) for number in numbers.tolist()]


def _packed(numbers: Floats) -> str:
    return base64.b64encode(numbers.astype("<f2").tobytes()).decode("ascii")


def _unpacked(text: str) -> Floats:
    return np.frombuffer(taught_form.halves(text), "<f2").astype(np.float32)
