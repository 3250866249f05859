"""What happens to one file away from the library thread: read it, keep its thumbnail, prepare it for the models."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from photoorg.library.catalog import FileRecord, PhotoRecord
from photoorg.library.fields import STORED
from photoorg.library.lost import Lost
from photoorg.media.decode import Reading, read_unless
from photoorg.media.identity import Identity
from photoorg.media.limits import Limits
from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import PhotoorgError, Problem
from photoorg.vision.pixels import Pixels
from photoorg.vision.tasks import Finding, OpenTask

log = logging.getLogger(__name__)

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock has no zone


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to read. `due` names the tasks to prepare its picture for, None all of them."""

    path: str
    file: FileRecord
    due: tuple[str, ...] | None = None

    @property
    def is_changed(self) -> bool:
        """Whether it is a file that was known with another content, or may have been."""
        return self.due is None and self.file.file_id is not None


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What came of reading a file: a photo, or only its identity (`moved`: known by it), or a problem.

    `inputs` holds the prepared picture for each task by its name.
    """

    candidate: Candidate
    photo: PhotoRecord | None = None
    moved: bytes | None = None
    problem: Problem | None = None
    inputs: Mapping[str, Pixels] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What a task saw in a batch: one finding a photo, or none and the reason."""

    task: OpenTask
    photo_ids: Sequence[int]
    findings: Sequence[Finding] = ()
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a file is read.

    `lost` are photos without a file, by identity; `older` says that some photos are known by their older identity.
    """

    lost: Mapping[bytes, Lost] = field(default_factory=dict[bytes, Lost])
    older: bool = False

    def find(self, identity: Identity) -> Lost | None:
        """The photo of that identity, if it is lost."""
        return self.lost.get(identity.value) or self.lost.get(identity.older or b"")


def read(
    candidate: Candidate, tasks: Sequence[OpenTask], thumbnails: ThumbnailCache, limits: Limits, known: Known
) -> Read:
    """Stages identify, read and thumb, for one file. Never raises: what goes wrong becomes a problem."""
    stage = "read"
    try:
        wanted = [task for task in tasks if candidate.due is None or task.name in candidate.due]
        # One decode serves the thumbnail and every task that is due, and is no larger than they need.
        found = read_unless(
            Path(candidate.path),
            lambda identity: _has_only_moved(candidate.file, known.find(identity)),
            limits=limits,
            side=thumbnails.size,
            short=max((task.task.side for task in wanted), default=1),
            older=known.older,
        )
        if isinstance(found, Identity):
            return Read(candidate, moved=found.value)
        photo = _record(found)
        if _is_seen(photo, known.find(found.identity)):
            wanted = []
        stage = "thumb"
        thumbnails.save(photo.thumbnail, found.picture)
        if photo.older is not None:
            thumbnails.discard(photo.older)
        inputs = {task.name: task.prepare(found.picture) for task in wanted}
        return Read(candidate, photo=photo, inputs=inputs, problem=_damage(candidate, found))
    except PhotoorgError as error:
        candidate = _again(candidate) if _may_pass(error) else candidate
        return Read(candidate, problem=Problem(candidate.path, stage, str(error)))
    except BaseException as error:
        log.exception("Could not %s %r", stage, candidate.path)
        return Read(_again(candidate), problem=Problem(candidate.path, stage, defect(error)))


def _has_only_moved(file: FileRecord, lost: Lost | None) -> bool:
    """Whether a file is one that is gone from elsewhere, with nothing in it changed: then all is known of it."""
    return lost is not None and (file.size, file.mtime_ns) in lost.places


def _is_seen(photo: PhotoRecord, lost: Lost | None) -> bool:
    """Whether every task has seen the photo, turned as it is."""
    return lost is not None and lost.orientation in {None, photo.orientation}


def look(task: OpenTask, photo_ids: Sequence[int], inputs: Sequence[Pixels]) -> Looked:
    """Stage look, for one batch. Never raises: a model that fails is told of, and asked again next time."""
    try:
        return Looked(task, photo_ids, task.look(inputs))
    except BaseException as error:
        log.exception("%s failed on %d photos", task.name, len(photo_ids))
        return Looked(task, photo_ids, failure=defect(error))


def unstorable(candidate: Candidate, error: BaseException) -> Read:
    """What came of a file whose photo the library would not take."""
    return Read(_again(candidate), problem=Problem(candidate.path, "store", defect(error)))


def _may_pass(error: PhotoorgError) -> bool:
    """Whether the file itself may be good: no permission, no room on the disk. Decoders' errors have no number."""
    cause = error.__cause__
    return isinstance(cause, MemoryError) or (isinstance(cause, OSError) and cause.errno is not None)


def _again(candidate: Candidate) -> Candidate:
    """As a file whose time nobody has seen: the next run finds it changed and tries again."""
    return replace(candidate, file=replace(candidate.file, mtime_ns=-1))


def _record(reading: Reading) -> PhotoRecord:
    facts = reading.facts
    # The wall clock's time as if it were UTC: photos sort and are searched by the clock of the place.
    taken = None if facts.taken is None else int((facts.taken - _EPOCH).total_seconds())
    stored = {name: getattr(facts, name) for name in STORED}
    known = {name: value for name, value in stored.items() if value not in {None, ""}}
    one = reading.identity
    return PhotoRecord(
        one.value, known, taken, facts.taken_offset, reading.damaged, one.scheme, facts.orientation, one.older
    )


def _damage(candidate: Candidate, reading: Reading) -> Problem | None:
    return None if reading.damaged is None else Problem(candidate.path, "read", reading.damaged)


def defect(error: BaseException) -> str:
    """What a person is told of an error that is ours."""
    return f"photoorg stumbled here ({type(error).__name__}: {error}). Please report it with the log."
