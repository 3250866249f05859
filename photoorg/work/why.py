"""Where in a photo a tag is to be seen: maps of heat, for tags whose place no box tells."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from photoorg.library.why import Why
from photoorg.media.limits import Limits

if TYPE_CHECKING:
    from photoorg.vision.maps import Heat, Mapper

TASK = "classify"
"""The task whose classes a map can be made for."""

# Tags that a fitted head reads from the classifier's vector, and which way.
_HEADS = {"indoors": ("indoors", 1), "outdoors": ("indoors", -1)}
_DEFAULT_LIMITS = Limits()


def weights_of(why: Why) -> dict[str, float]:
    """What a map is made from: the classifier's classes that the tag is true of, each with its score."""
    return {one.label: one.score for one in why.classes if one.task == TASK}


def has_map(why: Why) -> bool:
    """Whether `heat_of` would have something to show."""
    return bool(weights_of(why)) or why.tag.name in _HEADS


def heat_of(path: Path, why: Why, *, limits: Limits = _DEFAULT_LIMITS) -> Heat | None:
    """How much each part of the photo in a file speaks for a tag; None where the classifier does not speak for it.

    Decodes the photo and runs the model: a fraction of a second, so not for a thread that people wait for. Raises
    MediaError when the photo cannot be read, PhotoorgError when the model is missing.
    """
    if not has_map(why):
        return None
    from photoorg.media.helper import read_photo  # noqa: PLC0415 - the decoders are slow to import

    picture = read_photo(path, limits=limits).picture  # at the size that the classifier saw
    if why.tag.name not in _HEADS:
        return _mapper().heat(picture, weights_of(why))
    from photoorg.vision.calibration import load_calibration  # noqa: PLC0415 - as below

    head, sign = _HEADS[why.tag.name]
    return _mapper().heat_of_row(picture, sign * load_calibration().heads[head].values())


@cache
def _mapper() -> Mapper:
    # The models' libraries are slow to import, and few ask.
    from photoorg.vision.maps import open_mapper  # noqa: PLC0415

    return open_mapper()
