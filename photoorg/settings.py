"""Typed settings and the places where photoorg keeps things.

A setting is one field of `Settings`: the file, its validation and the docs follow from it.

The file is the truth, for whoever may have written it. An `App` keeps what it was opened with only for what its window
shows; each job, each chore and each other start reads the file anew, and whoever keeps a change makes it on top of what
the file says by then. A window that is told of a change, or begins a job, reads it anew too and shows it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal, cast

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from photoorg import durable
from photoorg.outcomes import PhotoorgError

TAG_SETTINGS = ("target_precision", "sensitive_from", "tag_sensitive", "hold_changes")
"""The settings that tags follow without another look at a photo: see App.use_rules."""

APP_NAME = "photoorg"
_RETIRED = frozenset({"min_confidence"})


class Settings(BaseModel):
    """What a person may change, with its limits. Unknown keys are refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    threads: int = Field(
        default=0, ge=0, le=256, title="Threads", description="Worker threads for indexing; 0 uses every core."
    )
    provider: Literal["auto", "cuda", "directml", "coreml", "openvino", "cpu"] = Field(
        default="auto", title="Processor", description="Where models run; auto is the best that works."
    )
    target_precision: float = Field(
        default=0.9, ge=0.5, le=0.99, title="Tags that are right",
        description="Share of the tags shown that are to be right: higher shows fewer tags, lower more, "
        "but none that is likelier wrong than right.",
    )  # fmt: skip
    hold_changes: bool = Field(
        default=True, title="Ask before newer models change tags",
        description="What newer models would change of the tags that are shown waits until you approve it.",
    )  # fmt: skip
    skip_tasks: tuple[str, ...] = Field(
        default=(), title="Not looked for", description="Tasks that are switched off; 'photoorg models' names them."
    )
    sensitive_from: float = Field(
        default=0.8, ge=0.05, le=0.99, title="Sensitive from",
        description="Score from which a photo counts as sensitive, in searches and in the check before publishing.",
    )  # fmt: skip
    tag_sensitive: bool = Field(
        default=False, title="Tag sensitive photos", description="Give sensitive photos the tag 'sensitive'."
    )
    language: Literal["en", "it"] = Field(
        default="en", title="Language", description="Of the sentences that describe photos."
    )
    thumbnail_size: int = Field(
        default=512, ge=128, le=1024, title="Thumbnail size", description="Longest side of stored thumbnails, pixels."
    )
    max_file_mb: int = Field(
        default=1024, ge=1, le=16384, title="Largest file", description="Bigger files are skipped and listed, MB."
    )

    read_metadata: bool = Field(
        default=True, title="Take in what files say",
        description="Keywords, stars, texts and named people that other programs have written into photos or beside "
        "them are yours here too.",
    )  # fmt: skip
    exclude: tuple[str, ...] = Field(
        default=(), title="Left out",
        description="Files and folders that are not looked at: names, or paths below a folder of the library, "
        "with * and ?, such as *_proxy.jpg or 2024/rejects.",
    )  # fmt: skip
    watch: bool = Field(
        default=True, title="Watch folders", description="See what changes in the folders while photoorg is open."
    )
    poll_seconds: int = Field(
        default=60, ge=5, le=86_400, title="Look every",
        description="How often folders are looked at that cannot be watched, such as network drives, seconds.",
    )  # fmt: skip
    pause_on_battery: bool = Field(
        default=True, title="Rest on battery",
        description="Work that nobody asked for waits until the computer is plugged in.",
    )  # fmt: skip
    pause_while_busy: bool = Field(
        default=False, title="Rest while the computer is busy",
        description="Work that nobody asked for waits while other programs need the processor.",
    )  # fmt: skip
    quiet_hours: str = Field(
        default="", pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$", title="Quiet hours",
        description="Between these times, such as 22:00-07:00, work that nobody asked for waits.",
    )  # fmt: skip
    low_priority: bool = Field(
        default=True, title="Give way to other programs", description="Index with a low priority."
    )
    keep_in_tray: bool = Field(
        default=False, title="Stay in the tray",
        description="Closing the window leaves photoorg watching, with an icon among those of the system.",
    )  # fmt: skip
    seconds_per_file: int = Field(
        default=60, ge=5, le=3600, title="Longest reading",
        description="A file that takes longer to decode is skipped and listed, seconds.",
    )  # fmt: skip
    backup_hours: int = Field(
        default=24, ge=0, le=8760, title="Back up every",
        description="How long a changed library may be without a fresh copy, hours; 0 makes none by itself.",
    )  # fmt: skip
    backups_kept: int = Field(
        default=5, ge=1, le=100, title="Copies kept", description="Older copies make way for newer ones."
    )
    backup_folder: str = Field(
        default="", title="Copies in",
        description="Where copies of the library are kept, best on another drive; empty is beside the library.",
    )  # fmt: skip
    history_mb: int = Field(
        default=256, ge=1, le=65536, title="History",
        description="How much may be kept of what you did, and as much of what files were: the oldest makes way, MB.",
    )  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _without_old(cls, given: object) -> object:
        """What an older photoorg wrote and no longer means anything is left out, not refused."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in cast("dict[str, object]", given).items() if name not in _RETIRED}

    @property
    def worker_threads(self) -> int:
        """Threads to index with: the setting, or every core this process may use."""
        return self.threads or available_cores()


def available_cores() -> int:
    """Cores this process may run on (a container or `taskset` may allow fewer than the machine has)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Home:
    """Every path that photoorg writes to lies under `root`."""

    root: Path

    @property
    def database(self) -> Path:
        """The library itself: the one file that must never be lost."""
        return self.root / "library.db"

    @property
    def backups(self) -> Path:
        """Copies of the library, where the settings name no other place."""
        return self.root / "backups"

    @property
    def words(self) -> Path:
        """A person's words as JSON lines, each written before it counts as kept; see library/wordbook.py."""
        return self.root / "words.jsonl"

    @property
    def journal(self) -> Path:
        """What was done to keep the library safe, as JSON lines."""
        return self.root / "journal.jsonl"

    @property
    def suspect(self) -> Path:
        """A file that is there while the library is to be examined: it was not closed, or something in it was wrong."""
        return self.root / "suspect"

    @property
    def cache(self) -> Path:
        """What may be deleted at any time."""
        return self.root / "cache"

    @property
    def thumbnails(self) -> Path:
        """Made again from the photos when they are missing."""
        return self.cache / "thumbnails"

    @property
    def models(self) -> Path:
        """Packs that a person has added; see vision/own.py."""
        return self.root / "models"

    @property
    def logs(self) -> Path:
        """Log files, for bug reports."""
        return self.root / "logs"

    @property
    def settings_file(self) -> Path:
        """Settings as JSON; absent means all defaults."""
        return self.root / "settings.json"

    def create(self) -> Home:
        """Make the folders. Raises PhotoorgError when the place cannot be written."""
        try:
            for folder in (self.root, self.backups, self.thumbnails, self.logs):
                durable.make_folder(folder)
        except OSError as error:
            raise PhotoorgError(
                f"Cannot keep a library in {self.root}: {error.strerror or error}. Choose another place with --library."
            ) from error
        return self


