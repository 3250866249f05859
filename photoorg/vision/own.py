"""Packs that a person adds: checked, tried and copied to a folder of the library, and taken away again.

Such a pack is a folder with `pack.json` (its manifest) and the files that it names. One lies in `FOLDER/NAME` for each
that is installed; it gets there whole or not at all. A model is a program of a kind: it runs in onnxruntime, which has
no business outside it, but add only packs from people you trust.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Collection
from pathlib import Path

from pydantic import ValidationError

from photoorg import durable
from photoorg.outcomes import PhotoorgError
from photoorg.vision.image_text import TextEncoder, open_text_encoder
from photoorg.vision.manifests import ImageTextManifest, OwnManifest
from photoorg.vision.packs import Pack, damaged_files, file_sha256, missing_files
from photoorg.vision.pixels import sample_batch
from photoorg.vision.plain_files import copy_plain, read_plain
from photoorg.vision.session import open_session

MANIFEST_FILE = "pack.json"
_LARGEST_MANIFEST = 1_000_000
_LARGEST_VOCABULARY = 100_000_000
_LARGEST = 4_000_000_000
_BEGUN = ".begun-"  # a folder that an installation was making when it was stopped


def own_packs(folder: Path | None) -> tuple[OwnManifest, ...]:
    """The manifests of the packs of a folder, by name; one that cannot be read is left out: see `open_own`."""
    found: list[OwnManifest] = []
    for path in sorted(folder.glob(f"*/{MANIFEST_FILE}")) if folder is not None else ():
        if not path.parent.name.startswith(_BEGUN):
            try:
                found.append(read_manifest(path.parent))
            except PhotoorgError:
                continue
    return tuple(found)


def open_own(folder: Path, name: str) -> Pack:
    """An installed pack, its files verified. Raises PhotoorgError where it is missing or damaged."""
    manifest = read_manifest(folder / name)
    if missing_files(folder / name, manifest.files) or damaged_files(folder / name, manifest.files):
        raise PhotoorgError(
            f"Your model {name} is damaged. Take it out with 'photoorg models --remove {name}' and add it again."
        )
    return Pack(manifest, folder / name, manifest.files[manifest.file])


def open_texts(pack: Pack) -> TextEncoder:
    """The half of an installed pack that reads texts. Raises PhotoorgError where it cannot be used."""
    if not isinstance(pack.manifest, ImageTextManifest):
        raise TypeError(f"{pack.manifest.name} reads no texts")
    return open_text_encoder(pack.manifest, pack.folder)


def read_manifest(folder: Path) -> OwnManifest:
    """The manifest of a pack. Raises PhotoorgError that names the wrong entry."""
    path = folder / MANIFEST_FILE
    try:
        manifest = ImageTextManifest.model_validate_json(read_plain(path, _LARGEST_MANIFEST))
    except OSError as error:
        raise PhotoorgError(f"{folder} is no pack: {MANIFEST_FILE} cannot be read there.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PhotoorgError(f"{path}: {where}: {first['msg']}.") from error
    needed = (manifest.file, manifest.text.file, manifest.text.vocabulary)
    if unlisted := [name for name in needed if name not in manifest.files]:
        raise PhotoorgError(f"{path}: files: {unlisted[0]} is used and its SHA-256 is not there.")
    return manifest


def add_pack(source: Path, folder: Path, taken: Collection[str]) -> OwnManifest:
    """Install a pack from the folder `source` into `folder`. `taken` are names that it must not have.

    Its files are checked, and both models are run once. Raises PhotoorgError, one sentence, where anything is wrong:
    then nothing of it is left.
    """
    manifest = read_manifest(source)
    if manifest.name in taken:
        raise PhotoorgError(f"There is a task called {manifest.name} already: give the pack another name.")
    for other in own_packs(folder):
        again = " first, to add it anew" if other.name == manifest.name else ": there can be one for images and texts"
        raise PhotoorgError(f"The pack {other.name} is installed. Take it out{again} (models --remove {other.name}).")
    begun = folder / f"{_BEGUN}{uuid.uuid4().hex}"
    try:
        _sweep(folder)
        durable.make_folder(begun)
        small = {MANIFEST_FILE: _LARGEST_MANIFEST, manifest.text.vocabulary: _LARGEST_VOCABULARY}
        for name in (MANIFEST_FILE, *manifest.files):
            copy_plain(source / name, begun / name, small.get(name, _LARGEST))
        _check(begun, manifest)
        begun.rename(folder / manifest.name)
        durable.sync_folder(folder)
    except OSError as error:
        raise PhotoorgError(f"The pack cannot be copied: {error.filename or source}: {error.strerror}.") from error
    finally:
        shutil.rmtree(begun, ignore_errors=True)
    return manifest


def remove_pack(name: str, folder: Path) -> None:
    """Take an installed pack away. Raises PhotoorgError where there is none of that name."""
    there = [path.parent.name for path in sorted(folder.glob(f"*/{MANIFEST_FILE}"))]
    if name not in there:
        known = f"there are {', '.join(there)}" if there else "you have added none"
        raise PhotoorgError(f"There is no pack of yours called {name}: {known}.")
    gone = folder / f"{_BEGUN}{uuid.uuid4().hex}"
    try:
        (folder / name).rename(gone)  # whole or not at all
    except OSError as error:
        raise PhotoorgError(f"The pack {name} cannot be taken away: {error.strerror}.") from error
    shutil.rmtree(gone, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Take away what stopped installations have left."""
    for left in folder.glob(f"{_BEGUN}*"):
        shutil.rmtree(left, ignore_errors=True)


def _check(folder: Path, manifest: OwnManifest) -> None:
    wrong = [name for name, sha256 in manifest.files.items() if file_sha256(folder / name) != sha256]
    if wrong:
        raise PhotoorgError(f"The file {wrong[0]} is not the one that {MANIFEST_FILE} describes: its SHA-256 differs.")
    session = open_session(folder / manifest.file, sample_batch(manifest.input), "cpu")
    if manifest.output not in session.shapes:
        raise PhotoorgError(f"The model {manifest.file} has no output {manifest.output}: {', '.join(session.shapes)}.")
    (found,) = session.run(sample_batch(manifest.input), (manifest.output,))
    if found.shape != (1, manifest.width):
        sides = " x ".join(str(side) for side in found.shape)
        raise PhotoorgError(f"The model {manifest.file} answers {sides} numbers: 1 x {manifest.width} are expected.")
    open_text_encoder(manifest, folder).vector("a photo")
