"""XMP packets without the place, or with nothing but whose picture it is."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from photoorg.media.carriers.extended import packet_of, rdf_in, tree
from photoorg.media.namespaces import RDF
from photoorg.media.placing import names_place, tells_degrees
from photoorg.media.xmp.packet import ABOUT, DESCRIPTION, Element

_PLACES = ("http://www.w3.org/2003/01/geo/wgs84_pos#",)
# What belongs to data behind the picture (a film, a map of depths), or holds whole pictures that may say the place.
_BEHIND = ("http://ns.google.com/photos/", "http://ns.adobe.com/hdr-gain-map/")
_RIGHTS = frozenset(
    {
        "{http://purl.org/dc/elements/1.1/}creator",
        "{http://purl.org/dc/elements/1.1/}rights",
        "{http://ns.adobe.com/photoshop/1.0/}Credit",
        "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}CreatorContactInfo",
        "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType",
    }
)
_ALL_RIGHTS = (
    "http://ns.adobe.com/xap/1.0/rights/",
    "http://ns.useplus.org/ldf/xmp/1.0/",
    "http://creativecommons.org/ns#",
)
_EMPTY = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}"/></x:xmpmeta>'.encode()


def without_place(packet: bytes) -> bytes:
    """The packet without coordinates, in whatever structure, and without what belongs to data behind the picture.

    Unchanged where there is none of it; empty where the packet is garbage.
    """
    root = tree(packet)
    if root is None:
        return b""
    gone = [one for one in _elements(root) if _goes(str(one.tag), one.text)]
    hidden = [
        (one, str(name)) for one in _elements(root) for name, value in one.attrib.items() if _goes(str(name), value)
    ]
    if not gone and not hidden:
        return packet
    for one, name in hidden:
        one.attrib.pop(name, None)
    for one in gone:
        parent = one.getparent()
        if parent is None:
            return b""
        parent.remove(one)
    return packet_of(root)


def has_place(packet: bytes) -> bool:
    """Whether there are coordinates in it; of a packet that is garbage, whether it looks so."""
    root = tree(packet)
    if root is None:
        return names_place(packet.replace(b"\0", b"").decode(errors="replace"))
    return any(_is_place(str(name)) for one in _elements(root) for name in (one.tag, *one.attrib))


def only_rights(packet: bytes) -> bytes:
    """A packet with nothing but who made it, who has the rights, and how it may be used; empty where it says none."""
    root = tree(packet)
    rdf = None if root is None else rdf_in(root)
    made = tree(_EMPTY)
    target = None if made is None else rdf_in(made)
    if rdf is None or made is None or target is None:
        return b""
    kept = etree.SubElement(target, DESCRIPTION, {ABOUT: ""})
    for one in rdf.findall(DESCRIPTION):
        for name, value in one.attrib.items():
            if _is_right(str(name)):
                kept.set(name, value)
        for child in list(one):
            if _is_right(str(child.tag)):
                child.tail = None
                kept.append(child)
    return packet_of(made) if len(kept) or len(kept.attrib) > 1 else b""


def _elements(root: Element) -> Iterator[Element]:
    return root.iter(etree.Element)


def _namespace(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def _is_place(name: str) -> bool:
    return _namespace(name) in _PLACES or names_place(name.rpartition("}")[2])


def _goes(name: str, value: object) -> bool:
    told = isinstance(value, str) and tells_degrees(value)
    return told or _is_place(name) or _namespace(name).startswith(_BEHIND)


def _is_right(name: str) -> bool:
    return name in _RIGHTS or _namespace(name) in _ALL_RIGHTS
