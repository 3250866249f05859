"""Where the formats keep metadata: the blocks of a file read, and written without touching anything else.

One module a format. `CARRIERS` is the table, by the names in the table of formats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from photoorg.media.blocks import Blocks
from photoorg.media.carriers import jpeg, png, tiff, webp

__all__ = ["CARRIERS", "Carrier", "read_blocks"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """What is known of a format's blocks. `read` may raise anything, for files are hostile."""

    read: Callable[[bytes], Blocks]


CARRIERS: Mapping[str, Carrier] = {
    "jpeg": Carrier(jpeg.read),
    "png": Carrier(png.read),
    "webp": Carrier(webp.read),
    "tiff": Carrier(tiff.read),
    "raw": Carrier(tiff.read),
}


def read_blocks(data: bytes, kind: str) -> Blocks:
    """The blocks in a whole file of the format of that name. Never raises; what is garbage is empty."""
    carrier = CARRIERS.get(kind)
    if carrier is None:
        return Blocks()
    try:
        return carrier.read(data)
    except Exception:  # noqa: BLE001 - a parser fed with garbage may raise anything, and metadata is never vital
        return Blocks()
