"""XMP packets that are too long for one segment of a JPEG: joined when read, parted when written.

Source: XMP Specification Part 3 (Adobe, 2016), 1.1.3.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from photoorg.media.namespaces import RDF
from photoorg.media.xmp.packet import ABOUT, DESCRIPTION, Element, parsed

NOTE = "http://ns.adobe.com/xmp/note/"
_HAS_MORE = f"{{{NOTE}}}HasExtendedXMP"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'.encode()
_TAIL = b'\n<?xpacket end="w"?>'


def tree(packet: bytes) -> Element | None:
    """The root of a packet; None where it is damaged, has a document type, or is absurd."""
    found = parsed(packet)
    return found.rdf.getroottree().getroot() if found and found.whole else None


def packet_of(root: Element) -> bytes:
    """A packet with this root, without padding."""
    return _HEAD + etree.tostring(root, encoding="utf-8", xml_declaration=False) + _TAIL


def rdf_in(root: Element) -> Element | None:
    """The element that holds the descriptions."""
    return root if root.tag == f"{{{RDF}}}RDF" else root.find(f".//{{{RDF}}}RDF")


def more_of(packet: bytes) -> str:
    """The name of the extended packet that belongs to this one; empty where it has none."""
    if b"HasExtendedXMP" not in packet or (root := tree(packet)) is None:
        return ""
    for one in root.iter(DESCRIPTION):
        found = one.get(_HAS_MORE) or one.findtext(_HAS_MORE)
        if found:
            return str(found).strip()
    return ""


def joined(packet: bytes, more: bytes) -> bytes:
    """One packet of two; the first alone where either is broken."""
    main, other = tree(packet), tree(more)
    target, source = (None if one is None else rdf_in(one) for one in (main, other))
    if main is None or target is None or source is None:
        return packet
    for one in target.iter(DESCRIPTION):
        one.attrib.pop(_HAS_MORE, None)
        for child in one.findall(_HAS_MORE):
            one.remove(child)
    about = next((one.get(ABOUT, "") for one in target.findall(DESCRIPTION)), "")
    for one in source.findall(DESCRIPTION):
        one.set(ABOUT, about)
        target.append(one)
    return packet_of(main)


def beside(packet: bytes, more: bytes, most: int) -> bytes | None:
    """The packet of at most `most` bytes that says the rest beside an extended one, which stays as it is.

    None where that cannot be: what the extended one says is said otherwise now, or the rest is too long.
    """
    root, source = tree(packet), rdf_in_packet(more)
    rdf = None if root is None else rdf_in(root)
    first = None if rdf is None else next(iter(rdf.findall(DESCRIPTION)), None)
    if root is None or rdf is None or first is None or source is None:
        return None
    theirs = {_key(one) for one in _properties(source)}
    there = {_key(one): one for one in _properties(rdf)}
    if not theirs <= there.keys():
        return None
    gone = etree.Element(DESCRIPTION)
    for key in theirs:
        there[key].move(gone)
    for one in rdf.findall(DESCRIPTION):
        if one is not first and not len(one) and set(one.attrib) <= {ABOUT}:
            rdf.remove(one)
    first.set(_HAS_MORE, name_of(more))
    main = packet_of(root)
    return main if len(main) <= most else None


def meaning(packet: bytes) -> list[bytes]:
    """What a packet says, however it is parted and ordered."""
    rdf = rdf_in_packet(packet)
    return [] if rdf is None else sorted({_key(one) for one in _properties(rdf)})


def rdf_in_packet(packet: bytes) -> Element | None:
    """The element that holds the descriptions of a packet; None where it is damaged."""
    root = tree(packet)
    return None if root is None else rdf_in(root)


def parted(packet: bytes, most: int) -> tuple[bytes, bytes]:
    """(a packet of at most `most` bytes, the rest). The longest properties go to the rest.

    Raises ValueError where that cannot be.
    """
    root = tree(packet)
    rdf = None if root is None else rdf_in(root)
    if root is None or rdf is None:
        raise ValueError("no XMP packet")
    first = next(iter(rdf.findall(DESCRIPTION)), None)
    if first is None:
        raise ValueError("no description")
    other = etree.Element(f"{{{RDF}}}RDF", nsmap={"rdf": RDF})
    first.set(_HAS_MORE, "0" * 32)
    waiting = sorted(_properties(rdf), key=lambda one: one.size)
    while waiting and (over := len(packet_of(root)) - most) > 0:
        while waiting and over > 0:
            one = waiting.pop()
            over -= one.size
            one.move(etree.SubElement(other, DESCRIPTION, {ABOUT: first.get(ABOUT, "")}))
    more = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + etree.tostring(other, encoding="utf-8") + b"</x:xmpmeta>"
    first.set(_HAS_MORE, name_of(more))
    main = packet_of(root)
    if len(main) > most:
        raise ValueError("too long even so")
    return main, more


@dataclass(frozen=True, slots=True)
class _Property:
    """A property of a description, as an attribute of that name or as an element; `size` in bytes."""

    size: int
    owner: Element
    child: Element | None = None
    name: str = ""

    def move(self, target: Element) -> None:
        """Take it out of its place, with nothing lost but blanks behind it."""
        if self.child is None:
            target.set(self.name, self.owner.attrib.pop(self.name))
            return
        self.child.tail = None
        target.append(self.child)


def _key(one: _Property) -> bytes:
    """What a property says, however names are shortened and attributes ordered."""
    if one.child is None:
        return f"{one.name}={one.owner.get(one.name, '')}".encode()
    return etree.tostring(one.child, method="c14n", exclusive=True)


def _properties(rdf: Element) -> Iterator[_Property]:
    for owner in rdf.findall(DESCRIPTION):
        for name, value in owner.attrib.items():
            if str(name).startswith("{") and name not in {ABOUT, _HAS_MORE} and not str(name).startswith(_XML):
                yield _Property(len(str(value).encode()), owner, name=str(name))
        for child in owner.iterchildren(etree.Element):
            yield _Property(len(etree.tostring(child, encoding="utf-8")), owner, child)


def name_of(more: bytes) -> str:
    """What an extended packet is called: its MD5, in capitals."""
    return hashlib.md5(more, usedforsecurity=False).hexdigest().upper()
