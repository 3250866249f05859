"""What a target makes when the pictures are there: its files come into the folder as the pictures do."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, overload

from photoorg.export.entries import Entry
from photoorg.export.framing import framed
from photoorg.export.making import recipe_for
from photoorg.export.naming import safe
from photoorg.export.options import Options
from photoorg.export.place import Folder, digest_of, why
from photoorg.export.planning import BLOCK, Plan
from photoorg.export.targets import Finishing
from photoorg.library import exports
from photoorg.library.exporting import entries, lacking
from photoorg.library.exports import Made
from photoorg.library.store import Database
from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import PhotoorgError, Problem, Progress
from photoorg.work.jobs import Step


class Finisher:
    """Lets a target do its part. `names` are the files that it has made, `notes` what it told by the way."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a target is told is gathered here
        self, db: Database, number: int, plan: Plan, thumbnails: ThumbnailCache, made: Mapping[int, Made],
        problems: Sequence[Problem],
    ) -> None:  # fmt: skip
        self._db, self._plan, self._thumbnails, self._made, self._problems = db, plan, thumbnails, made, problems
        self._writer = _Writer(db, number, plan.folder)
        self.notes: list[str] = []

    @property
    def names(self) -> set[str]:
        """What it has made, below the folder."""
        return self._writer.names

    def steps(self, failed: int) -> Generator[Step, None, None]:
        """Make it. Yields a step wherever the target says how far it is."""
        plan = self._plan
        if plan.target.finish is None:
            return
        asked = plan.order.photo_ids
        if plan.target.pictures:
            ids = [one for one in asked if one in self._made]
        else:
            gone = lacking(self._db, asked, to_read=False)
            ids = [one for one in asked if one not in gone]
        work = Finishing(
            folder=plan.folder.path,
            entries=Entries(self._db, ids, self._made, self._thumbnails, plan.order.options),
            chosen=plan.chosen,
            options=plan.order.options,
            title=plan.title,
            problems=self._problems,
            written=self._writer,
        )
        try:
            for progress in plan.target.finish(work):
                if progress.note and progress.note not in self.notes:
                    self.notes.append(progress.note)
                yield Step(replace(progress, problems=failed))
        except OSError as error:
            raise why(error, plan.folder.path) from error


class Entries(Sequence[Entry]):
    """The photos of an export with the files that were made, read from the library in blocks as they are asked for."""

    def __init__(
        self, db: Database, photo_ids: Sequence[int], made: Mapping[int, Made], thumbnails: ThumbnailCache,
        options: Options,
    ) -> None:  # fmt: skip
        self._db, self._ids, self._made, self._thumbnails = db, list(photo_ids), made, thumbnails
        self._options = options
        self._start, self._block = -1, list[Entry]()

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, index: int) -> Entry: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...

    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return Entries(self._db, self._ids[index], self._made, self._thumbnails, self._options)
        at = range(len(self._ids))[index]
        start = at - at % BLOCK
        if start != self._start:
            self._start, self._block = start, self._read(self._ids[start : start + BLOCK])
        return self._block[at - start]

    def __iter__(self) -> Iterator[Entry]:
        for at in range(len(self._ids)):
            yield self[at]

    def _read(self, ids: Sequence[int]) -> list[Entry]:
        found = {entry.photo_id: entry for entry in entries(self._db, ids)}
        if len(found) < len(ids):
            raise PhotoorgError("The library has changed while it was exported: run the same export again.")
        return [self._with_file(found[photo_id]) for photo_id in ids]

    def _with_file(self, entry: Entry) -> Entry:
        thumbnail = self._thumbnails.path(entry.identity)
        entry = replace(entry, thumbnail=thumbnail if thumbnail.is_file() else None)
        made = self._made.get(entry.photo_id)
        if made is None:
            return entry
        return replace(
            entry,
            name=made.name,
            size=made.size,
            sha256=made.digest.hex(),
            width=made.width,
            height=made.height,
            regions=framed(entry, recipe_for(entry, self._options)),
        )


class _Writer:
    """Puts a target's files into the folder; see `targets.Writer`."""

    def __init__(self, db: Database, number: int, folder: Folder) -> None:
        self._db, self._number, self._folder = db, number, folder
        self.names: set[str] = set()

    def write(self, name: str, data: bytes) -> str:
        """See `targets.Writer`."""
        try:
            return self._put(name, self._folder.keep(data), len(data), sha256(data).digest())
        except OSError as error:
            raise why(error, self._folder.path) from error

    def stream(self, name: str, fill: Callable[[BinaryIO], Iterator[Progress]]) -> Generator[Progress, None, str]:
        """See `targets.Writer`."""
        partial = self._folder.partial()
        try:
            with partial.open("w+b") as file:
                yield from fill(file)
            return self._put(name, partial, partial.stat().st_size, digest_of(partial))
        except OSError as error:
            raise why(error, self._folder.path) from error

    def _put(self, name: str, partial: Path, size: int, digest: bytes) -> str:
        name = self._free(name)
        made = Made(name, 0, digest.hex(), size, digest)
        self.names.add(name)
        if self._folder.is_ours(name) and self._folder.known[name].digest == digest:
            partial.unlink()
            return name
        self._folder.clear(name)
        exports.note(self._db, self._number, [made])
        self._folder.give(partial, made)
        return name

    def _free(self, name: str) -> str:
        """The name, below the folder and safe, with a number where somebody else's file has it."""
        *folders, last = name.split("/")
        stem, dot, ending = last.rpartition(".")
        head = "/".join(part for part in (safe(one) for one in folders) if part)
        base = safe(stem if dot else last) or "file"
        base, suffix = (f"{head}/{base}" if head else base), f".{ending}" if dot else ""
        wanted, number = f"{base}{suffix}", 1
        while wanted in self.names or self._folder.is_taken(wanted):
            number += 1
            wanted = f"{base}-{number}{suffix}"
        return wanted
