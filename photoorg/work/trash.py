"""Photos' files to the system's trash, and back: nothing is deleted, nothing is overwritten.

Each file is looked at right before: only one that is still the very file that was meant is moved. What a person said
of a photo stays in the library, where it is missing until its file is back.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoorg import durable
from photoorg.library import filed
from photoorg.library.filed import Filed
from photoorg.library.pairs import companions
from photoorg.library.store import Database, writing
from photoorg.media.helper import read_unless
from photoorg.media.identity import Identity
from photoorg.media.limits import Limits
from photoorg.outcomes import Changes, PhotoorgError, Progress, Report
from photoorg.settings import Home
from photoorg.work import trash_place, trash_record
from photoorg.work.jobs import Step
from photoorg.work.trash_back import bring, is_it
from photoorg.work.trash_record import Batch, Gone

STAGE = "trash"
CHECK = "check files"
BACK = "put back"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to go, and (`instead_of` it) one that must be there when it does: its better copy."""

    file: Filed
    instead_of: Filed | None = None


def trash(db: Database, home: Home, wanted: Sequence[Wanted], limits: Limits) -> Generator[Step, None, Report]:
    """The job that moves files to the trash, as one batch that `put_back` brings back.

    All are looked at first, down to the picture in them: raises PhotoorgError, with nothing moved, where one is not
    what the library knows, or has no trash. Cancelled, what has been moved stays in the record.
    """
    total = len(wanted)
    known = {one.path: one for each in wanted for one in (each.file, each.instead_of) if one is not None}
    for number, one in enumerate(known.values()):
        yield Step(Progress(CHECK, number, len(known)))
        check(one, limits)
    for one in wanted:
        trash_place.trash_for(Path(one.file.path))
    batch = trash_record.next_number(home)
    videos, moved = videos_of(wanted), 0
    for number, one in enumerate(wanted):
        if one.instead_of is not None:
            _check_file(one.instead_of)
        _check_file(one.file)
        _move(home, batch, one.file.path, one.file.file_id)
        with writing(db):  # before its video, which may be hindered
            changes = filed.went(db, [one.file.file_id])
        if (video := videos.get(one.file.path)) is not None and _is_plain(video):
            try:
                _move(home, batch, video, 0)
            except PhotoorgError as error:
                yield Step(Progress(STAGE, number, total), changes)  # who shows the photo must hear of it all the same
                also = "The photo itself is in the trash: 'photoorg trash --undo' puts it back."
                raise PhotoorgError(f"{error} {also}") from error
            moved += 1
        yield Step(Progress(STAGE, number + 1, total), changes)
    sentence = f"Moved to the trash: {told(total, moved)}. 'photoorg trash --undo' puts them back."
    return Report(sentence, {"files": total, "videos": moved})


def videos_of(wanted: Sequence[Wanted]) -> dict[str, str]:
    """The videos of live photos that go too: by the path of the photo with which one goes, the last that has it.

    A video stays where a photo in its folder that stays has it too, whether or not the library knows that photo.
    """
    going = {one.file.path: one.file.companion for one in wanted}
    last = {video: path for path, video in going.items() if video is not None}
    staying = {
        video
        for folder in {os.path.dirname(video) for video in last}  # noqa: PTH120 - there may be thousands
        for path, video in _live_in(folder)
        if path not in going
    }
    return {path: video for video, path in last.items() if video not in staying and _is_plain(video)}


def _live_in(folder: str) -> list[tuple[str, str]]:
    """The live photos of a folder, each with its video. Raises PhotoorgError where nobody can look."""
    try:
        found = companions(os.listdir(folder))  # noqa: PTH208 - as above
    except OSError as error:
        raise PhotoorgError(f"{folder} cannot be read: {error.strerror or error}. Nothing was moved.") from error
    return [(os.path.join(folder, name), os.path.join(folder, video)) for name, video in found.items()]  # noqa: PTH118


def told(files: int, videos: int) -> str:
    """So many files, and videos that go with them."""
    text = _files(files)
    return text if not videos else f"{text} and {'1 video' if videos == 1 else f'{videos:,} videos'}"


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files"


def _is_plain(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def check(one: Filed, limits: Limits) -> None:
    """Raises PhotoorgError unless a file is the one that the library knows, with the same picture in it."""
    _check_file(one)
    found = read_unless(Path(one.path), _always, limits=limits, side=1, short=1, older=True)
    names = {found.value, found.older} if isinstance(found, Identity) else {found.identity.value}
    if one.identity not in names:
        raise PhotoorgError(_changed(one.path))


def _always(_: Identity) -> bool:
    return True


def _check_file(one: Filed) -> None:
    try:
        info = os.lstat(one.path)
    except OSError as error:
        raise PhotoorgError(f"{one.path} is not there any more: nothing more was moved.") from error
    same_number = one.inode is None or info.st_ino == one.inode
    if not stat.S_ISREG(info.st_mode) or (info.st_size, info.st_mtime_ns) != (one.size, one.mtime_ns):
        raise PhotoorgError(_changed(one.path))
    if not same_number:
        raise PhotoorgError(_changed(one.path))


def _changed(path: str) -> str:
    why = "has changed since photoorg looked at it: nothing more was moved."
    return f"{path} {why} 'photoorg index' looks at it again."


def _move(home: Home, batch: int, path: str, file_id: int) -> None:
    """Move one file, noted first. Raises PhotoorgError, with the file where it was."""
    source = Path(path)
    try:
        info = source.lstat()
        if not stat.S_ISREG(info.st_mode):
            raise PhotoorgError(f"{path} is not a file any more: nothing more was moved.")
        place = trash_place.place_in(trash_place.trash_for(source), source)
        gone = Gone(path, str(place.file), str(place.note or ""), info.st_size, info.st_mtime_ns, file_id)
        try:
            trash_record.note(home, batch, gone)
            _rename(source, place.file)
        except (OSError, PhotoorgError):
            if is_it(source, gone):
                trash_place.release(place)
                trash_record.settle(home, batch, [gone])
            raise
    except OSError as error:
        raise PhotoorgError(f"{path} could not be moved to the trash: {error.strerror or error}.") from error


def _rename(source: Path, target: Path) -> None:
    """Never in place of another file. Raises OSError."""
    if not durable.take(source, target):
        raise FileExistsError(None, f"{target} is there already")
    durable.sync_folder(target.parent)
    durable.sync_folder(source.parent)


def put_back(db: Database, home: Home, batch: Batch) -> Generator[Step, None, Report]:
    """The job that puts a batch back where it was, with the names and times it had. Nothing is overwritten.

    What cannot be put back stays in the trash and in the record; the report says why. What somebody changed in the
    trash comes back as it is now. A file leaves the record last: killed before, it is found to be back.
    """
    count = problems = 0
    told: list[str] = []
    for number, one in enumerate(batch.files):
        outcome = bring(one)
        if outcome.sentence:
            told.append(outcome.sentence)
        count += outcome.is_back
        problems += not outcome.is_back
        with writing(db):
            known = [(one.file_id, one.size, one.mtime_ns)] if outcome.is_back and one.file_id else []
            changes = filed.came_back(db, known) if known else Changes()
        if outcome.is_settled:
            trash_record.settle(home, batch.number, [one])
        yield Step(Progress(BACK, number + 1, len(batch.files), problems), changes)
    sentence = f"Put back: {_files(count)}."
    return Report(" ".join([sentence, *told]), {"files": count, "problems": problems})
