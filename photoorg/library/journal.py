"""The journal: what photoorg did to keep a library safe, for a person to read. Lines are added and never changed."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from photoorg import durable
from photoorg.settings import Home

log = logging.getLogger(__name__)

Kind = Literal[
    "backup", "backup_failed", "backup_dropped", "restored", "words_replayed", "words_imported", "migrated", "damaged",
    "examined", "forgotten", "words_rewritten", "words_unused",
]  # fmt: skip
"""What a line may be about. What an older or newer photoorg has written may be about something else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: when (seconds since 1970), its kind, a sentence, and the facts behind it."""

    at: int
    kind: str
    sentence: str
    facts: dict[str, object] = field(default_factory=dict[str, object])


def note(home: Home, kind: Kind, sentence: str, **facts: object) -> None:
    """Add a line. Never raises: what it tells of has happened, and must not fail because of the telling."""
    line = {"at": int(time.time()), "kind": kind, "sentence": sentence, **facts}
    try:
        durable.append(home.journal, json.dumps(line, default=str).encode() + b"\n")
    except OSError as error:
        log.info("Not in the journal (%s): %s", error, sentence)


def entries(home: Home) -> list[Entry]:
    """The lines, oldest first; one that a power cut left unfinished is passed over."""
    try:
        data = home.journal.read_bytes()
    except OSError:
        return []
    return list(_entries(data))


def _entries(data: bytes) -> Iterator[Entry]:
    for line in data.splitlines():
        try:
            values = json.loads(line)
            yield Entry(int(values.pop("at")), str(values.pop("kind")), str(values.pop("sentence")), values)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
