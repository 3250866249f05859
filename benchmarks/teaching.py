"""How well a tag is learned from a few examples, beside plain ways of learning, and what it costs.

    python -m benchmarks.teaching [PICTURES/evidence.pickle] [--photos 100000] [--repeats 3]

Peers, in the same runs: the prototype (the cosine with the mean vector of the examples) and plain ridge regression on
the classifier's vector. Pictures: those that were labelled for the calibration (modelbuild/calibration/labels.jsonl),
`subject` (one thing each, as in ImageNet) and `everyday`, two libraries. Times: made-up sketches.
"""

from __future__ import annotations

import argparse
import json
import pickle
import statistics
import tempfile
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.likeness import keep, made_up
from benchmarks.teaching_told import ASKED, ROUNDS, Shown, Told, report
from modelbuild.calibration.labelled import read_pictures
from photoorg.evaluation.retrieval import average_precision
from photoorg.library import catalog, columns, taught_seen, teaching
from photoorg.library.senses import Meaning
from photoorg.library.sketches import LIKENESS
from photoorg.library.store import Database, open_writer, writing
from photoorg.outcomes import Evidence
from photoorg.settings import Home, resources
from photoorg.taxonomy import load_taxonomy
from photoorg.vision.packs import open_pack
from photoorg.vision.sketching import sketcher_of
from photoorg.work.meaning import meaning_of

LABELS = Path(__file__).parents[1] / "modelbuild" / "calibration" / "labels.jsonl"
GROUPS = {
    "subject": [
        "mammal", "bird", "fish", "building", "plant", "tool", "vehicle", "flower", "food", "tower", "monument",
        "electronics", "underwater",
    ],
    "everyday": [
        "beach", "glasses", "mountain", "city", "snow", "forest", "sunset", "portrait", "room", "street", "river",
        "lake", "night", "bridge", "boat", "cliff", "fog", "field", "office", "laptop", "couch", "book", "cup", "house",
        "rock", "black and white", "car",
    ],
}  # fmt: skip
YES, NO = 10, 30

Floats = NDArray[Any]


class Words:
    """What names mean, by the bundled model; or nothing."""

    def __init__(self, *, silent: bool = False) -> None:
        self._silent = silent

    def meaning(self, text: str, *, by_words: bool = False) -> Meaning:  # noqa: ARG002 - as ModelSenses
        """What a text means."""
        return Meaning(text) if self._silent else meaning_of(text)

    def sketch(self, path: Path) -> NDArray[np.int8]:
        """Nobody asks."""
        raise AssertionError(path)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.teaching")
    parser.add_argument("evidence", nargs="?", type=Path)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        times(chosen.photos, chosen.repeats, Path(folder))
    if chosen.evidence is not None:
        for name in GROUPS:
            with tempfile.TemporaryDirectory() as folder:
                pictures(chosen.evidence, name, chosen.repeats, Path(folder))


def pictures(evidence: Path, name: str, repeats: int, folder: Path) -> None:
    """How well the groups of one set of pictures are learned."""
    told = Told()
    with library(evidence, name, folder) as (db, vectors, truths):
        for group, truth in truths.items():
            for repeat in range(repeats):
                learn_group(db, group, truth, vectors, repeat, told)
    report(f"{len(truths)} groups of {len(vectors)} {name} pictures", told)


@contextmanager
def library(
    evidence: Path, name: str, folder: Path
) -> Generator[tuple[Database, Floats, dict[str, NDArray[np.bool_]]]]:
    """A library of one set of pictures, with their vectors, and which of them are of each group."""
    _, found = pickle.loads(evidence.read_bytes())  # noqa: S301 - written by modelbuild.calibration
    files = [file for file in found if file.startswith(f"{name}/")]
    vectors = np.stack([found[file][1] for file in files]).astype(np.float32)
    taxonomy = load_taxonomy()
    lines = (json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines())
    words = {entry["file"]: {*entry["true"], *entry["objects"]} for entry in lines}
    for picture in read_pictures(LABELS, taxonomy):
        words[picture.file] |= picture.true
    called = {group: {group, taxonomy.find(group) or group} for group in GROUPS[name]}
    truths = {
        group: np.asarray([bool(names & words.get(file, set())) for file in files]) for group, names in called.items()
    }
    db = open_writer(Home(folder))
    try:
        fill(db, vectors, [found[file][0] for file in files])
        yield db, vectors, truths
    finally:
        db.close()


