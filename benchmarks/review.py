"""How many answers review needs until the tags that are shown are right, beside questions in random order.

    python -m benchmarks.review [--seeds 5] [--photos 600] [--labelled PICTURES EVERYDAY]

Answers come from labels, as a person would give them. Both orders go through the library itself: the same questions,
photos that look alike asked at once, answers that are verdicts and move bars. In the first the next question is that
of the queue, in the second any of them, each as likely. Where the photos of a question differ in truth, the answer is
for those that are like the first, and the others are asked about again.

Precision is the share of the tags shown that are true, broader ones among them. An order has reached a goal with the
answer from which on it is never below it again, down to the last question. So it could not be won by hiding tags: how
many true tags are shown then is printed too, beside those at the start.

Two kinds of libraries: made-up ones, whose confidences are wrong in ways that differ by tag, with bursts of photos
that look alike; and (`--labelled`) the pictures of modelbuild/calibration, see there, understood by taggers that were
fitted on the pictures of other packages.
"""

from __future__ import annotations

import argparse
import math
import os
import pickle
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from photoorg.library import catalog, columns, places, review, tagged
from photoorg.library.review import Asking
from photoorg.library.review_alike import Alike
from photoorg.library.review_open import shown_guesses, tags_of
from photoorg.library.store import Database, open_writer, writing
from photoorg.outcomes import Suggestion, Understanding
from photoorg.settings import Home
from photoorg.taxonomy import Taxonomy, load_taxonomy
from photoorg.vision.tagging import open_tagger

GOAL = 0.95
Truths = Mapping[int, Mapping[str, bool]]
"""By photo whether tags are true of it."""


@dataclass(frozen=True)
class Photo:
    """A photo by what is guessed of it, and whether tags are true of it, those of which that is known."""

    guesses: Mapping[str, float]
    truths: Mapping[str, bool]
    look_hash: int | None = None
    source: str = ""


