"""What makes two files the same photo."""

from __future__ import annotations

import hashlib

IDENTITY_SCHEME = "sha256-128:file"
"""Kept beside each stored identity: a scheme that looks past metadata segments will have another name."""

IDENTITY_BYTES = 16


def identity_of(data: bytes) -> bytes:
    """16 bytes that name the photo whose whole file is `data`.

    SHA-256 is the fastest hash of the standard library that cannot be forged, wherever the processor has
    instructions for it, and lets other threads run meanwhile.
    """
    return hashlib.sha256(data).digest()[:IDENTITY_BYTES]
