"""The part of a file that its picture is decoded from, without what is merely said about the picture.

One walker a format. It reads no pixel and follows only the file's own structure, so it costs little more than hashing
what it finds. `WALKERS` is the table: a format that is not in it is known by its whole file.
"""

from __future__ import annotations

from collections.abc import Mapping

from photoorg.media.coded import boxes, jpeg, png, tiff, webp
from photoorg.media.coded.common import NothingCodedError, Walker

__all__ = ["WALKERS", "NothingCodedError", "Walker"]

WALKERS: Mapping[str, Walker] = {
    "jpeg": jpeg.coded,
    "png": png.coded,
    "webp": webp.coded,
    "tiff": tiff.coded,
    "heif": boxes.coded,
    "avif": boxes.coded,
}
"""By the name in the table of formats."""
