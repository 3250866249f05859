"""What is known of all photos of an export at once, read step by step."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from photoorg.export.entries import Entry
from photoorg.outcomes import Progress

_EACH = 100


def gathered(entries: Sequence[Entry], *, regions: bool = False) -> Generator[Progress, None, list[Entry]]:
    """All of them, in memory: what targets say of photos several times is read once. Boxes only where they are asked.

    Yields how far it is.
    """
    found: list[Entry] = []
    for number, entry in enumerate(entries):
        if number % _EACH == 0:
            yield Progress("gather", number, len(entries))
        found.append(entry if regions else replace(entry, regions=()))
    return found