@dataclass
class Reached:
    """How far an order came: precision and true tags shown after each number of answers."""

    precision: list[float] = field(default_factory=list[float])
    true: list[int] = field(default_factory=list[int])

    def note(self, db: Database, truths: Truths) -> None:
        """How right the tags are that are shown now, of those of which it is known."""
        rows = db.conn.execute("SELECT x.photo_id, g.name FROM photo_tag x JOIN tags g ON g.id = x.tag_id")
        known = [truths[photo][tag] for photo, tag in rows if tag in truths[photo]]
        self.true.append(sum(known))
        self.precision.append(sum(known) / max(len(known), 1))

    def answers(self, goal: float) -> int:
        """With how many answers the goal is reached for good."""
        below = [number for number, share in enumerate(self.precision) if share < goal]
        return min(below[-1] + 1 if below else 0, len(self.precision) - 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--photos", type=int, default=600)
    parser.add_argument("--labelled", type=Path, nargs=2, metavar=("PICTURES", "EVERYDAY"))
    chosen = parser.parse_args()
    if chosen.photos:
        for noise in (0.0, 0.5, 1.0):
            photos = made_up(chosen.photos, noise, 1)
            measure(f"made up, confidences off by {noise:.1f}", photos, rules(0.9), chosen.seeds)
    if chosen.labelled:
        every = labelled(*chosen.labelled)
        for name in ("everyday", "subject", "test"):
            photos = [photo for photo in every if photo.source == name]
            measure(f"labelled, {name}", photos, rules(0.9), chosen.seeds)


def rules(target: float) -> tagged.Rules:
    """As the app has them."""
    taxonomy = load_taxonomy()
    hidden = {name for name, concept in taxonomy.concepts.items() if not concept.is_tag}
    above = {name: taxonomy.ancestors(name) - hidden for name in taxonomy.concepts}
    return tagged.Rules(target, open_tagger().bars(target), above)


def measure(name: str, photos: Sequence[Photo], by: tagged.Rules, seeds: int) -> None:
    """Both orders on a library."""
    start = time.perf_counter()
    queue = simulate(photos, by, None)
    took = (time.perf_counter() - start) / max(len(queue.precision) - 1, 1)
    random = [simulate(photos, by, seed) for seed in range(seeds)]
    needed = [one.answers(GOAL) for one in random]
    at = queue.answers(GOAL)
    ratios = [at / max(one, 1) for one in needed]
    print(
        f"{name}: {len(photos)} photos, precision {queue.precision[0]:.3f}; {GOAL} with {at} answers, in random order "
        f"{statistics.mean(needed):.0f} ({min(needed)} to {max(needed)}): {statistics.mean(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f})"
    )
    true = [one.true[one.answers(GOAL)] for one in random]
    print(
        f"  true tags shown: {queue.true[0]} at first, then {queue.true[at]} (random: {statistics.mean(true):.0f}); "
        f"all questions: {len(queue.precision) - 1}; {1000 * took:.0f} ms a question"
    )


def simulate(photos: Sequence[Photo], by: tagged.Rules, seed: int | None) -> Reached:
    """Ask until nothing is open: in the queue's order, or (`seed`) in random order."""
    rng = None if seed is None else np.random.default_rng(seed)
    reached = Reached()
    with tempfile.TemporaryDirectory() as folder:
        db = open_writer(Home(Path(folder)))
        try:
            truths = fill(db, photos, by)
            reached.note(db, truths)
            unknown = not_known(db, truths)
            while asked := best(db, unknown) if rng is None else any_of_all(db, rng, truths):
                tag, ids = asked
                first = truths[ids[0]][tag]
                review.answer(db, tag, [one for one in ids if truths[one].get(tag) is first], yes=first)
                reached.note(db, truths)
        finally:
            db.close()
    return reached


def not_known(db: Database, truths: Truths) -> frozenset[review.Asked]:
    """The tags on photos of which nobody can say whether they are right: they are skipped."""
    rows = db.conn.execute("SELECT x.photo_id, g.name FROM photo_tag x JOIN tags g ON g.id = x.tag_id")
    return frozenset((photo, tag) for photo, tag in rows if tag not in truths[photo])


def best(db: Database, unknown: frozenset[review.Asked]) -> tuple[str, Sequence[int]] | None:
    """The queue's next question."""
    questions = review.queue(db, Asking(limit=1, skipped=unknown)).questions
    return (questions[0].tag, questions[0].photos) if questions else None


def any_of_all(db: Database, rng: np.random.Generator, truths: Truths) -> tuple[str, Sequence[int]] | None:
    """Any guess that is open, with the photos that look alike."""
    cols = columns.of(db)
    some = [
        (guesses, place)
        for guesses in shown_guesses(db, cols, tags_of(db), cols.present, None)
        for place, photo in enumerate(cols.ids[guesses.slots].tolist())
        if guesses.tag in truths[photo]
    ]
    if not some:
        return None
    guesses, place = some[int(rng.integers(len(some)))]
    return guesses.tag, cols.ids[guesses.slots[Alike(cols, guesses).take(place)]].tolist()


def fill(db: Database, photos: Sequence[Photo], by: tagged.Rules) -> Truths:
    """A library of photos, and what is true of each by its id."""
    truths: dict[int, Mapping[str, bool]] = {}
    found: dict[int, Understanding] = {}
    with writing(db):
        tagged.use_rules(db, by)
        home = places.save_folder(db, places.Volume("benchmark", os.sep), f"{os.sep}photos", is_root=True)
        for number, photo in enumerate(photos):
            facts = {"format": "jpeg", "width": 4000, "height": 3000}
            record = catalog.PhotoRecord(number.to_bytes(16, "big"), facts, 86_400 * number)
            file = catalog.FileRecord(home, f"{number}.jpg", 9, number + 1)
            photo_id = catalog.save_reading(db, file, record)
            truths[photo_id] = photo.truths
            guesses = tuple(Suggestion(tag, sure) for tag, sure in photo.guesses.items())
            found[photo_id] = Understanding(guesses, look_hash=photo.look_hash)
        catalog.save_understandings(db, found, "1")
    return truths


def made_up(number: int, noise: float, seed: int) -> list[Photo]:
    """Photos with guesses of three of forty tags and of all above, true as often as they say but for the noise.

    The log-odds of each tag's confidences are off by one number, normally distributed with `noise`. One photo in three
    is of a burst of four, which look alike: the same is true of them, and their confidences are nearly the same.
    """
    rng = np.random.default_rng(seed)
    taxonomy = load_taxonomy()
    tags = sorted(name for name, one in taxonomy.concepts.items() if one.is_tag and one.parents)
    some = rng.choice(tags, 40, replace=False).tolist()
    often = 1 / np.arange(1, 41)
    off = {name: noise * rng.normal() for name in taxonomy.concepts}
    photos: list[Photo] = []
    while len(photos) < number:
        sure: dict[str, float] = {}
        truths: dict[str, bool] = {}
        for tag in rng.choice(some, 3, replace=False, p=often / often.sum()).tolist():
            add_guesses(rng, taxonomy, tag, sure, truths)
        code = int(rng.integers(-(1 << 63), 1 << 63))
        burst = 4 if rng.random() < 1 / 9 else 1  # one photo in three, then
        for _ in range(burst):
            odds = {tag: odds_of(share) + off[tag] + 0.2 * rng.normal() for tag, share in sure.items()}
            stated = {tag: round(1 / (1 + math.exp(-one)), 4) for tag, one in odds.items()}
            photos.append(Photo(stated, truths, code ^ (1 << int(rng.integers(62)))))
    return photos[:number]


def add_guesses(
    rng: np.random.Generator, taxonomy: Taxonomy, tag: str, sure: dict[str, float], truths: dict[str, bool]
) -> None:
    """A guess of a tag and of each above it, which is at least as likely and true where the one below is."""
    share = float(rng.beta(1.6, 0.6))
    true = rng.random() < share
    line = [tag, *sorted(taxonomy.ancestors(tag), key=lambda name: -len(taxonomy.ancestors(name)))]
    for name in line:
        if name != tag:
            wider = share + (1 - share) * float(rng.random()) * 0.5
            true, share = true or rng.random() < (wider - share) / (1 - share), wider
        if taxonomy.concepts[name].is_tag and share > sure.get(name, 0.0):
            sure[name] = min(share, 0.9999)
        truths[name] = truths.get(name, False) or true


def odds_of(share: float) -> float:
    """Log-odds."""
    return math.log(share / (1 - share))


def labelled(pictures: Path, everyday: Path) -> list[Photo]:
    """The labelled pictures, each understood by a tagger that never saw pictures of its package."""
    from modelbuild.calibration.__main__ import LABELS, _everyday  # noqa: PLC0415
    from modelbuild.calibration.bars import held_out_answers, is_true  # noqa: PLC0415
    from modelbuild.calibration.fitting import Sample, folds_of  # noqa: PLC0415
    from modelbuild.calibration.labelled import read_pictures  # noqa: PLC0415

    taxonomy = load_taxonomy()
    _, seen = pickle.loads((pictures / "evidence.pickle").read_bytes())  # noqa: S301 - one's own
    every = [*read_pictures(LABELS, taxonomy), *_everyday(everyday, taxonomy)]  # pyright: ignore[reportPrivateUsage]
    there = [picture for picture in every if picture.file in seen]
    samples: list[Sample] = []
    for picture, fold in zip(there, folds_of(there), strict=True):
        evidence, vector = seen[picture.file]
        samples.append(Sample(picture, evidence, vector, fold))
    found: list[Photo] = []
    for one in held_out_answers(samples, taxonomy):
        guesses = {guess.tag: guess.confidence for guess in one.said.suggestions}
        names = set(guesses).union(*(taxonomy.ancestors(name) for name in guesses))
        known = {name: is_true(one.picture, name, taxonomy) for name in names}
        truths = {name: truth for name, truth in known.items() if truth is not None}
        source = "test" if one.picture.everyday else one.picture.file.partition("/")[0]
        judged = {name: share for name, share in guesses.items() if name in truths}
        found.append(Photo(judged, truths, one.said.look_hash, source))
    return found


if __name__ == "__main__":
    main()
