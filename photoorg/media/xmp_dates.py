"""Capture dates from an embedded XMP packet."""

from __future__ import annotations

from collections.abc import Iterator

from defusedxml.ElementTree import fromstring

from photoorg.media.dates import Moment, moment

_DESCRIPTION = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"
CAPTURE_DATES = (
    "{http://ns.adobe.com/exif/1.0/}DateTimeOriginal",
    "{http://ns.adobe.com/photoshop/1.0/}DateCreated",
    "{http://ns.adobe.com/xap/1.0/}CreateDate",
)
"""In the order in which they are believed."""

_MOST_MARKS = 200_000
"""Each element takes some 300 bytes of memory, and three of its packet."""


def xmp_moments(packet: bytes) -> Iterator[Moment]:
    """The capture dates of `packet`, best first; none where it is no XML, declares entities, or is absurd."""
    if packet.count(b"<") > _MOST_MARKS:
        return
    try:
        root = fromstring(packet.strip(b"\0 \r\n\t"), forbid_dtd=True)
    except Exception:  # noqa: BLE001 - malformed or hostile: metadata is never vital
        return
    blocks = list(root.iter(_DESCRIPTION))
    for name in CAPTURE_DATES:
        for block in blocks:
            if found := moment(block.get(name) or block.findtext(name)):
                yield found