def find_home(chosen: Path | None = None) -> Home:
    """The library's place: `chosen`, else PHOTOORG_HOME, else the platform's data folder."""
    if chosen is None and (from_environment := os.environ.get("PHOTOORG_HOME")):
        chosen = Path(from_environment)
    if chosen is None:
        chosen = platformdirs.user_data_path(APP_NAME, appauthor=False)
    return Home(Path(os.path.abspath(os.path.expanduser(chosen))))  # noqa: PTH100, PTH111 - these never raise


def default_pictures() -> Path:
    """The platform's Pictures folder, whether or not it exists."""
    return platformdirs.user_pictures_path()


@cache
def resources() -> Path:
    """The folder of bundled resources: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def load_settings(home: Home) -> Settings:
    """Settings of a library. Raises PhotoorgError that names the wrong entry."""
    try:
        return Settings.model_validate_json(home.settings_file.read_bytes())
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise PhotoorgError(f"Cannot read the settings {home.settings_file}: {error.strerror or error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PhotoorgError(f"{home.settings_file}: {where}: {first['msg']}. Mend it or delete the file.") from error


def with_setting(settings: Settings, name: str, text: str) -> Settings:
    """The settings with one of them as a person typed it. Raises PhotoorgError that says what it may be.

    A list is written with commas between, an empty one as nothing.
    """
    if name not in Settings.model_fields:
        near = get_close_matches(name.casefold(), Settings.model_fields, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(Settings.model_fields)}."
        raise PhotoorgError(f"There is no setting '{name}'. {hint}")
    is_list = isinstance(getattr(settings, name), tuple)
    value = tuple(filter(None, (part.strip() for part in text.split(",")))) if is_list else text.strip()
    try:
        return Settings.model_validate({**settings.model_dump(), name: value})
    except ValidationError as error:
        raise PhotoorgError(f"{name} cannot be '{text}': {error.errors()[0]['msg']}.") from error


def follow(before: Settings, after: Settings) -> tuple[bool, bool]:
    """What follows a change of settings: whether tags are shown anew, and whether photos are looked at again."""
    tags = any(getattr(before, name) != getattr(after, name) for name in TAG_SETTINGS)
    return tags, before.exclude != after.exclude or bool(set(before.skip_tasks) - set(after.skip_tasks))


def change_settings(home: Home, before: Settings, wanted: Settings) -> Settings:
    """Keep what a person changed from `before` to `wanted`, and of the rest what the file says now. Returns them all.

    Raises PhotoorgError where the file cannot be read or written.
    """
    changes = {name: value for name, value in wanted if value != getattr(before, name)}
    kept = load_settings(home).model_copy(update=changes)
    save_settings(home, kept)
    return kept


def save_settings(home: Home, settings: Settings) -> None:
    """Write settings whole: a crash leaves the old file or the new one. Raises PhotoorgError when it cannot."""
    try:
        durable.write(home.settings_file, settings.model_dump_json(indent=2).encode())
    except OSError as error:
        raise PhotoorgError(f"Cannot write the settings {home.settings_file}: {error.strerror or error}.") from error
