"""What the walkers share: their shape, their one error, and bounds for files that are made to keep them busy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

Part: TypeAlias = bytes | memoryview
Walker: TypeAlias = Callable[[bytes], Iterator[Part]]
"""Yields the coded parts of a whole file. Raises NothingCodedError, maybe late, where it finds no picture."""


def framed(name: bytes, *parts: Part) -> Iterator[Part]:
    """Parts as one, behind a short name and their length: no other parts can make the same row of bytes."""
    yield bytes([len(name)]) + name + sum(map(len, parts)).to_bytes(8, "big")
    yield from parts


class NothingCodedError(Exception):
    """A file in which no coded picture can be told from the rest."""


class Allowance:
    """How much of a file may be looked at: a table in it may name the same bytes a million times over."""

    def __init__(self, data: bytes, steps: int) -> None:
        self._bytes = 2 * len(data) + (1 << 16)
        self._steps = steps

    def take(self, count: int) -> None:
        """Use one step and `count` bytes. Raises NothingCodedError when they are used up."""
        self._steps -= 1
        self._bytes -= count
        if self._steps < 0 or self._bytes < 0:
            raise NothingCodedError
