"""Taking back what was written: each file gets the bytes that it had, where it is as it was left; else it stays.

What the files said is noted first, so that whoever is killed in between leaves nothing that looks like a change made
elsewhere.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

from photoorg.library import file_words, to_write, written
from photoorg.library.store import Database, writing
from photoorg.library.to_write import Target
from photoorg.library.written import Written
from photoorg.media.carriers import read_blocks
from photoorg.media.saying import said_in
from photoorg.outcomes import Changes, PhotoorgError, Progress, Report
from photoorg.said import NOTHING, Said
from photoorg.splices import spliced, unpacked
from photoorg.work import file_writing, replacing
from photoorg.work import writing_notes as notes
from photoorg.work.batches import batches
from photoorg.work.jobs import Job, Step
from photoorg.work.replacing import Stamp, There

STAGE = "take back"
_ASKED, _TOLD = 256, 5
THREADS = min(4, os.cpu_count() or 1)
_CHANGED = "was changed since it was written, and stays as it is"


@dataclass(frozen=True, slots=True)
class _Old:
    """A file as it was: `data`, None where there was none; `there` is how it is, None where nothing is to be done."""

    record: Written
    data: bytes | None = None
    there: There | None = None


@dataclass(slots=True)
class _Photo:
    """What is taken back of one photo: its files, what they say now and then, or why it is not.

    `back`: the numbers of what was brought back.
    """

    photo_id: int
    target: Target | None
    old: list[_Old] = field(default_factory=list[_Old])
    now: Said = NOTHING
    then: Said = NOTHING
    why: list[str] = field(default_factory=list[str])
    back: list[int] = field(default_factory=list[int])

    @property
    def numbers(self) -> list[int]:
        """Of all that is taken back."""
        return [one.record.number for one in self.old]


def take_back(db: Database, run: int) -> Job:
    """The job that gives the files of a run what they said before it, byte for byte, where they are as it left them.

    Their photos are not due any more until a person says something new of them. Raises PhotoorgError where there is
    nothing to be taken back.
    """
    notes.settle_begun(db)
    groups = written.of_run(db, run)
    if not groups:
        raise PhotoorgError(f"Nothing of run {run} is to be taken back: 'photoorg write --runs' lists all.")
    done, told = 0, list[str]()
    with ThreadPoolExecutor(THREADS, thread_name_prefix="write") as pool:
        at = 0
        for batch in batches(_sized(db, groups)):
            yield Step(Progress(STAGE, at, len(groups), len(told)))
            at += len(batch)
            photos = _looked(db, pool, batch)
            done += _bring_back(db, pool, photos)
            told += [why for one in photos for why in one.why]
            changes = Changes(frozenset(one.photo_id for one in photos), problems=True)
            yield Step(Progress(STAGE, at, len(groups), len(told)), changes)
    sentence = f"Taken back: {done:,} file{'' if done == 1 else 's'}."
    more = [f"{len(told) - _TOLD:,} more stay as they are."] if len(told) > _TOLD else []
    return Report(" ".join([sentence, *told[:_TOLD], *more]), {"files": done, "problems": len(told)})


def _sized(db: Database, groups: Sequence[list[int]]) -> Iterator[tuple[list[int], int]]:
    """What is taken back of photos, with the bytes of the files now."""
    for start in range(0, len(groups), _ASKED):
        block = groups[start : start + _ASKED]
        known = written.numbered(db, [number for group in block for number in group])
        for group in block:
            stamps = [replacing.stamp_of(Path(known[number].path)) for number in group]
            yield group, sum(one.size for one in stamps if one is not None)


def _looked(db: Database, pool: ThreadPoolExecutor, groups: Sequence[Sequence[int]]) -> list[_Photo]:
    """How the files of some photos are, and what they are to become."""
    known = written.numbered(db, [number for group in groups for number in group])
    records = [[known[number] for number in group] for group in groups]
    there = to_write.targets(db, [group[0].note.photo_id for group in records])
    return list(pool.map(_look, records, [there.get(group[0].note.photo_id) for group in records]))


def _look(records: Sequence[Written], target: Target | None) -> _Photo:
    photo = _Photo(records[0].note.photo_id, target)
    for record in records:
        try:
            photo.old.append(_old(record))
        except PhotoorgError as error:
            photo.why.append(f"{record.path}: {error}")
    if target is not None and not photo.why:
        try:
            _listen(photo, target)
        except PhotoorgError:  # the photo lies elsewhere by now
            photo.target = None
    return photo


def _old(record: Written) -> _Old:
    """A file as it was. Raises PhotoorgError where it is not as it was left."""
    note = record.note
    there = replacing.look(Path(record.path))
    if there is None:
        if note.before is None:
            return _Old(record)
        raise PhotoorgError("It is not there any more.")
    digest = hashlib.sha256(there.data).digest()
    if digest == note.before:
        return _Old(record)
    if digest != note.digest:
        raise PhotoorgError(f"It {_CHANGED}.")
    if note.before is None:
        return _Old(record, None, there)
    try:
        data = spliced(there.data, unpacked(note.back))
    except ValueError as error:
        raise PhotoorgError("What it was before is not kept as it should be: it stays as it is.") from error
    if hashlib.sha256(data).digest() != note.before:
        raise PhotoorgError("What it was before is not kept as it should be: it stays as it is.")
    return _Old(record, data, there)


def _listen(photo: _Photo, target: Target) -> None:
    """What the photo's files say now, and then."""
    file, beside = file_writing.read_now(target)
    kind = file_writing.kind_of(file.data, target.name)
    sidecar = None if beside is None else beside.data
    photo.now = said_in(read_blocks(file.data, kind), sidecar)
    becomes = {Path(one.record.path): one.data for one in photo.old if one.there is not None}
    data = becomes.get(Path(target.path), file.data)
    sidecar = becomes.get(file_writing.sidecar_path(target), sidecar)
    photo.then = said_in(read_blocks(data or b"", kind), sidecar)


