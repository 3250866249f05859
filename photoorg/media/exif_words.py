"""The words in an EXIF block: texts, stars and the orientation of its main directory."""

from __future__ import annotations

import struct
from collections.abc import Mapping

ORIENTATION, RATING, RATING_PERCENT, XP_KEYWORDS = 0x0112, 0x4746, 0x4749, 0x9C9E
_MOST_TAGS, _MOST_BYTES = 1_000, 1 << 20
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 6: 1, 7: 1, 8: 2, 9: 4, 129: 1}
_NUMBERS = {1: "B", 3: "H", 4: "I", 8: "h", 9: "i"}

Value = bytes | int
"""The bytes of a text or of what has no type, or the first number of others."""


def main_tags(block: bytes) -> Mapping[int, Value]:
    """The tags of the main directory of a block that begins as TIFF does. Never raises: what is broken is left out."""
    try:
        return _tags(block)
    except struct.error:
        return {}


def _tags(block: bytes) -> dict[int, Value]:
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None:
        return {}
    (at,) = struct.unpack_from(f"{order}I", block, 4)
    (count,) = struct.unpack_from(f"{order}H", block, at)
    found = dict[int, Value]()
    for entry in range(at + 2, min(at + 2 + 12 * min(count, _MOST_TAGS), len(block) - 11), 12):
        tag, kind, number = struct.unpack_from(f"{order}HHI", block, entry)
        value = _value(block, order, entry, kind, number)
        if value is not None:
            found.setdefault(tag, value)
    return found


def _value(block: bytes, order: str, entry: int, kind: int, number: int) -> Value | None:
    size = _SIZES.get(kind, 0) * number
    if not 0 < size <= _MOST_BYTES:
        return None
    at = entry + 8
    if size > 4:
        (at,) = struct.unpack_from(f"{order}I", block, at)
    if at + size > len(block):
        return None
    if kind in _NUMBERS and (kind != 1 or number == 1):
        return int(struct.unpack_from(f"{order}{_NUMBERS[kind]}", block, at)[0])
    return block[at : at + size]


def text(value: Value | None) -> str:
    """A text, up to its first zero: UTF-8, or Latin 1 where it is none."""
    if not isinstance(value, bytes):
        return ""
    start = value.split(b"\0", 1)[0]
    try:
        return start.decode().strip()
    except UnicodeDecodeError:
        return start.decode("cp1252", "replace").strip()


def windows_text(value: Value | None) -> str:
    """A text as Windows keeps it: UTF-16, up to its first zero."""
    if not isinstance(value, bytes):
        return ""
    return value[: len(value) & ~1].decode("utf-16-le", "replace").split("\0", 1)[0].strip()


def windows_bytes(said: str) -> bytes:
    """`said` as Windows keeps it."""
    return f"{said}\0".encode("utf-16-le")


def number(value: Value | None) -> int | None:
    """A number, None where it is none."""
    return value if isinstance(value, int) else None
