"""Photoshop's image resources, which IPTC's data sets lie in. Source: Adobe Photoshop File Formats Specification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

IPTC, DIGEST = 0x0404, 0x0425
_OWN = b"8BIM"
_KINDS = frozenset({_OWN, b"PHUT", b"DCSR", b"AgHg", b"MeSa"})
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Resource:
    """One of them: its number, its content, and the bytes before the content's length (kind, number, name).

    Those that other programs put there under a kind of their own have numbers of their own: here they are -1.
    """

    number: int
    content: bytes
    head: bytes

    @property
    def packed(self) -> bytes:
        """Its bytes, padded to an even length."""
        return self.head + len(self.content).to_bytes(4, "big") + self.content + bytes(len(self.content) % 2)


@dataclass(frozen=True, slots=True)
class Resources:
    """All of them in the file's order, and the bytes behind that are none (empty where the block is whole)."""

    each: tuple[Resource, ...]
    rest: bytes = b""

    def content(self, number: int) -> bytes | None:
        """The content of the first of that number."""
        return next((one.content for one in self.each if one.number == number), None)

    @property
    def iptc(self) -> bytes:
        """IPTC's data sets."""
        return self.content(IPTC) or b""

    @property
    def digest(self) -> bytes | None:
        """The MD5 of them that was true when Photoshop wrote them."""
        found = self.content(DIGEST)
        return found if found is not None and len(found) == 16 else None

    def with_contents(self, changes: Mapping[int, bytes | None]) -> Resources:
        """With other contents of some numbers, or without them where None; the rest as it is."""
        kept = [
            Resource(one.number, new, one.head) if (new := changes.get(one.number, one.content)) is not None else None
            for one in self.each
        ]
        known = {one.number for one in self.each}
        added = [
            Resource(number, new, _OWN + number.to_bytes(2, "big") + b"\0\0")
            for number, new in changes.items()
            if number not in known and new is not None
        ]
        return Resources((*(one for one in kept if one is not None), *added), self.rest)

    def has_twice(self, number: int) -> bool:
        """Whether there is more than one of that number."""
        return sum(one.number == number for one in self.each) > 1

    @property
    def packed(self) -> bytes:
        """The whole block."""
        return b"".join(one.packed for one in self.each) + self.rest


def resources(data: bytes) -> Resources:
    """The resources in a block, up to the first that is broken. Never raises."""
    found, at = list[Resource](), 0
    while data[at : at + 4] in _KINDS and at + 12 <= len(data) and len(found) < _MOST:
        name = data[at + 6]
        start = at + 7 + name + (1 - name % 2)
        size = int.from_bytes(data[start : start + 4], "big")
        end = start + 4 + size
        if end > len(data):
            break
        number = int.from_bytes(data[at + 4 : at + 6], "big") if data.startswith(_OWN, at) else -1
        found.append(Resource(number, data[start + 4 : end], data[at:start]))
        at = min(end + size % 2, len(data))
    return Resources(tuple(found), data[at:])
