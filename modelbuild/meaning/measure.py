"""How well words are understood, on made-up photos of the 1000 classes and on the labelled pictures.

    python -m modelbuild.meaning.measure [PICTURES/evidence.pickle]

`queries.json` has five kinds of queries, each with the concepts that are right ("-name": without these). Every second
one is for fitting, the others are held out. The made-up photos are one of each class, twice over: what the classifier's
own weights say of the class, disturbed until it is right as often as on photos that it was measured on. They tell
whether a text leads to the right classes, and nothing of how photos look.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modelbuild.calibration.labelled import read_pictures
from photoorg.evaluation.retrieval import average_precision
from photoorg.library.columns.part import Bag
from photoorg.library.columns.seen import FLOOR, OBJECTS_FROM
from photoorg.library.meaning import score
from photoorg.settings import resources
from photoorg.taxonomy import Taxonomy, load_taxonomy
from photoorg.work.meaning import meaning_of

QUERIES = Path(__file__).with_name("queries.json")
LABELS = Path(__file__).parents[1] / "calibration" / "labels.jsonl"
LIKENESS, NOISE, SPREAD, DIFFICULTY = 8.3, 1.6, 1.0, 0.35  # by these 94 of 100 made-up photos are told rightly
MOST = 50  # classes that are kept of a photo
FEWEST = 4  # pictures that must show a word for it to be measured

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Photos:
    """Photos as columns."""

    n: int
    classes: Bag

    def bag(self, name: str) -> Bag:  # noqa: ARG002
        """The one part that there is."""
        return self.classes


def made_up(seed: int, rows: Floats) -> Photos:
    """One photo of each class."""
    random = np.random.default_rng(seed)
    centred = rows - rows.mean(0)
    ways = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    count, width = ways.shape
    aside = random.standard_normal((count, width))
    aside *= 0.5 * SPREAD * width**0.5 / np.linalg.norm(aside, axis=1, keepdims=True)
    z = LIKENESS * ways @ ways.T + NOISE * random.standard_normal((count, count)) + aside @ ways.T
    z *= np.exp(DIFFICULTY * random.standard_normal((count, 1)))
    shares = np.exp(z - z.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    shares[shares < np.maximum(np.sort(shares, axis=1)[:, [-MOST]], FLOOR)] = 0
    return as_photos([{int(key): float(row[key]) for key in np.flatnonzero(row)} for row in shares])


def as_photos(things: Sequence[Mapping[int, float]]) -> Photos:
    """Photos of which each key's probability is known."""
    starts = np.cumsum([0, *map(len, things)])
    keys = np.fromiter((key for own in things for key in own), np.uint16)
    values = np.fromiter((round(255 * min(share, 1) ** 0.5) for own in things for share in own.values()), np.uint8)
    return Photos(len(things), Bag(starts, keys, values))


def ranked(photos: Photos, text: str) -> tuple[NDArray[np.int64], NDArray[np.float32], float]:
    """The places of the photos that are found, best first, with their scores, and from which of these they are sure."""
    meaning = meaning_of(text)
    scores = score(photos, meaning)
    order = np.argsort(-scores, kind="stable")
    return order[scores[order] >= meaning.cutoff], scores, meaning.sure


def right_classes(names: Sequence[str], taxonomy: Taxonomy) -> NDArray[np.bool_]:
    """Of each class, whether it is one of the concepts or below one."""

    def all_of(chosen: Sequence[str]) -> set[str]:
        return {below for name in chosen for below in (name, *taxonomy.descendants(name))}

    right = all_of([name for name in names if not name.startswith("-")])
    right -= all_of([name[1:] for name in names if name.startswith("-")])
    return np.asarray([name in right for name in taxonomy.of_class.values()])


def on_classes(queries: Mapping[str, Mapping[str, Sequence[str]]], taxonomy: Taxonomy) -> None:
    """Print the mean average precision of each kind, of the queries to fit on and of those held out."""
    rows = np.load(resources() / "models" / "efficientnet-lite2.rows.npy", allow_pickle=False).astype(np.float64)
    libraries = [made_up(seed, rows) for seed in (0, 1)]
    for kind, asked in queries.items():
        halves: tuple[list[float], list[float]] = ([], [])
        outcomes = {"nothing": 0, "weak": 0, "found": 0}
        for number, (text, names) in enumerate(asked.items()):
            right = right_classes(names, taxonomy)
            for photos in libraries:
                found, scores, sure = ranked(photos, text)
                if right.any():
                    halves[number % 2].append(average_precision(right[found], int(right.sum())))
                else:
                    top = float(scores.max())
                    outcomes["found" if top >= sure else "weak" if len(found) else "nothing"] += 1
        if halves[0]:
            print(f"{kind}: {np.mean(halves[0]):.3f} fitted on, {np.mean(halves[1]):.3f} held out ({len(asked)})")
        else:
            print(f"{kind}: {outcomes} ({len(asked)} queries, twice)")


def on_pictures(path: Path, taxonomy: Taxonomy) -> None:
    """Print how well the labellers' own words find the labelled pictures: those that are tags, and others."""
    _, seen = pickle.loads(path.read_bytes())  # noqa: S301 - written by modelbuild.calibration
    known = [one for one in read_pictures(LABELS, taxonomy) if one.file in seen and not one.graphic]
    lines = (json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines())
    words = {entry["file"]: {*entry["true"], *entry["objects"]} for entry in lines}
    place = {wnid: number for number, wnid in enumerate(taxonomy.of_class)}
    object_place = {label: OBJECTS_FROM + number for number, label in enumerate(sorted(taxonomy.of_object))}
    things: list[dict[int, float]] = []
    for picture in known:
        evidence = seen[picture.file][0]
        own = {place[wnid]: share for wnid, share in evidence["classify"].scores.items() if share >= FLOOR}
        for region in evidence["detect"].regions:
            own.setdefault(object_place[region.label], region.score)
        things.append(own)
    photos = as_photos(things)
    every = {word for one in known for word in words[one.file]}
    groups: dict[str, list[float]] = {"words that are tags": [], "words that are none": []}
    for word in sorted(every):
        right = np.asarray([word in words[one.file] or taxonomy.find(word) in one.true for one in known])
        if right.sum() >= FEWEST:
            found, _, _ = ranked(photos, word)
            group = "words that are none" if taxonomy.find(word) is None else "words that are tags"
            groups[group].append(average_precision(right[found], int(right.sum())))
    for name, measured in groups.items():
        print(f"{name}: {np.mean(measured):.3f} ({len(measured)} words, {len(known)} pictures)")


def main(evidence: str = "") -> None:
    """Measure, and print."""
    taxonomy = load_taxonomy()
    on_classes(json.loads(QUERIES.read_text(encoding="utf-8")), taxonomy)
    if evidence:
        on_pictures(Path(evidence), taxonomy)


if __name__ == "__main__":
    main(*sys.argv[1:])
