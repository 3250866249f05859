"""What is known of all photos of an export at once, read step by step."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

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


def newest(entries: Sequence[Entry]) -> datetime:
    """When the last of the photos was changed: the same photos make the same file, whenever that is."""
    newest = max((entry.source_mtime_ns for entry in entries), default=0)
    try:
        return datetime.fromtimestamp(max(newest, 0) // 10**9, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)
