"""Where in a photo a tag is to be seen: maps of heat, for tags whose place no box tells."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from photoorg.library.why import Why
from photoorg.media.decode import read_photo
from photoorg.media.limits import Limits

if TYPE_CHECKING:
    from photoorg.vision.maps import Heat, Mapper

TASK = "classify"
"""The task whose classes a map can be made for."""

_DEFAULT_LIMITS = Limits()


def weights_of(why: Why) -> dict[str, float]:
    """What a map is made from: the classifier's classes that the tag is true of, each with its score."""
    return {one.label: one.score for one in why.classes if one.task == TASK}


def heat_of(path: Path, why: Why, *, limits: Limits = _DEFAULT_LIMITS) -> Heat | None:
    """How much each part of the photo in a file speaks for a tag; None where the classifier does not speak for it.

    Decodes the photo and runs the model: a fraction of a second, so not for a thread that people wait for. Raises
    MediaError when the photo cannot be read, PhotoorgError when the model is missing.
    """
    weights = weights_of(why)
    if not weights:
        return None
    # At the size that the classifier saw.
    return _mapper().heat(read_photo(path, limits=limits).picture, weights)


@cache
def _mapper() -> Mapper:
    # The models' libraries are slow to import, and few ask.
    from photoorg.vision.maps import open_mapper  # noqa: PLC0415

    return open_mapper()
