"""What happens to one file away from the library thread: read it, keep its thumbnail, prepare it for the models."""

from __future__ import annotations

import errno
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from photoorg.library.catalog import FileRecord, PhotoRecord
from photoorg.library.fields import STORED
from photoorg.library.lost import Lost
from photoorg.media.decode import Reading
from photoorg.media.helper import read_unless
from photoorg.media.identity import Identity
from photoorg.media.limits import Limits, may_pass
from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import PhotoorgError, Problem
from photoorg.vision.pixels import Pixels
from photoorg.vision.tasks import Finding, OpenTask
from photoorg.volumes import OFFLINE

log = logging.getLogger(__name__)

_NO_ROOM = frozenset({errno.ENOSPC, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC)})
# Deleted since it was seen, or its drive was disconnected. EIO may be a bad spot on a disk: that is told.
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR}) | (OFFLINE - {errno.EIO})
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

    `inputs` holds the prepared picture for each task by its name. `is_gone`: it vanished meanwhile. `fatal` is a
    sentence where reading more files is no use: there is no room to keep anything.
    """

    candidate: Candidate
    photo: PhotoRecord | None = None
    moved: bytes | None = None
    problem: Problem | None = None
    inputs: Mapping[str, Pixels] | None = None
    is_gone: bool = False
    fatal: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What a task saw in a batch: one finding a photo, or none and the reason."""

    task: OpenTask
    photo_ids: Sequence[int]
    findings: Sequence[Finding] = ()
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before files are read, of photos that every task has seen.

    `lost` are those without a file, `seen` says how those in files that changed are turned; both by identity. `older`:
    some photos are known by their older identity.
    """

    lost: Mapping[bytes, Lost] = field(default_factory=dict[bytes, Lost])
    seen: Mapping[bytes, int | None] = field(default_factory=dict[bytes, "int | None"])
    older: bool = False

    def has_moved(self, file: FileRecord, identity: Identity) -> bool:
        """Whether a file is one that is gone from elsewhere, with nothing in it changed: then all is known of it."""
        lost = self.lost.get(identity.value)
        return lost is not None and (file.size, file.mtime_ns) in lost.places

    def is_seen(self, photo: PhotoRecord) -> bool:
        """Whether every task has seen a photo, turned as it is."""
        names = (photo.identity, photo.older or b"")
        turns = [self.lost[name].orientation for name in names if name in self.lost]
        turns += [self.seen[name] for name in names if name in self.seen]
        return any(turn in {None, photo.orientation} for turn in turns)


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
            partial(known.has_moved, candidate.file),
            limits=limits,
            side=thumbnails.size,
            short=max((task.task.side for task in wanted), default=1),
            older=known.older,
        )
        if isinstance(found, Identity):
            return Read(candidate, moved=found.value)
        photo = _record(found)
        if known.is_seen(photo):
            wanted = []
        stage = "thumb"
        thumbnails.save(photo.thumbnail, found.picture)
        if photo.older is not None:
            thumbnails.discard(photo.older)
        inputs = {task.name: task.prepare(found.picture) for task in wanted}
        return Read(candidate, photo=photo, inputs=inputs, problem=_damage(candidate, found))
    except PhotoorgError as error:
        fatal = str(error) if stage == "thumb" and _errno(error) in _NO_ROOM else ""
        is_gone = stage != "thumb" and _errno(error) in _GONE
        candidate = _again(candidate) if may_pass(error) else candidate
        return Read(candidate, problem=Problem(candidate.path, stage, str(error)), is_gone=is_gone, fatal=fatal)
    except BaseException as error:
        log.exception("Could not %s %r", stage, candidate.path)
        return Read(_again(candidate), problem=Problem(candidate.path, stage, defect(error)))


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


def _errno(error: PhotoorgError) -> int | None:
    return error.__cause__.errno if isinstance(error.__cause__, OSError) else None


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
