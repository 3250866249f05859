"""What properties of a packet say, in every form that RDF has for the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from photoorg.media.namespaces import RDF, XML, key, key_of
from photoorg.media.xmp.packet import DESCRIPTION, Element, Packet

Node = Element | str
"""A property: an element, or the text of an attribute."""

LANG = f"{{{XML}}}lang"
ARRAYS = {f"{{{RDF}}}{kind}" for kind in ("Bag", "Seq", "Alt")}
_NODE, _VALUE, _RESOURCE = f"{{{RDF}}}nodeID", f"{{{RDF}}}value", f"{{{RDF}}}resource"
MOST_ITEMS, MOST_NODES = 20_000, 20


def descriptions(packet: Packet) -> Iterator[Element]:
    """The elements that hold properties of the photo, in the packet's order."""
    for one in packet.rdf:
        if isinstance(one.tag, str):
            yield one


def nodes(packet: Packet, name: str) -> list[Node]:
    """What a packet has of property `name` (prefix:Name): one, or none, where it is sound."""
    return list(islice((node for one in descriptions(packet) for node in fields(one, name)), MOST_NODES))


def fields(holder: Node, name: str) -> list[Node]:
    """The fields `name` of a structure, or of a description."""
    if isinstance(holder, str):
        return []
    wanted, found = key(name), list[Node]()
    for place in structures(holder):
        found += [str(text) for tag, text in place.attrib.items() if key_of(str(tag)) == wanted]
        found += [child for child in without_comments(place) if key_of(str(child.tag)) == wanted]
    return found


def structures(holder: Element) -> list[Element]:
    """Where the fields of a structure stand: in the element itself, or in a description in it."""
    inner = [child for child in without_comments(holder) if child.tag == DESCRIPTION]
    return [holder, *inner]


def without_comments(element: Element) -> list[Element]:
    """The elements in an element."""
    return [child for child in element if isinstance(child.tag, str)]


def items(node: Node) -> list[Node]:
    """The items of a Bag, Seq or Alt; a plain value is its only item."""
    array = array_of(node)
    if array is not None:
        return [item for item in without_comments(array)[:MOST_ITEMS] if str(item.tag).startswith(f"{{{RDF}}}")]
    return [node]


def array_of(node: Node) -> Element | None:
    """The Bag, Seq or Alt in a property, or the one elsewhere in the packet that it names, as F-Spot writes."""
    if isinstance(node, str):
        return None
    inner = next((child for child in without_comments(node) if child.tag in ARRAYS), None)
    if inner is not None or (name := node.get(_NODE)) is None:
        return inner
    parts = node.getroottree().getroot().iter(*ARRAYS)
    return next((part for part in parts if part.get(_NODE) == name), None)


def text_of(node: Node) -> str:
    """The text of a plain value, also of one with qualifiers or of an address; "" of what has no text."""
    if isinstance(node, str):
        return node
    for place in structures(node):
        if (value := place.get(_VALUE)) is not None:
            return value
        for child in without_comments(place):
            if child.tag == _VALUE:
                return text_of(child)
    if (address := node.get(_RESOURCE)) is not None:
        return address
    if without_comments(node):
        return ""
    return (node.text or "") + "".join(child.tail or "" for child in node)


def texts(packet: Packet, name: str) -> list[str]:
    """All texts of a property: of a plain one, of a Bag, of a Seq. Empty ones are left out."""
    found = (text_of(item) for node in nodes(packet, name) for item in items(node))
    return [text for text in found if text.strip()]


def languages(packet: Packet, name: str) -> dict[str, str]:
    """The texts of a property by language; "" is x-default, and of a text without a language.

    Raises KeyError where the packet has no such property; an empty text is what says nothing on purpose.
    """
    found = nodes(packet, name)
    if not found:
        raise KeyError(name)
    said = dict[str, str]()
    for node in found:
        for item in items(node):
            language = "" if isinstance(item, str) else item.get(LANG) or ""
            language = "" if language.casefold() == "x-default" else language
            said.setdefault(language, text_of(item))
    return said


def path_nodes(packet: Packet, path: str) -> list[Node]:
    """What stands at `prefix:Name/prefix:Field`, in every item where a part is an array."""
    first, *rest = path.split("/")
    found = nodes(packet, first)
    for name in rest:
        found = [field for node in found for item in items(node) for field in fields(item, name)]
    return found
