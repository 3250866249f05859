"""XMP's namespaces by their usual prefixes, as exiftool and the standards have them."""

from __future__ import annotations

import re
from functools import lru_cache

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
META = "adobe:ns:meta/"

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
}
"""Prefix to address. Sources: XMP specification parts 1 and 2, IPTC, PLUS, MWG, exiftool's XMP.pm."""

_QUALIFIED = re.compile(r"\{([^}]*)\}(.*)", re.DOTALL)


def tag_of(name: str) -> str:
    """`prefix:Name` as lxml writes it: `{address}Name`."""
    prefix, local = name.split(":", 1)
    return f"{{{NAMESPACES[prefix]}}}{local}"


@lru_cache(maxsize=4096)
def key_of(tag: str) -> str:
    """What tells properties apart: programs leave out the last / or # of an address, or add one."""
    found = _QUALIFIED.fullmatch(tag)
    return f"{found[1].rstrip('/#')} {found[2]}" if found else tag


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """The key of `prefix:Name`."""
    return key_of(tag_of(name))
