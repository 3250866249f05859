"""What makes two files the same photo: the coded picture in them, whatever else they say about it.

SHA-256 is the fastest hash of the standard library that cannot be forged, wherever the processor has instructions for
it, and lets other threads run meanwhile.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from photoorg.media.coded import WALKERS, NothingCodedError

FILE_SCHEME = "sha256-128:file"
"""The hash of the whole file: of formats without a walker, and of every photo that photoorg knew before it had any."""

CODED_SCHEME = "sha256-128:coded-1"
"""The hash of the coded picture. Another way of walking needs another name."""

CODED_FORMATS = tuple(WALKERS)
"""Formats whose photos are known by their coded picture."""

IDENTITY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Identity:
    """What names a photo: `value`, 16 bytes, and the scheme by which it was found.

    `older` is what the photo was called by photoorg 1, where that was asked for and is something else.
    """

    scheme: str
    value: bytes
    older: bytes | None = None


def identity_of(data: bytes, kind: str, *, older: bool = False) -> Identity:
    """The identity of the photo whose whole file is `data`, in the format of that name. Never raises.

    The coded picture's, or the whole file's where none can be told from the rest. `older` asks for the file's as well.
    """
    value = _coded(data, kind)
    if value is None:
        return Identity(FILE_SCHEME, _file(data))
    return Identity(CODED_SCHEME, value, _file(data) if older else None)


def _file(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:IDENTITY_BYTES]


def _coded(data: bytes, kind: str) -> bytes | None:
    walker = WALKERS.get(kind)
    if walker is None:
        return None
    found = hashlib.sha256(kind.encode())
    try:
        for part in walker(data):
            found.update(part)
    except NothingCodedError:
        return None
    return found.digest()[:IDENTITY_BYTES]
