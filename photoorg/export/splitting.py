"""Photos for training, for validation and for tests: which of them a photo is for never changes as others come."""

from __future__ import annotations

import hashlib
from typing import Literal

from photoorg.export.entries import Entry

Together = Literal["day", "photo"]
Part = Literal["train", "val", "test"]
PARTS: tuple[Part, ...] = ("train", "val", "test")


def part_of(entry: Entry, validation: int, test: int, together: Together) -> Part:
    """What a photo is for, where so many percent are for validation and for tests.

    With `day` all photos of a day go together, so that no test has the neighbour of a photo that was trained with.
    Those that do not say when they were taken go by their content.
    """
    day = entry.taken[:10] if together == "day" else ""
    digest = hashlib.sha256(day.encode() or entry.identity or str(entry.photo_id).encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64 * 100
    if place < test:
        return "test"
    return "val" if place < test + validation else "train"