def fill(db: Database, vectors: Floats, evidence: Sequence[Mapping[str, Evidence]]) -> None:
    """A library with photos whose evidence is known; their ids begin at 1."""
    sketches = sketcher_of(open_pack(resources() / "models", "efficientnet-lite2"))(vectors)
    keep(db, sketches)
    with writing(db):
        catalog.save_findings(
            db,
            [
                catalog.Finding(number, task, "1", task, one)
                for number, tasks in enumerate(evidence, 1)
                for task, one in tasks.items()
            ],
        )


def learn_group(db: Database, group: str, truth: NDArray[np.bool_], vectors: Floats, repeat: int, told: Told) -> None:  # noqa: PLR0913, PLR0917
    """One draw of examples: every way of learning is measured on the photos that are left."""
    yes, no, rest = examples(truth, repeat)
    told.chance.append(float(truth[rest].mean()))
    for way, scores in peers(vectors, yes, no).items():
        told.precisions.setdefault(way, []).append(precision(scores[rest], truth[rest]))
    for way, senses in (("taught, without its name", Words(silent=True)), ("taught", Words())):
        began = time.perf_counter()
        made = teaching.draft(db, group, ids(yes), ids(no), senses)
        told.seconds.append(time.perf_counter() - began)
        told.precisions.setdefault(way, []).append(precision(scored(db, made)[rest], truth[rest]))
    sure = made.model.confidence(scored(db, made))
    for one in (made.taught.estimate, made.taught.likely):
        shown = rest[sure[rest] >= one.bar - 1e-9]
        if len(shown) and one.photos:
            told.shown.setdefault(one.target, []).append(Shown(group, one, len(shown), float(truth[shown].mean())))
    ask(db, group, truth, (yes, no), told)


def examples(truth: NDArray[np.bool_], repeat: int) -> tuple[Floats, Floats, Floats]:
    """The places of examples, of counter-examples, and of all that are left."""
    random = np.random.default_rng(repeat)
    yes = random.permutation(np.flatnonzero(truth))[:YES]
    no = random.permutation(np.flatnonzero(~truth))[:NO]
    return yes, no, np.setdiff1d(np.arange(len(truth)), np.concatenate((yes, no)))


def ask(db: Database, group: str, truth: NDArray[np.bool_], sides: tuple[Floats, Floats], told: Told) -> None:
    """Rounds of its own questions among half of the photos that are left, measured on the other half."""
    yes, no = ([int(one) for one in side] for side in sides)
    left = np.setdiff1d(np.arange(len(truth)), [*yes, *no])
    right, wrong = left[truth[left]], left[~truth[left]]
    held_out = np.concatenate((right[::2], wrong[::2]))
    kept = {int(one) + 1 for one in held_out}
    found: list[float] = []
    whole: list[float] = []
    for _ in range(ROUNDS + 1):
        made = teaching.draft(db, group, ids(yes), ids(no), Words())
        scores = scored(db, made)
        found.append(precision(scores[held_out], truth[held_out]))
        scores[yes], scores[no] = np.inf, -np.inf
        whole.append(precision(scores[left], truth[left]))
        questions = [one.photo_id - 1 for one in teaching.questions(db, made, 8 * ASKED) if one.photo_id not in kept]
        yes += [one for one in questions[:ASKED] if truth[one]]
        no += [one for one in questions[:ASKED] if not truth[one]]
    told.rounds.append(found)
    told.answered.append(whole)


