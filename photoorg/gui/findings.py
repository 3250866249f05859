"""What was found where in a photo, as boxes to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from photoorg.gui.terms import taxonomy
from photoorg.library.browse import Details
from photoorg.library.people import People
from photoorg.outcomes import Region
from photoorg.taxonomy import FACE, PERSON

# Raw scores from which a box is more likely right than not; the surest box of a tag that is shown is drawn always.
_OBJECT_FROM = 0.3
_FACE_FROM = 0.5
_SAME = 0.3  # of what both cover; programs draw faces with and without the hair


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture to draw a line round. `tag` is what it speaks for, `region` where it is and how sure.

    `name`: who or what it is, where the file says so.
    """

    tag: str
    region: Region
    name: str = ""

    @property
    def is_face(self) -> bool:
        """Whether it is a face, which is drawn with round corners."""
        return self.region.label == FACE


def boxes_of(details: Details) -> tuple[Box, ...]:
    """The things that are shown as tags, and the faces: as many people and faces as are counted; and what has names."""
    shown = {tag.name.casefold() for tag in details.tags if tag.shown}
    groups: dict[str, list[Box]] = {}
    for box in boxed(details.regions):
        groups.setdefault(FACE if box.is_face else box.tag, []).append(box)
    kept = [
        box
        for name, boxes in groups.items()
        if name == FACE or name.casefold() in shown
        for box in _surest(name, boxes, details.people)
    ]
    named = _named(details)
    taken = [box.region for box in named if box.is_face]
    return (*(box for box in kept if not (box.is_face and any(_is_same(box.region, one) for one in taken))), *named)


def _named(details: Details) -> list[Box]:
    """The parts to which the file gives names."""
    boxes: list[Box] = []
    for one in details.named:
        if one.name:
            label = FACE if one.kind.casefold() == FACE else one.kind
            region = Region(label, 1.0, one.x - one.width / 2, one.y - one.height / 2, one.width, one.height)
            boxes.append(Box(one.name, region, one.name))
    return boxes


def _is_same(one: Region, other: Region) -> bool:
    """Whether two boxes lie round the same face: enough of what they cover is covered by both."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    both = max(0.0, width) * max(0.0, height)
    return both > _SAME * (one.width * one.height + other.width * other.height - both)


def boxed(regions: Sequence[tuple[str, Region]]) -> list[Box]:
    """Regions (task, what it saw where) with the tags that they speak for: things, then faces, each surest first."""
    known = taxonomy()
    boxes = [Box(known.of_region(region.label), region) for _, region in regions]
    return sorted(boxes, key=lambda box: (box.is_face, -box.region.score))


def _surest(name: str, boxes: list[Box], people: People | None) -> list[Box]:
    counted = None
    if people is not None:
        counted = {FACE: people.faces, PERSON: people.count or None}.get(name)
    if counted is not None:
        return boxes[:counted]
    least = _FACE_FROM if name == FACE else _OBJECT_FROM
    first = [] if name == FACE else boxes[:1]
    return [*first, *(box for box in boxes[len(first) :] if box.region.score >= least)]
