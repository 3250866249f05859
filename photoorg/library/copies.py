"""Which copies of a library there are, when the next one is due, and which make way for it."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from photoorg import durable, volumes
from photoorg.library import marks
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home, Settings, load_settings

_NAMES = "library-*.db"
_DRIVE = "drive.json"
_DAY = 86_400
_WEEK, _MONTH = 7 * _DAY, 30 * _DAY
_CLOCK_ERROR = 300


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the library. `at`: seconds since 1970 when it was made. `words`: how many of a person's are in it.

    `healthy`: it was found whole when it was made, and has its full length now; restoring examines it once more.
    """

    path: Path
    at: int
    photos: int
    words: int
    healthy: bool
    number: int = 0
    marks: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def sentence(self) -> str:
        """'The copy of 21 November 2026 14:03 with 5,312 photos and 812 of your words'."""
        when = time.strftime("%d %B %Y %H:%M", time.localtime(self.at)).lstrip("0")
        photos = f"{self.photos:,} photo{'s' * (self.photos != 1)}"
        words = f"{self.words:,} of your words" if self.words != 1 else "one of your words"
        return f"The copy of {when} with {photos} and {words}"


def copies(home: Home, settings: Settings | None = None) -> list[Copy]:
    """Every copy that can be reached, newest first: by their numbers, for a clock may have been wrong."""
    folders = [home.backups]
    if chosen := (settings or settings_of(home)).backup_folder:
        folders.append(folder_in(Path(chosen), home))
    found = [look(path) for folder in folders for path in _listed(folder)]
    return sorted((copy for copy in found if copy), key=lambda copy: (copy.number, copy.at), reverse=True)


def last_good(home: Home) -> Copy | None:
    """The newest copy that is whole."""
    return next((copy for copy in copies(home) if copy.healthy), None)


def settings_of(home: Home) -> Settings:
    """The settings, or the defaults where they cannot be read: a broken file of settings must not hide the copies."""
    try:
        return load_settings(home)
    except PhotoorgError:
        return Settings()


def folder_in(place: Path, home: Home) -> Path:
    """Where the copies of this library lie in a place that several libraries may share."""
    name = hashlib.sha256(str(home.root).encode(errors="surrogateescape")).hexdigest()[:8]
    return place / f"{home.root.name}-{name}"


def folder_for_new(home: Home, settings: Settings, roots: Sequence[str] = ()) -> tuple[Path, str]:
    """Where a new copy goes, and a sentence where that is not what the settings say.

    `roots` are the folders of the library: nothing is ever written there.
    """
    if not settings.backup_folder:
        return home.backups, ""
    place = Path(settings.backup_folder)
    if not place.is_absolute() or not place.is_dir() or _is_another_drive(home, place):
        return home.backups, f"{place} is not there now, so copies are kept beside the library."
    if lies_among(place, roots):
        return home.backups, f"{place} lies among your photos, where nothing is written: copies are beside the library."
    return folder_in(place, home), ""


def lies_among(place: Path, roots: Sequence[str]) -> bool:
    """Whether a place is in one of the folders of the library, by whatever way it is named."""
    real = Path(os.path.realpath(place))
    return any(real.is_relative_to(os.path.realpath(root)) for root in roots)


def remember_drive(home: Home, folder: Path) -> None:
    """Note which drive copies went to: while it is not connected, the same path may be an empty folder of another."""
    if folder == home.backups:
        return
    try:
        drive = {"place": str(folder.parent), "volume": volumes.volume_of(folder).uid}
        durable.write(home.backups / _DRIVE, json.dumps(drive).encode())
    except OSError:
        return


def _is_another_drive(home: Home, place: Path) -> bool:
    try:
        known = json.loads((home.backups / _DRIVE).read_bytes())
        return known["place"] == str(place) and known["volume"] != volumes.volume_of(place).uid
    except (OSError, ValueError, KeyError, TypeError):
        return False


def look(path: Path) -> Copy | None:
    """What a copy says of itself; one that is damaged is not `healthy`. None where there is no such file."""
    try:
        info = path.stat()
    except OSError:
        return None
    return _look(path, info.st_size, info.st_mtime_ns)


@lru_cache(maxsize=256)
def _look(path: Path, size: int, mtime_ns: int) -> Copy:
    """The same, once for each state of the file: whether a copy is due is asked often."""
    at = mtime_ns // 1_000_000_000
    try:
        with closing(open_frozen(path)) as copy:
            kept = marks.read(copy)
            counts = kept if "copied_at" in kept else marks.count(copy)
            pages = copy.execute("PRAGMA page_count").fetchone()[0] * copy.execute("PRAGMA page_size").fetchone()[0]
            healthy = pages == size and ("copied_at" in kept or is_whole(copy))
    except (sqlite3.Error, OSError):
        return Copy(path, at, 0, 0, healthy=False)
    words = marks.words_in(counts)
    return Copy(path, kept.get("copied_at", at), counts["photos"], words, healthy, kept.get("copy", 0), kept)


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds nothing wrong."""
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def open_frozen(path: Path) -> sqlite3.Connection:
    """Read a database that nobody writes. Nothing is made beside it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def is_due(home: Home, settings: Settings) -> bool:
    """Whether the library has changed since its last good copy, and that is older than the settings allow.

    Also where it is suspect: a copy is examined as a whole, and the library with it.
    """
    if not settings.backup_hours or not home.database.exists():
        return False
    last = next((copy for copy in copies(home, settings) if copy.healthy), None)
    if last is None or home.suspect.exists():
        return True
    age = time.time() - last.at  # below zero where the clock was put back
    return not -_CLOCK_ERROR < age < settings.backup_hours * 3600 and _commits(home) != last.marks.get("commits")


def _commits(home: Home) -> int | None:
    try:
        with closing(sqlite3.connect(f"{home.database.absolute().as_uri()}?mode=ro", uri=True)) as library:
            return marks.read(library).get("commits")
    except sqlite3.Error:
        return None


def to_drop(found: Sequence[Copy], kept: int, now: float) -> list[Copy]:
    """Which of the copies (newest first) make way when `kept` stay.

    First choice: the newest; the oldest of the last day; the oldest of those up to a week, and up to a month, so that
    they grow old; the newest of those that are older. Then the newer ones. Five copies thus reach back over a month.
    A copy that is damaged counts for nothing, and stays for a person to see until it is older than a month.
    """
    good = [copy for copy in found if copy.healthy]
    ages = [now - copy.at for copy in good]
    spans = ((-1e18, _DAY), (_DAY, _WEEK), (_WEEK, _MONTH))
    chosen = good[:1]
    for low, high in spans:
        inside = [copy for copy, age in zip(good, ages, strict=True) if low < age <= high]
        chosen += inside[-1:]
    chosen += [copy for copy, age in zip(good, ages, strict=True) if age > _MONTH][:1]
    stay = list(dict.fromkeys(copy.path for copy in (*chosen, *good)))[:kept]
    old_damage = [copy for copy in found if not copy.healthy and now - copy.at > _MONTH]
    return [copy for copy in good if copy.path not in stay] + old_damage


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob(_NAMES))
    except OSError:
        return []
