"""A packet of XMP as a tree, and back: what it does not know stays."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from photoorg.media.limits import MediaError
from photoorg.media.namespaces import META, RDF

_MOST_BYTES = 32 << 20
_MOST_MARKS = 400_000
"""Each element takes some 300 bytes of memory."""
_MOST_ATTRIBUTES = 3_000
"""Of one element: libxml2 compares each with all others. Lightroom writes some 300."""
_HEAD = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_STARTS = (b"<?xpacket", b"<?xml", b"<x:x", b"<rdf:RDF")
"""What a packet begins with; where none is there, its first mark counts."""
_TAIL = b'\n<?xpacket end="w"?>'
_ROOM = (b" " * 99 + b"\n") * 20
"""Spaces behind a packet, so that others can change it in place: what the specification recommends."""
_RDF = f"{{{RDF}}}RDF"
DESCRIPTION = f"{{{RDF}}}Description"
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb'(<\?xml[^>]*?)\s+encoding\s*=\s*["\'][^"\']*["\']', re.IGNORECASE)
ABOUT = f"{{{RDF}}}about"

Element = etree._Element  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - lxml has no other name for it


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet that was read. `rdf` is the element with the descriptions; `whole` says that nothing had to be guessed.

    Only what is `whole` may be written again. `head` and `tail` stand around the tree.
    """

    rdf: Element
    whole: bool
    head: bytes = _HEAD
    tail: bytes = _TAIL


def parsed(data: bytes) -> Packet | None:
    """The tree of a packet or of a sidecar, None where there is none. Never raises.

    Entities and document types are refused, as nothing in XMP needs them. Damaged packets are read as far as they go.
    """
    text = _utf8(data)
    if not text or len(text) > _MOST_BYTES or text.count(b"<") > _MOST_MARKS or _DOCTYPE.search(text):
        return None
    if text.count(b"=") > _MOST_ATTRIBUTES and any(tag.count(b"=") > _MOST_ATTRIBUTES for tag in text.split(b"<")):
        return None
    for recover in (False, True):
        clean, honest = text, True
        if recover:
            clean, honest = _mended(text), False
        root = _root(clean, recover=recover)
        rdf = None if root is None else _rdf_of(root)
        if rdf is not None:
            return Packet(rdf, honest, *_around(clean, rdf))
    return None


def _around(text: bytes, rdf: Element) -> tuple[bytes, bytes]:
    """What stands before and behind the tree; the usual where that cannot be told."""
    root = rdf.getroottree().getroot()
    name = f"{root.prefix}:{str(root.tag).rpartition('}')[2]}".encode()
    opens, closes = text.split(b"<" + name), text.split(b"</" + name)
    if len(opens) != 2 or len(closes) != 2:
        return _HEAD, _TAIL
    return opens[0], closes[1].partition(b">")[2]


def _root(text: bytes, *, recover: bool) -> Element | None:
    parser = etree.XMLParser(
        encoding="utf-8", recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=False, strip_cdata=False,
    )  # fmt: skip
    try:
        return etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError, RecursionError):
        return None


def _rdf_of(root: Element) -> Element | None:
    return root if root.tag == _RDF else next(root.iter(_RDF), None)


def _utf8(data: bytes) -> bytes:
    """The packet in UTF-8, from its first mark to its last, and without a declaration of another encoding."""
    start = data[:4]
    for marks, name in (
        (b"\0\0\xfe\xff", "utf-32-be"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"),
        (b"<\0\0\0", "utf-32-le"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\0<", "utf-16-be"),
        (b"<\0", "utf-16-le"),
    ):  # fmt: skip
        if start.startswith(marks):
            data = data.decode(name, "replace").encode("utf-8", "replace")
            break
    first, last = data.find(b"<"), data.rfind(b">")
    if data[:first].strip(b"\x00 \r\n\t\xef\xbb\xbf") != b"":
        first = min((at for mark in _STARTS if (at := data.find(mark)) >= 0), default=first)
    return _ENCODING.sub(_without_other, data[first : last + 1], count=1) if 0 <= first < last else b""


def _without_other(declared: re.Match[bytes]) -> bytes:
    return declared[0] if b"utf-8" in declared[0].lower() else declared[1]


_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_CHARACTER = re.compile(r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[1245-9]|2[0-9]|3[01]));", re.IGNORECASE)


def _mended(text: bytes) -> bytes:
    """A damaged packet as exiftool reads it: bytes that are no UTF-8 are of Latin 1, control characters go."""
    try:
        decoded = text.decode()
    except UnicodeDecodeError:
        decoded = text.decode("cp1252", "replace")
    return _NO_CHARACTER.sub("", _NO_XML.sub("", decoded)).encode()


def empty() -> Packet:
    """A new packet that says nothing."""
    meta = etree.Element(f"{{{META}}}xmpmeta", nsmap={"x": META})
    rdf = etree.SubElement(meta, _RDF, nsmap={"rdf": RDF})
    description = etree.SubElement(rdf, DESCRIPTION)
    description.set(ABOUT, "")
    meta.text = rdf.text = description.tail = rdf.tail = "\n"
    return Packet(rdf, whole=True)


def for_change(data: bytes) -> Packet:
    """The tree of a packet that is to be changed, or a new one. Raises MediaError where it is not sound."""
    if not data.strip(b"\0 \r\n\t"):
        return empty()
    packet = parsed(data)
    if packet is None or not packet.whole:
        raise MediaError("Its XMP metadata are damaged, so they cannot be changed safely.")
    return packet


def is_empty(packet: Packet) -> bool:
    """Whether it says nothing at all."""
    return not any(
        len(one) or (one.text or "").strip() or any(tag not in {ABOUT, "about"} for tag in one.attrib)
        for one in packet.rdf
    )


def serialised(packet: Packet) -> bytes:
    """The bytes of a packet for a file, in UTF-8, with a wrapper and room behind."""
    body = etree.tostring(packet.rdf.getroottree().getroot(), encoding="utf-8", xml_declaration=False)
    return _HEAD + body + b"\n" + _ROOM + _TAIL.lstrip()


def sidecar_of(packet: Packet) -> bytes:
    """The bytes of a sidecar, in UTF-8, with what was before and behind the packet."""
    body = etree.tostring(packet.rdf.getroottree().getroot(), encoding="utf-8", xml_declaration=False)
    return packet.head + body + packet.tail.rstrip(b"\r\n") + b"\n"
