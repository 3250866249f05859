"""What is to be written of one photo, worked out from its file as it is now, and carried out. Knows no library.

Both parts run on threads of a pool: all that one needs is in what it is given.
"""

from __future__ import annotations

import hashlib
import logging
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from photoorg.library.to_write import Target
from photoorg.library.writings import OFF, Way
from photoorg.library.written import Note
from photoorg.media.formats import HEAD_BYTES, sniff
from photoorg.media.identity import identity_of
from photoorg.media.limits import MediaError
from photoorg.media.rewriting import BESIDE, Rewritten, rewritten
from photoorg.media.saying import differences
from photoorg.outcomes import PhotoorgError
from photoorg.said import LARGEST_SIDECAR, SIDECAR, Said, said_json
from photoorg.splices import Splice, between, packed, spliced, turned_round
from photoorg.work import replacing
from photoorg.work.beside import sidecars_of
from photoorg.work.replacing import Stamp, There

log = logging.getLogger(__name__)

Difference = tuple[str, str, str]
"""What a field is called, what a file says in it, and what it is to say; "" where nothing."""
_INTO_MOST = 256 << 20  # bytes: a file that is written into is held in memory twice


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is to be replaced (`was`), or made (None) like the photo beside it; and what it becomes."""

    path: Path
    was: There | None
    data: bytes
    splices: tuple[Splice, ...]
    like: Path
    keeps_time: bool = False

    def note(self, target: Target) -> Note:
        """What is to be kept to take it back."""
        old = b"" if self.was is None else self.was.data
        return Note(
            target.photo_id,
            target.volume_id,
            f"{target.folder}/{self.path.name}".lstrip("/"),
            None if self.was is None else hashlib.sha256(old).digest(),
            0 if self.was is None else self.was.stamp.mtime_ns,
            hashlib.sha256(self.data).digest(),
            packed(turned_round(old, self.splices)),
        )

    def carry_out(self, partial: str) -> Stamp:
        """Put the new file in its place. Raises PhotoorgError, and it is as it was."""
        if self.was is None:
            return replacing.create(self.path, self.data, self.like, partial)
        time = self.was.stamp.mtime_ns if self.keeps_time else None
        return replacing.replace(self.path, self.data, self.was.stamp, partial, mtime_ns=time)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be written of one photo: `changes`, maybe none, or `why_not`.

    `is_stale`: the file says something else than it did when it was read last, so that it is to be read first. `file`
    and `beside` are the stamps of the file and its sidecar as they were found.
    """

    target: Target
    found: Rewritten = field(default_factory=Rewritten)
    changes: tuple[Change, ...] = ()
    why_not: str = ""
    is_stale: bool = False
    file: Stamp | None = None
    beside: Stamp | None = None

    @property
    def way(self) -> Way:
        """How it is written after all."""
        beside_only = bool(self.changes) and self.changes[0].path.name != self.target.name
        return "sidecar" if beside_only else self.target.way

    def differences(self) -> tuple[Difference, ...]:
        """What becomes another, field by field."""
        return tuple(differences(self.found.before, self.found.said)) if self.changes else ()


def sidecar_path(target: Target) -> Path:
    """The sidecar that a photo has, or would get."""
    return Path(target.path).with_name(target.sidecar or f"{target.name}{SIDECAR}")


def as_it_lies(target: Target) -> Target:
    """The same with the sidecar that counts now: one may have come since the folder was looked at.

    The folder is listed only where there is a name that nobody knew of.
    """
    path = Path(target.path)
    names = {f"{target.name}{SIDECAR}", f"{path.stem}{SIDECAR}", f"{path.stem}{SIDECAR.upper()}"}
    if not any(os.path.lexists(path.with_name(name)) for name in names - {target.sidecar}):
        return target
    there = sidecars_of(path)
    return replace(target, sidecar=there[0].name if there else target.sidecar)


def prepare(target: Target, wanted: Said, base: Said | None) -> Prepared:
    """Work out what is to be written. Never raises for what the world does. `base`: what the file said last."""
    if target.way == OFF:
        return Prepared(target, why_not="Writing is off for its folder.")
    if not target.online:
        return Prepared(target, why_not="Its drive is not connected.")
    if wanted == base:
        return Prepared(target)  # no file is asked for nothing
    try:
        return _prepare(target, wanted, base)
    except PhotoorgError as error:
        why_not = str(error)
    except MemoryError:
        why_not = "There is not enough memory to write to this file."
    except Exception:  # a defect of ours: it does not keep back the rest
        log.exception("Could not work out what is to be written to %r", target.path)
        why_not = "It could not be written, by a defect of photoorg: the log tells more."
    return Prepared(target, why_not=why_not)


def read_now(target: Target) -> tuple[There, There | None]:
    """A photo's file and its sidecar. Raises PhotoorgError where they cannot be read."""
    file = replacing.look(Path(target.path))
    if file is None:
        raise PhotoorgError("The file is not there any more.")
    return file, replacing.look(sidecar_path(target), LARGEST_SIDECAR)


def kind_of(data: bytes, name: str) -> str:
    """The name of a file's format. Raises MediaError where it is none that photoorg knows."""
    found = sniff(data[:HEAD_BYTES], Path(name).suffix)
    if found is None:
        raise MediaError("This is not an image in a format that photoorg knows.")
    return found.name


def _prepare(target: Target, wanted: Said, base: Said | None) -> Prepared:
    target = as_it_lies(target)
    file, beside = read_now(target)
    kind = kind_of(file.data, target.name)
    hindered = _hindrance(file) if target.way == "embedded" and kind != "raw" else ""
    into = target.way == "embedded" and not hindered
    if (file.stamp.size, file.stamp.mtime_ns) != (target.size, target.mtime_ns):
        _check_picture(target, file, kind)
    made = rewritten(file.data, kind, None if beside is None else beside.data, wanted, into=into)
    stamps = (file.stamp, None if beside is None else beside.stamp)
    if base is None or said_json(made.before) != said_json(base):
        return Prepared(target, made, (), "", True, *stamps)
    if hindered:
        made = replace(made, note=f"{hindered} {BESIDE}")
    changes = tuple(_changes(target, made, file, beside))
    locked = next((one.was.locked for one in changes if one.was is not None and one.was.locked), "")
    return Prepared(target, made, () if locked else changes, locked, False, *stamps)


def _changes(target: Target, made: Rewritten, file: There, beside: There | None) -> list[Change]:
    path, found = Path(target.path), list[Change]()
    if made.splices:
        new = spliced(file.data, made.splices)
        found.append(Change(path, file, new, made.splices, path, keeps_time=not target.dated))
    if made.sidecar is not None:
        splices = tuple(between(b"" if beside is None else beside.data, made.sidecar))
        found.append(Change(sidecar_path(target), beside, made.sidecar, splices, path))
    return found


def _check_picture(target: Target, file: There, kind: str) -> None:
    """Raises PhotoorgError where another picture lies in the file by now."""
    if identity_of(file.data, kind).value != target.identity:
        raise PhotoorgError("There is another picture in the file by now: 'photoorg index' looks at it first.")


def _hindrance(file: There) -> str:
    """Why this very file is not written into, though others of its format are; "" where it is."""
    return "The file is too large to be written into." if len(file.data) > _INTO_MOST else file.locked
