"""Fits resources/taxonomy/calibration.json.

    python -m modelbuild.calibration PICTURES EVERYDAY [--made N]

PICTURES holds the files that labels.jsonl names, EVERYDAY photos with a labels.csv of their objects (`file,objects`, as
`dog:1; person:2`). What the models see in them is kept in PICTURES/evidence.pickle.
"""

from __future__ import annotations

import argparse
import csv
import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from modelbuild.calibration.bars import bars_of, held_out_answers
from modelbuild.calibration.evidence import Seen, read_picture, see
from modelbuild.calibration.fitting import Sample, calibrate, folds_of
from modelbuild.calibration.labelled import Picture, everyday_picture, nothing, read_pictures
from modelbuild.calibration.made import made_pictures
from modelbuild.calibration.report import report
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Settings, resources
from photoorg.taxonomy import Taxonomy, load_taxonomy
from photoorg.vision.calibration import Fitted
from photoorg.vision.tasks import LOOKS, OpenTask, open_tasks, task_versions

LABELS = Path(__file__).parent / "labels.jsonl"
SOURCES = (
    "pictures that Debian, PyPI and npm packages carry, made-up ones, and 44 photos of COCO 2017: docs/calibration.md"
)


def main() -> None:
    """Fit, measure held out, and write the file."""
    parser = argparse.ArgumentParser(prog="python -m modelbuild.calibration")
    parser.add_argument("pictures", type=Path)
    parser.add_argument("everyday", type=Path)
    parser.add_argument("--made", type=int, default=450)
    chosen = parser.parse_args()
    taxonomy = load_taxonomy()
    labelled = [*read_pictures(LABELS, taxonomy), *_everyday(chosen.everyday, taxonomy)]
    made = dict(made_pictures(chosen.made))
    every = [*labelled, *(nothing(name) for name in made)]
    seen = _seen(every, chosen.pictures, chosen.everyday, made)
    there = [picture for picture in every if picture.file in seen]
    folds = folds_of(there)
    samples = [Sample(picture, *seen[picture.file], fold) for picture, fold in zip(there, folds, strict=True)]
    answers = held_out_answers(samples, taxonomy)
    counts = dict(Counter(picture.file.partition("/")[0] for picture in there))
    fitted = Fitted(pictures=counts, sources=SOURCES, versions=_versions())
    calibration = calibrate(samples, taxonomy, fitted).model_copy(update={"bars": bars_of(answers, taxonomy)})
    (resources() / "taxonomy" / "calibration.json").write_text(calibration.model_dump_json(indent=1) + "\n", "utf-8")
    print("\n".join(report(answers, calibration, taxonomy)))


def _everyday(folder: Path, taxonomy: Taxonomy) -> Iterator[Picture]:
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            pairs = (part.rpartition(":") for part in row["objects"].split(";") if part.strip())
            objects = {name.strip(): int(count) for name, _, count in pairs}
            yield everyday_picture(row["file"], objects, taxonomy)


def _versions() -> dict[str, str]:
    """Those of the tasks whose answers are weighed: what a picture looks like says nothing of what is in it."""
    return {name: version for name, version in task_versions().items() if name != LOOKS}


def _seen(pictures: Sequence[Picture], folder: Path, everyday: Path, made: dict[str, Image.Image]) -> dict[str, Seen]:
    """What the models see of each picture, from the kept file where they are still the same models."""
    kept = folder / "evidence.pickle"
    versions = _versions()
    found: dict[str, Seen] = {}
    if kept.is_file():
        before, found = pickle.loads(kept.read_bytes())  # noqa: S301 - written by the lines below
        found = found if before == versions else {}
    tasks: tuple[OpenTask, ...] = open_tasks(Settings(), threads=2)
    for number, picture in enumerate(pictures):
        if picture.file in found:
            continue
        path = (everyday if picture.everyday else folder) / picture.file.removeprefix("test/")
        try:
            found[picture.file] = see(made.get(picture.file) or read_picture(path), tasks)
        except PhotoorgError as error:
            print(f"{picture.file}: {error}")
        if number % 100 == 0:
            print(f"{number} of {len(pictures)}", flush=True)
    kept.write_bytes(pickle.dumps((versions, found)))
    return found


if __name__ == "__main__":
    main()