def peers(vectors: Floats, yes: Floats, no: Floats) -> dict[str, Floats]:
    """The scores of every photo by plain ways of learning."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    seen = np.concatenate((yes, no))
    weights = np.where(np.arange(len(seen)) < len(yes), 0.5 / len(yes), 0.5 / len(no))
    mean = weights @ vectors[seen]
    rows = vectors[seen] - mean
    product = np.einsum("ik,jk->ij", rows, rows)
    target = np.where(np.arange(len(seen)) < len(yes), 1.0, -1.0)
    duals = np.linalg.solve(product + product.trace() / len(seen) * np.eye(len(seen)), target)
    return {"prototype": unit @ unit[yes].mean(axis=0), "plain ridge": (vectors - mean) @ (rows.T @ duals)}


def scored(db: Database, made: teaching.Draft) -> Floats:
    """The score of each photo, by its id."""
    known = columns.of(db)
    found = np.zeros(int(known.ids.max()))
    found[known.ids - 1] = taught_seen.scores(known, made.model)
    return found


def precision(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """The average precision of photos in the order of their scores."""
    return average_precision(truth[np.argsort(-scores, kind="stable")], int(truth.sum()))


def times(photos: int, repeats: int, folder: Path) -> None:
    """What learning and scoring costs in a library of some size, beside a plain product of the same round."""
    sketches = made_up(photos)
    db = open_writer(Home(folder))
    try:
        keep(db, sketches)
        things(db, photos)
        columns.of(db).table(taught_seen.SKETCH.name)
        nearest = np.argsort(-(sketches.astype(np.float32) @ sketches[0].astype(np.float32)))[: YES + repeats + 2] + 1
        yes, no = nearest[:YES].tolist(), [one for one in range(2, 2 * (YES + NO)) if one not in nearest][:NO]
        first = seconds(lambda: teaching.draft(db, "our bottle", yes, no, Words()))
        learned = [seconds(lambda: teaching.draft(db, "our bottle", yes, no, Words())) for _ in range(repeats)]
        made = teaching.draft(db, "our bottle", yes, no, Words())
        known = columns.of(db)
        ours, plain = (
            statistics.median(seconds(action) for _ in range(repeats + 2))
            for action in (lambda: taught_seen.scores(known, made.model), lambda: _plain(sketches))
        )
        stored = seconds(lambda: teaching.teach(db, "our bottle", yes, no, Words()))
        again = [
            seconds(lambda n=n: teaching.learn(db, "our bottle", [int(nearest[YES + n])], ()))
            for n in range(1, repeats + 1)
        ]
        rows = db.conn.execute("SELECT COUNT(*) FROM suggestions").fetchone()[0]
    finally:
        db.close()
    print(f"{photos:,} photos: learned in {statistics.median(learned):.2f} s, the first time {first:.2f} s")
    print(f"  all scored in {ours * 1e3:.0f} ms, plain product {plain * 1e3:.0f} ms: {ours / plain:.1f} times")
    print(f"  taught and stored in {stored:.2f} s, one more answer {statistics.median(again):.2f} s ({rows:,} guesses)")


def things(db: Database, photos: int) -> None:
    """A few classes for each photo, at random."""
    random, names = np.random.default_rng(3), list(load_taxonomy().of_class)
    with writing(db):
        chosen = random.integers(0, len(names), (photos, 12))
        shares = random.dirichlet(np.full(12, 0.3), photos)
        catalog.save_findings(
            db,
            [
                catalog.Finding(
                    number, LIKENESS, "1", "made up",
                    Evidence({names[key]: float(share) for key, share in zip(keys, own, strict=True) if share > 0.005}),
                )
                for number, (keys, own) in enumerate(zip(chosen.tolist(), shares.tolist(), strict=True), 1)
            ],
        )  # fmt: skip


def _plain(sketches: NDArray[np.int8]) -> Floats:
    vector = np.ones(sketches.shape[1], np.float32)
    return np.concatenate(
        [sketches[at : at + 8192].astype(np.float32) @ vector for at in range(0, len(sketches), 8192)]
    )


def seconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def ids(places: Sequence[int] | Floats) -> list[int]:
    """The ids of photos by their places."""
    return [int(one) + 1 for one in places]


if __name__ == "__main__":
    main()
