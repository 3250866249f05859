"""Small changes of large files: what is taken out where, and what comes in its place. They can be turned round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Splice:
    """At byte `at` of the old file, `remove` bytes go and `insert` comes in their place."""

    at: int
    remove: int
    insert: bytes


def spliced(data: bytes, splices: Sequence[Splice]) -> bytes:
    """The new file. Raises ValueError where splices overlap or reach beyond the end."""
    parts: list[bytes | memoryview] = []
    end, view = 0, memoryview(data)
    for one in sorted(splices, key=lambda one: one.at):
        if one.at < end or one.at + one.remove > len(data):
            raise ValueError("splices overlap, or reach beyond the file")
        parts += [view[end : one.at], one.insert]
        end = one.at + one.remove
    return b"".join([*parts, view[end:]])


def turned_round(data: bytes, splices: Sequence[Splice]) -> list[Splice]:
    """The splices that make the old file, `data`, out of the new one."""
    moved, back = 0, list[Splice]()
    for one in sorted(splices, key=lambda one: one.at):
        back.append(Splice(one.at + moved, len(one.insert), data[one.at : one.at + one.remove]))
        moved += len(one.insert) - one.remove
    return back
