"""XMP packets that are too long for one segment of a JPEG: joined when read, parted when written.

Source: XMP Specification Part 3 (Adobe, 2016), 1.1.3.1.
"""

from __future__ import annotations

import hashlib

from lxml import etree

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NOTE = "http://ns.adobe.com/xmp/note/"
_HAS_MORE = f"{{{NOTE}}}HasExtendedXMP"
_DESCRIPTION, _ABOUT = f"{{{RDF}}}Description", f"{{{RDF}}}about"
LARGEST_XMP = 8 << 20
_MOST_MARKS = 200_000
_HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'.encode()
_TAIL = b'\n<?xpacket end="w"?>'


def tree(packet: bytes) -> etree._Element | None:  # pyright: ignore[reportPrivateUsage] - lxml has no public name for it
    """The root of a packet; None where it is no XML, has a document type, or is absurd."""
    if len(packet) > LARGEST_XMP or packet.count(b"<") > _MOST_MARKS:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_blank_text=False
    )
    try:
        root = etree.fromstring(_in_utf8(packet), parser)
    except (etree.XMLSyntaxError, ValueError, RecursionError):
        return None
    return None if root.getroottree().docinfo.doctype else root


def _in_utf8(packet: bytes) -> bytes:
    """The packet's bytes without padding. Old programs wrote some in UTF-16."""
    code = {b"\0<": "utf-16-be", b"<\0": "utf-16-le", b"\xfe\xff": "utf-16", b"\xff\xfe": "utf-16"}.get(packet[:2])
    if code:
        packet = packet.decode(code, errors="replace").encode()
    return packet.strip(b"\0 \r\n\t")


def packet_of(root: etree._Element) -> bytes:  # pyright: ignore[reportPrivateUsage]
    """A packet with this root, without padding."""
    return _HEAD + etree.tostring(root, encoding="utf-8", xml_declaration=False) + _TAIL


def rdf_in(root: etree._Element) -> etree._Element | None:  # pyright: ignore[reportPrivateUsage]
    """The element that holds the descriptions."""
    return root if root.tag == f"{{{RDF}}}RDF" else root.find(f".//{{{RDF}}}RDF")


def more_of(packet: bytes) -> str:
    """The name of the extended packet that belongs to this one; empty where it has none."""
    if b"HasExtendedXMP" not in packet or (root := tree(packet)) is None:
        return ""
    for one in root.iter(_DESCRIPTION):
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
    for one in target.iter(_DESCRIPTION):
        one.attrib.pop(_HAS_MORE, None)
        for child in one.findall(_HAS_MORE):
            one.remove(child)
    about = next((one.get(_ABOUT, "") for one in target.findall(_DESCRIPTION)), "")
    for one in source.findall(_DESCRIPTION):
        one.set(_ABOUT, about)
        target.append(one)
    return packet_of(main)


def parted(packet: bytes, most: int) -> tuple[bytes, bytes]:
    """(a packet of at most `most` bytes, the rest). The longest properties go to the rest.

    Raises ValueError where that cannot be.
    """
    root = tree(packet)
    rdf = None if root is None else rdf_in(root)
    if root is None or rdf is None:
        raise ValueError("no XMP packet")
    first = next(iter(rdf.findall(_DESCRIPTION)), None)
    if first is None:
        raise ValueError("no description")
    other = etree.Element(f"{{{RDF}}}RDF", nsmap={"rdf": RDF})
    about = first.get(_ABOUT, "")
    properties = [child for one in rdf.findall(_DESCRIPTION) for child in one if isinstance(child.tag, str)]
    properties.sort(key=lambda one: -len(etree.tostring(one)))
    first.set(_HAS_MORE, "0" * 32)
    for one in properties:
        if len(packet_of(root)) <= most:
            break
        one.tail = None  # blank text
        etree.SubElement(other, _DESCRIPTION, {_ABOUT: about}).append(one)
    more = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + etree.tostring(other, encoding="utf-8") + b"</x:xmpmeta>"
    first.set(_HAS_MORE, name_of(more))
    main = packet_of(root)
    if len(main) > most:
        raise ValueError("too long even so")
    return main, more


def name_of(more: bytes) -> str:
    """What an extended packet is called: its MD5, in capitals."""
    return hashlib.md5(more, usedforsecurity=False).hexdigest().upper()
