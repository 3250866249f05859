"""Model packs: a manifest says what a model is and where it comes from; a stamp says which file was built from it.

A pack is files of one folder: `name.json` (the manifest, kept in git; see `manifests`), the model file that it names
and any other that the build made, and `name.built.json` (the stamp, written by the build).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from photoorg.outcomes import PhotoorgError
from photoorg.vision.manifests import MANIFEST, SHA256, Manifest, OwnManifest, Part

STAMP_SUFFIX = ".built.json"


class Stamp(Part):
    """What a build leaves beside its output: the manifest it came from and each file's SHA-256."""

    manifest: str = SHA256
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose files are there and are the built ones. `sha256` is the model file's."""

    manifest: Manifest | OwnManifest
    folder: Path
    sha256: str

    @property
    def version(self) -> str:
        """Changes with the manifest's version and with the built file."""
        return f"{self.manifest.version}-{self.sha256[:12]}"

    @property
    def model(self) -> Path:
        """The ONNX file."""
        return self.folder / self.manifest.file

    @property
    def input_version(self) -> str:
        """Changes with how a picture is prepared."""
        return hashlib.sha256(self.manifest.input.model_dump_json().encode()).hexdigest()[:6]


def load_manifests(folder: Path) -> tuple[Manifest, ...]:
    """Every manifest of a folder, by name. Raises PhotoorgError that names the wrong file and entry."""
    paths = sorted(path for path in folder.glob("*.json") if not path.name.endswith(STAMP_SUFFIX))
    return tuple(load_manifest(path) for path in paths)


def load_manifest(path: Path) -> Manifest:
    """One manifest. Raises PhotoorgError that names the file and the wrong entry."""
    try:
        return MANIFEST.validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise PhotoorgError(f"There is no model called {path.stem} in {path.parent}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PhotoorgError(f"{path}: {where}: {first['msg']}.") from error


def read_stamp(folder: Path, name: str) -> Stamp | None:
    """The stamp of the last build, or None when there is none that can be read."""
    try:
        return Stamp.model_validate_json((folder / f"{name}{STAMP_SUFFIX}").read_bytes())
    except (OSError, ValidationError):
        return None


def open_pack(folder: Path, name: str) -> Pack:
    """A pack ready for use, its file verified. Raises PhotoorgError when it is missing, damaged or out of date."""
    manifest = load_manifest(folder / f"{name}.json")
    stamp = read_stamp(folder, name)
    if stamp is None or missing_files(folder, stamp.files) or manifest.file not in stamp.files:
        raise PhotoorgError(
            f"The model {name} is not built. In a checkout, ./run builds it; else install photoorg again."
        )
    if stamp.manifest != manifest.digest() or damaged_files(folder, stamp.files):
        raise PhotoorgError(
            f"The model {name} is damaged or out of date. In a checkout, ./run builds it; else install photoorg again."
        )
    return Pack(manifest, folder, stamp.files[manifest.file])


def missing_files(folder: Path, files: Iterable[str]) -> list[str]:
    """The names that are not files of the folder."""
    return [name for name in files if not (folder / name).is_file()]


def damaged_files(folder: Path, files: dict[str, str]) -> list[str]:
    """The names whose content is not the one stamped. The files must be there."""
    return [name for name, sha256 in files.items() if _known_sha256(folder / name) != sha256]


def _known_sha256(path: Path) -> str:
    """As `file_sha256`, read once as long as the file's size and time stay: it is asked at the start of each job."""
    info = path.stat()
    return _sha256_of(path, info.st_size, info.st_mtime_ns)


@lru_cache
def _sha256_of(path: Path, _size: int, _mtime_ns: int) -> str:
    return file_sha256(path)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's content, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
