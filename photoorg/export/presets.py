"""Presets: options under a name, each an editable JSON file. The bundled ones, and a person's own in their library.

An own file of the same name goes before a bundled one. A file that cannot be used is told of, and the rest stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from pydantic import Field, ValidationError

from photoorg import durable
from photoorg.export.naming import Names
from photoorg.export.options import Chosen, Options, told
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home, resources

_SUFFIX = ".json"
_LARGEST = 1 << 16
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
ORDER = ("web", "instagram-square", "instagram-story", "press", "print", "archive")
"""The bundled ones, as they are offered; a person's own come behind."""


class Preset(Chosen):
    """One of them. `name` is its file's; `target` and what is `chosen` for it are checked when it is used."""

    name: str = Field(default="", exclude=True)
    label: str = Field(min_length=1, max_length=80)
    doc: str = Field(default="", max_length=300)
    options: Options = Options()
    target: str = Field(default="folder", max_length=80)
    chosen: Mapping[str, object] = {}
    own: bool = Field(default=False, exclude=True)


def presets(home: Home) -> tuple[list[Preset], list[str]]:
    """All presets, bundled ones first, and a sentence about each file that cannot be used."""
    found: dict[str, Preset] = {}
    problems: list[str] = []
    for folder, own in ((resources() / "presets", False), (_folder(home), True)):
        for path in _files(folder):
            try:
                found[path.stem] = _read(path, own=own)
            except PhotoorgError as error:
                found.pop(path.stem, None)  # photoorg's of that name cannot be had while it is there
                problems.append(str(error))
    order = {name: place for place, name in enumerate(ORDER)}
    return sorted(found.values(), key=lambda one: (order.get(one.name, len(order)), one.label.casefold())), problems


def preset(home: Home, name: str) -> Preset:
    """The preset of a name. Raises PhotoorgError with what there is, or with what is wrong with its file."""
    if _NAME.fullmatch(name):
        for folder, own in ((_folder(home), True), (resources() / "presets", False)):
            path = folder / f"{name}{_SUFFIX}"
            if path.is_file():
                return _read(path, own=own)
    names = [one.name for one in presets(home)[0]]
    near = get_close_matches(name.casefold(), names, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(names)}."
    raise PhotoorgError(f"There is no preset '{name}'. {hint}")


def save_preset(home: Home, wanted: Preset) -> Preset:
    """Keep a preset as a person's own, by its name. Raises PhotoorgError where it cannot be kept."""
    if not _NAME.fullmatch(wanted.name) or _DEVICES.fullmatch(wanted.name):
        raise PhotoorgError(
            f"'{wanted.name}' is no name of a preset: it has small letters, digits and hyphens, 64 at most."
        )
    path = _folder(home) / f"{wanted.name}{_SUFFIX}"
    try:
        durable.make_folder(path.parent)
        durable.write(path, wanted.model_dump_json(indent=2).encode() + b"\n")
    except OSError as error:
        raise PhotoorgError(f"The preset cannot be kept in {path.parent}: {error.strerror or error}.") from error
    return wanted.model_copy(update={"own": True})


def remove_preset(home: Home, name: str) -> bool:
    """Remove a person's own preset; a bundled one of that name is there again. Returns whether one is.

    Raises PhotoorgError where there is no own one, or it cannot be removed.
    """
    found = preset(home, name)
    if not found.own:
        raise PhotoorgError(f"The preset '{name}' is photoorg's own: it stays.")
    try:
        (_folder(home) / f"{name}{_SUFFIX}").unlink()
    except OSError as error:
        raise PhotoorgError(f"The preset '{name}' cannot be removed: {error.strerror or error}.") from error
    return (resources() / "presets" / f"{name}{_SUFFIX}").is_file()


def name_for(label: str) -> str:
    """A name that a preset of this label may have."""
    plain = re.sub(r"[^a-z0-9]+", "-", label.casefold()).strip("-")[:60].strip("-") or "preset"
    return f"{plain}-preset" if _DEVICES.fullmatch(plain) else plain


def _folder(home: Home) -> Path:
    return home.root / "presets"


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == _SUFFIX and path.is_file())
    except OSError:
        return []


def _read(path: Path, *, own: bool) -> Preset:
    if not _NAME.fullmatch(path.stem):
        raise PhotoorgError(f"{path}: the name of a preset has small letters, digits and hyphens. Rename the file.")
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise PhotoorgError(f"Cannot read the preset {path}: {error.strerror or error}.") from error
    if len(data) > _LARGEST:
        raise PhotoorgError(f"{path} is too large for a preset.")
    try:
        made = Preset.model_validate_json(data).model_copy(update={"name": path.stem, "own": own})
        Names(made.options.name, made.options.folder)
    except PhotoorgError as error:
        raise PhotoorgError(f"The preset {path} cannot be used: {error} Mend it or delete the file.") from error
    except ValidationError as error:
        raise PhotoorgError(f"The preset {path} cannot be used: {told(error)}. Mend it or delete the file.") from error
    return made
