"""The kinds of models: which outputs are asked for, and how they become findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import Evidence, PhotoorgError
from photoorg.sketch import Sketch, to_sketch
from photoorg.vision.faces import find_faces
from photoorg.vision.manifests import (
    ClassifierManifest,
    DetectorManifest,
    FacesManifest,
    ImageTextManifest,
    Manifest,
    SensitiveManifest,
)
from photoorg.vision.objects import find_objects
from photoorg.vision.packs import Pack
from photoorg.vision.pixels import Pixels
from photoorg.vision.sensitive import sensitive_score
from photoorg.vision.sketching import sketcher_of

# A class below this, or after the surest MOST, is noise.
FLOOR = 0.001
MOST = 50

Outputs = Sequence[NDArray[np.float32]]
Shapes = Mapping[str, tuple[int | str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What a task saw in one picture. `vector` is float32 (1280,) for `classify`, any length; None for none.

    `sketch` is what is compared to find pictures that look alike, int8: see photoorg/sketch.py.
    """

    evidence: Evidence
    vector: NDArray[np.float32] | None = None
    sketch: Sketch | None = None


Reader = Callable[[Outputs, Sequence[Pixels]], list[Finding]]
"""The outputs for a batch, with the prepared pictures, to one finding each."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of model.

    `reader` takes the kind's manifest and the model's shapes, and raises PhotoorgError if they do not fit together.
    `form` is raised when the same outputs must lead to other evidence: photos are then looked at again. `outputs` are
    those asked for, each with the `tolerance` of `session.open_session`: wide enough for half precision, measured.
    Where there are none, the manifest names the one.
    `sketcher` makes sketches of the vectors that the reader gives, for the kinds whose pictures are compared.
    """

    outputs: Mapping[str, float]
    reader: Callable[[Any, Shapes], Reader]
    form: int
    sketcher: Callable[[Pack], Callable[[NDArray[np.float32]], Sketch]] | None = None


def _classifier(manifest: ClassifierManifest, shapes: Shapes) -> Reader:
    labels = manifest.labels
    _expect(manifest, len(labels), shapes["probabilities"][1])

    def read(outputs: Outputs, _: Sequence[Pixels]) -> list[Finding]:
        probabilities, vectors = outputs
        # A copy each: a kept vector must not keep its whole batch alive.
        return [
            Finding(Evidence(_scores(row, labels)), vector.copy())
            for row, vector in zip(probabilities, vectors, strict=True)
        ]

    return read


def _scores(row: NDArray[np.float32], labels: tuple[str, ...]) -> dict[str, float]:
    kept = np.flatnonzero(row >= FLOOR)
    kept = kept[np.argsort(-row[kept], kind="stable")[:MOST]]
    return {labels[int(place)]: round(float(row[place]), 4) for place in kept}


def _detector(manifest: DetectorManifest, shapes: Shapes) -> Reader:
    _expect(manifest, len(manifest.labels), shapes["keypoints"][1])

    def read(outputs: Outputs, _: Sequence[Pixels]) -> list[Finding]:
        return [
            Finding(Evidence(regions=find_objects(keypoints, reach, manifest.labels, manifest.cell)))
            for keypoints, reach in zip(*outputs, strict=True)
        ]

    return read


def _faces(manifest: FacesManifest, _: Shapes) -> Reader:

    def read(outputs: Outputs, pictures: Sequence[Pixels]) -> list[Finding]:
        sizes = [(picture.shape[1], picture.shape[0]) for picture in pictures]
        return [
            Finding(Evidence(regions=find_faces(heat, size, offset, manifest.cell, seen)))
            for heat, size, offset, seen in zip(*outputs, sizes, strict=True)
        ]

    return read


def _sensitive(_: SensitiveManifest, __: Shapes) -> Reader:

    def read(outputs: Outputs, _: Sequence[Pixels]) -> list[Finding]:
        (scores,) = outputs
        return [Finding(Evidence(sensitive_score(row))) for row in scores]

    return read


def _image_text(manifest: ImageTextManifest, _: Shapes) -> Reader:

    def read(outputs: Outputs, _: Sequence[Pixels]) -> list[Finding]:
        (vectors,) = outputs
        if vectors.shape[1:] != (manifest.width,):
            raise PhotoorgError(f"The model {manifest.file} does not answer {manifest.width} numbers a picture.")
        return [Finding(Evidence(), sketch=to_sketch(vector)) for vector in vectors]

    return read


def _expect(manifest: Manifest, named: int, known: int | str) -> None:
    if known != named:
        raise PhotoorgError(f"The model {manifest.name} knows {known} labels, its list has {named}.")


KINDS: Mapping[str, Kind] = {
    "classifier": Kind({"probabilities": 0.05, "embedding": 0.05}, _classifier, form=1, sketcher=sketcher_of),
    "detector": Kind({"keypoints": 0.05, "wh": 0.05}, _detector, form=1),
    "faces": Kind({"heat": 0.1, "size": 0.05, "offset": 0.25}, _faces, form=1),
    "sensitive": Kind({"scores": 0.02}, _sensitive, form=1),
    "image-text": Kind({}, _image_text, form=1),
}
