"""Properties of a packet set and removed, in the form that each has; everything else stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from photoorg.media.limits import MediaError
from photoorg.media.namespaces import NAMESPACES, RDF, key, key_of
from photoorg.media.xmp.packet import ABOUT, DESCRIPTION, Element, Packet
from photoorg.media.xmp.values import (
    LANG,
    MOST_ITEMS,
    MOST_NODES,
    Node,
    array_of,
    descriptions,
    fields,
    items,
    nodes,
    structures,
    text_of,
    without_comments,
)

LI, _PARSE_TYPE = f"{{{RDF}}}li", f"{{{RDF}}}parseType"
_DEFAULT = "x-default"


def remove_fields(holder: Node, name: str) -> bool:
    """Remove the fields `name` of a structure or description; whether it had any."""
    if isinstance(holder, str):
        return False
    wanted, found = key(name), False
    for place in structures(holder):
        for tag in [str(tag) for tag in place.attrib if key_of(str(tag)) == wanted]:
            del place.attrib[tag]
            found = True
        for child in [child for child in without_comments(place) if key_of(str(child.tag)) == wanted]:
            _drop(child)
            found = True
    return found


def remove(packet: Packet, name: str) -> None:
    """Remove a property altogether."""
    for one in list(descriptions(packet)):
        remove_fields(one, name)


def set_text(packet: Packet, name: str, text: str) -> None:
    """Set a plain property."""
    found = nodes(packet, name)
    if len(found) == 1 and text_of(found[0]) == text and array_of(found[0]) is None:
        return
    remove(packet, name)
    _new(packet, name).text = text


def set_items(packet: Packet, name: str, kind: str, texts: Sequence[str]) -> None:
    """Set a property to a list; items that it has already stay as they are, in the list's order.

    Raises MediaError where there are too many of them.
    """
    found = nodes(packet, name)
    if len(found) >= MOST_NODES or any(len(items(node)) >= MOST_ITEMS for node in found):
        raise MediaError(f"Its XMP metadata have {name} too often, so they cannot be changed safely.")
    there = {text_of(item): item for node in found for item in items(node) if not isinstance(item, str)}
    array = array_of(found[0]) if found else None
    if array is not None and [text_of(item) for node in found for item in items(node)] == list(texts):
        return
    if not texts:
        remove(packet, name)
        return
    if array is None or len(found) > 1:
        remove(packet, name)
        array = etree.SubElement(_new(packet, name), f"{{{RDF}}}{kind}")
        there = {}
    for item in without_comments(array):
        _drop(item)
    for text in texts:
        item = there.get(text)
        if item is None:
            item = etree.Element(LI)
            item.text = text
        array.append(item)


def set_languages(packet: Packet, name: str, texts: Mapping[str, str]) -> None:
    """Set a property to texts by language, "" being x-default; there always is one, as the specification wants."""
    if not texts:
        remove(packet, name)
        return
    whole = {_DEFAULT: texts.get("", next(iter(texts.values())))} | {code: text for code, text in texts.items() if code}
    found = nodes(packet, name)
    array = array_of(found[0]) if len(found) == 1 else None
    if array is None:
        remove(packet, name)
        array = etree.SubElement(_new(packet, name), f"{{{RDF}}}Alt")
    left = dict(whole)
    for item in without_comments(array):
        code = item.get(LANG) or _DEFAULT
        code = _DEFAULT if code.casefold() == _DEFAULT else code
        if code not in left:
            _drop(item)
            continue
        text = left.pop(code)
        if text_of(item).strip() != text.strip():
            _set_plain(item, text, code)
    for code, text in left.items():
        item = etree.Element(LI)
        _set_plain(item, text, code)
        array.insert(0 if code == _DEFAULT else len(array), item)


def set_inner(packet: Packet, path: str, text: str) -> None:
    """Set `prefix:Name/prefix:Field`, a field of the structures in a list; without a text it is removed."""
    name, field = path.split("/")
    holders = [item for node in nodes(packet, name) for item in items(node) if not isinstance(item, str)]
    having = [item for item in holders if fields(item, field)]
    if having and text and [text_of(one) for one in fields(having[0], field)] == [text]:
        return
    for item in having:
        remove_fields(item, field)
        if not text and not _has_fields(item):
            _drop(item)
    if text:
        holder = having[0] if having else holders[0] if holders else None
        if holder is None:
            remove(packet, name)
            array = etree.SubElement(_new(packet, name), f"{{{RDF}}}Seq")
            holder = etree.SubElement(array, LI)
            holder.set(_PARSE_TYPE, "Resource")
        _element(structures(holder)[-1], field).text = text
    elif not any(without_comments(array) for node in nodes(packet, name) if (array := array_of(node)) is not None):
        remove(packet, name)


def rename(holder: Node, name: str, wanted: Callable[[str], bool]) -> None:
    """Remove the field `name` of a structure where its text is wanted."""
    if any(wanted(text_of(node)) for node in fields(holder, name)):
        remove_fields(holder, name)


def _has_fields(item: Element) -> bool:
    own = {_PARSE_TYPE, ABOUT}
    return any(
        any(child.tag != DESCRIPTION for child in without_comments(place))
        or any(tag not in own for tag in place.attrib)
        for place in structures(item)
    )


def _set_plain(item: Element, text: str, code: str) -> None:
    for child in without_comments(item):
        _drop(child)
    for tag in list(item.attrib):
        if tag != LANG:
            del item.attrib[tag]
    item.set(LANG, code)
    item.text = text


def _new(packet: Packet, name: str) -> Element:
    """An empty element for a property: where others of its namespace are, else in the first description."""
    places = [one for one in descriptions(packet) if one.tag == DESCRIPTION]
    if not places:
        places = [etree.SubElement(packet.rdf, DESCRIPTION)]
        places[0].set(ABOUT, "")
    address = key(name).split(" ", 1)[0]
    beside = (
        one for one in places for child in without_comments(one) if key_of(str(child.tag)).split(" ")[0] == address
    )
    return _element(next(beside, places[-1]), name)


def _element(place: Element, name: str) -> Element:
    """A new element in `place`, in the namespace as this packet writes it."""
    prefix, local = name.split(":", 1)
    around = place if (parent := place.getparent()) is None else parent
    spaces = [space for one in (place, *without_comments(around)) for space in one.nsmap.values() if space]
    key_here = NAMESPACES[prefix].rstrip("/#")
    address = next((space for space in spaces if space.rstrip("/#") == key_here), NAMESPACES[prefix])
    return etree.SubElement(place, f"{{{address}}}{local}", nsmap={prefix: address})


def _drop(element: Element) -> None:
    """Take an element out; a text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if tail := (element.tail or "").strip():
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)
