"""Blocks of metadata for tests, made by hand."""

from __future__ import annotations

WINDOWS_KEYWORDS = 0x9C9E
_SPACES = """xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
 xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0"
 xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:MP="http://ns.microsoft.com/photo/1.2/"
 xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#" xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#"
 xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
"""


def packet(properties: str = "", attributes: str = "") -> bytes:
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {_SPACES}><rdf:Description rdf:about="" {attributes}>'
        f"{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def listed(name: str, *texts: str, kind: str = "Bag") -> str:
    items = "".join(f"<rdf:li>{text}</rdf:li>" for text in texts)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"


def exif_block(tag: int, kind: int, value: bytes) -> bytes:
    count = len(value) // {2: 1, 1: 1, 3: 2}[kind]
    field = value.ljust(4, b"\0") if len(value) <= 4 else (26).to_bytes(4, "little")
    entry = tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + count.to_bytes(4, "little") + field
    return b"II*\0\x08\0\0\0\x01\0" + entry + b"\0\0\0\0" + value
