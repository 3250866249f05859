"""`python -m modelbuild.figures NAME`: the check figures of a built pack, to be pasted into its manifest.

They only say that a later build gives the same model. That this one is right has to be known otherwise: by its own
framework's answers, or by photos.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoorg.settings import resources
from photoorg.vision.manifests import Figures, Manifest
from photoorg.vision.packs import load_manifest
from photoorg.vision.samples import sample_of
from photoorg.vision.session import open_session

PLACES = 5


def measure(folder: Path, manifest: Manifest) -> dict[str, Figures]:
    """What the model in `folder` answers to the made-up picture, by output: its length and its largest numbers."""
    picture = sample_of(manifest.input)
    session = open_session(folder / manifest.file, picture, "cpu")
    return {name: _figures(answer) for name, answer in zip(session.shapes, session.run(picture), strict=True)}


def _figures(answer: NDArray[np.float32]) -> Figures:
    numbers = answer.ravel()
    largest = np.argsort(-np.abs(numbers), kind="stable")[:PLACES]
    at = {int(place): float(f"{numbers[place]:.5g}") for place in largest}
    return Figures(length=float(f"{np.linalg.norm(numbers):.6g}"), at=at)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m modelbuild.figures", description="check figures of a built pack")
    parser.add_argument("name")
    folder = resources() / "models"
    found = measure(folder, load_manifest(folder / f"{parser.parse_args().name}.json"))
    print(json.dumps({name: figures.model_dump() for name, figures in found.items()}, indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