def _bring_back(db: Database, pool: ThreadPoolExecutor, photos: Sequence[_Photo]) -> int:
    """Bring back some photos' files; returns how many. What hinders is added to what is told."""
    todo = [one for one in photos if not one.why]
    with writing(db):
        for photo in todo:
            written.note_state(db, photo.numbers, "undoing")
            if (target := photo.target) is not None:
                file_words.store_said(db, target.photo_id, target.file_id, "", photo.then)
                to_write.hold(db, [target.photo_id])
    names = {number: name for one in todo for number, name in _names(db, one)}
    list(pool.map(_replace_all, todo, repeat(names)))
    with writing(db):
        for photo in todo:
            written.note_state(db, set(photo.numbers) - set(photo.back), "done")
            written.note_state(db, photo.back, "undone")
            if photo.target is not None:
                _keep(db, photo.target, None if photo.why else photo.then)
    return sum(len(one.back) for one in todo)


def _names(db: Database, photo: _Photo) -> Iterable[tuple[int, str]]:
    return zip(photo.numbers, written.partial_names(db, photo.numbers), strict=True)


def _replace_all(photo: _Photo, names: Mapping[int, str]) -> None:
    for one in photo.old:
        try:
            _replace(one, names[one.record.number])
            photo.back.append(one.record.number)
        except PhotoorgError as error:
            photo.why.append(f"{one.record.path}: {error}")
            return


def _replace(one: _Old, partial: str) -> Stamp | None:
    path, there = Path(one.record.path), one.there
    if there is None:
        return None
    if one.data is None:
        replacing.remove(path, there.stamp)
        return None
    return replacing.replace(path, one.data, there.stamp, partial, mtime_ns=one.record.note.mtime_ns)


def _keep(db: Database, target: Target, said: Said | None) -> None:
    """Keep how the photo's files are now; what they say is read once more where not all came back (`said` is None)."""
    try:
        file, beside = file_writing.read_now(target)
    except PhotoorgError:
        return
    if said is None:
        kind = file_writing.kind_of(file.data, target.name)
        said = said_in(read_blocks(file.data, kind), None if beside is None else beside.data)
    notes.keep(db, target, said, notes.State(file.stamp, None if beside is None else beside.stamp))
