"""An evaluation as values of JSON: every field of `figures`, and what follows from it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import cast

from photoorg.evaluation.calibration import Bin, Calibration
from photoorg.evaluation.figures import Evaluation
from photoorg.evaluation.intervals import Rate

# Of these the properties are told too.
_DERIVED: dict[type, tuple[str, ...]] = {
    Rate: ("share",),
    Bin: ("gap",),
    Calibration: ("number", "expected_error", "mean_gap", "chance_gap"),
}


def plain(found: Evaluation) -> dict[str, object]:
    """The evaluation as dictionaries, lists, numbers and words."""
    return {field.name: _plain(getattr(found, field.name)) for field in fields(found)}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in cast("tuple[object, ...]", value)]
    if is_dataclass(value):
        names = [field.name for field in fields(value)]
        return {name: _plain(getattr(value, name)) for name in (*names, *_DERIVED.get(type(value), ()))}
    return value
