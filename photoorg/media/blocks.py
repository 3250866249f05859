"""The blocks of metadata in a file: EXIF, IPTC and XMP, as bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a file holds. Empty: it has no such block, or one that is garbage.

    `exif` begins as a TIFF file does. `iptc` are IPTC-IIM data sets; `iptc_digest` is the MD5 of them that Photoshop
    keeps beside, None where there is none. `xmp` is a whole packet, an extended one already joined.
    """

    exif: bytes = b""
    iptc: bytes = b""
    iptc_digest: bytes | None = None
    xmp: bytes = b""
