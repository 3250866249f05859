"""IPTC-IIM data sets."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = 0x1C
_UTF8 = b"\x1b%G"


@dataclass(frozen=True, slots=True)
class DataSet:
    """One data set: its record and number, and the bytes of its value."""

    record: int
    number: int
    value: bytes


def parse(block: bytes) -> list[DataSet]:
    """The data sets of a block, as far as they are whole."""
    at, found = 0, list[DataSet]()
    while at + 5 <= len(block) and block[at] == _MARK:
        record, number, size = struct.unpack_from(">BBH", block, at + 1)
        at += 5
        if size & 0x8000:
            length = size & 0x7FFF
            size = int.from_bytes(block[at : at + length], "big")
            at += length
        if at + size > len(block):
            break
        found.append(DataSet(record, number, block[at : at + size]))
        at += size
    return found


def build(datasets: Sequence[DataSet]) -> bytes:
    """The block of some data sets."""
    parts = list[bytes]()
    for one in datasets:
        size = len(one.value)
        length = struct.pack(">H", size) if size < 0x8000 else struct.pack(">HI", 0x8004, size)
        parts.append(bytes((_MARK, one.record, one.number)) + length + one.value)
    return b"".join(parts)


def text(datasets: Sequence[DataSet], number: int) -> list[str]:
    """The texts of a data set of record 2."""
    return [_decoded(one.value) for one in datasets if (one.record, one.number) == (2, number)]


def _decoded(value: bytes) -> str:
    try:
        return value.rstrip(b"\0").decode()
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")
