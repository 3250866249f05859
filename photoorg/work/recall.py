"""What is known of photos before files are read, so that not all of them need be decoded or looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from photoorg.library import succession
from photoorg.library.lost import is_known_as, lost_photos, seen_photos
from photoorg.library.store import Database
from photoorg.media.identity import CODED_FORMATS, FILE_SCHEME
from photoorg.vision.tasks import OpenTask
from photoorg.work.reading import Candidate, Known


def known_before(db: Database, tasks: Sequence[OpenTask], todo: Iterable[Candidate]) -> Known:
    """What is known that these files may hold."""
    versions = {task.name: task.version for task in tasks}
    changed = [one.file.file_id for one in todo if one.is_changed and one.file.file_id is not None]
    lost, seen = lost_photos(db, versions), seen_photos(db, versions, changed)
    return Known(lost, seen, succession.has_older(db, FILE_SCHEME, CODED_FORMATS))


def without_forgotten(db: Database, known: Known, identity: bytes) -> Known:
    """The same without a lost photo that a person has forgotten meanwhile: its files are then read as new ones."""
    lost = known.lost.get(identity)
    if lost is None or is_known_as(db, identity, lost.photo_id):
        return known
    return replace(known, lost={name: one for name, one in known.lost.items() if name != identity})
