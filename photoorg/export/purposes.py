"""What photos are wanted for by the options of an export, for the checks before it runs."""

from __future__ import annotations

from photoorg.export.options import Options
from photoorg.library.preflight import Purpose


def purpose_of(options: Options, *, pictures: bool = True) -> Purpose:
    """The sizes that pictures are made for, and whether they go on saying where they were taken.

    `pictures`: whether any are made at all.
    """
    box = options.box if pictures else None
    keeps = options.gps and pictures
    if box is None:
        return Purpose(keeps_place=keeps)
    if options.size == "longest":
        return Purpose(longest=options.longest, keeps_place=keeps)
    return Purpose(width=box[0], height=box[1], inside=options.size == "pad", keeps_place=keeps)
