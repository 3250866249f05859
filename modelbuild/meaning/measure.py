"""How well words are understood, on made-up photos of the 1000 classes and on the labelled pictures.

    python -m modelbuild.meaning.measure [PICTURES/evidence.pickle]

`held_out.json` has sentences that nothing is to be fitted on. They are measured twice, the second time without what
`described.json` says almost in their words: both have one author. `queries.json` has five kinds of queries, each with
the concepts that are right ("-name": without these). Every second one is for fitting, the others are held out. The
made-up photos are one of each class, twice over: what the classifier's own weights say of the class, disturbed until
it is right as often as on photos that it was measured on. They tell whether a text leads to the right classes, and
nothing of how photos look.
"""

from __future__ import annotations

import copy
import json
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from modelbuild.calibration.labelled import read_pictures
from photoorg.evaluation.retrieval import average_precision
from photoorg.library.columns.part import Bag
from photoorg.library.columns.seen import FLOOR, OBJECTS_FROM
from photoorg.library.meaning import score
from photoorg.library.senses import Meaning
from photoorg.settings import resources
from photoorg.taxonomy import Taxonomy, load_taxonomy
from photoorg.vision.language import Language
from photoorg.vision.lexicon import load_lexicon
from photoorg.vision.nearness import PACK, Nearness, Texts
from photoorg.vision.packs import open_pack
from photoorg.work.meaning import meaning_of

QUERIES = Path(__file__).with_name("queries.json")
HELD_OUT = Path(__file__).with_name("held_out.json")
LABELS = Path(__file__).parents[1] / "calibration" / "labels.jsonl"
LIKENESS, NOISE, SPREAD, DIFFICULTY = 8.3, 1.6, 1.0, 0.35  # by these 94 of 100 made-up photos are told rightly
MOST = 50  # classes that are kept of a photo
FEWEST = 4  # pictures that must show a word for it to be measured
COPY = 0.75  # a statement as near to a query as this says it almost in its words

Floats = NDArray[np.float64]
Ask = Callable[[str], Meaning]
Kinds = Mapping[str, Mapping[str, Sequence[str]]]


def made_up(seed: int, rows: Floats) -> Bag:
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


def as_photos(things: Sequence[Mapping[int, float]]) -> Bag:
    """Photos of which each key's probability is known."""
    starts = np.cumsum([0, *map(len, things)])
    keys = np.fromiter((key for own in things for key in own), np.uint16)
    values = np.fromiter((round(255 * min(share, 1) ** 0.5) for own in things for share in own.values()), np.uint8)
    return Bag(starts, keys, values)


def ranked(photos: Bag, text: str, ask: Ask = meaning_of) -> tuple[NDArray[np.int64], NDArray[np.float32], float]:
    """The places of the photos that are found, best first, with their scores, and from which of these they are sure."""
    meaning = ask(text)
    scores = score(cast("Any", photos), meaning)  # of the columns it asks for no more than Photos have
    order = np.argsort(-scores, kind="stable")
    return order[scores[order] >= meaning.cutoff], scores, meaning.sure


def right_classes(names: Sequence[str], taxonomy: Taxonomy) -> NDArray[np.bool_]:
    """Of each class, whether it is one of the concepts or below one."""

    def all_of(chosen: Sequence[str]) -> set[str]:
        return {below for name in chosen for below in (name, *taxonomy.descendants(name))}

    right = all_of([name for name in names if not name.startswith("-")])
    right -= all_of([name[1:] for name in names if name.startswith("-")])
    return np.asarray([name in right for name in taxonomy.of_class.values()])


def without_copies(queries: Sequence[str]) -> Ask:
    """Words as they are understood without what the lexicon says of things almost as the queries do."""
    texts, lexicon = Texts(open_pack(resources() / "models", PACK)), copy.copy(load_lexicon())
    asked = np.stack([texts.vector(text) for text in queries])
    told = {one for said in lexicon.said.values() for one in said}
    copies = {one for one in told if float(np.einsum("ij,j->i", asked, texts.vector(one)).max()) >= COPY}
    kept = {name: tuple(one for one in said if one not in copies) for name, said in lexicon.said.items()}
    lexicon.said = {name: said for name, said in kept.items() if said}
    language = Language(lexicon, Nearness(texts, lexicon))
    print(f"{len(copies)} of {len(told)} statements say almost what is asked")

    def ask(text: str) -> Meaning:
        found = language.understand(text)
        return Meaning(text, found.exact, found.concepts, cutoff=found.cutoff, sure=found.sure)

    return ask


def libraries() -> tuple[Bag, ...]:
    """The made-up photos, twice over."""
    rows = np.load(resources() / "models" / "efficientnet-lite2.rows.npy", allow_pickle=False).astype(np.float64)
    return tuple(made_up(seed, rows) for seed in (0, 1))


def precisions(
    asked: Mapping[str, Sequence[str]], photos: Sequence[Bag], taxonomy: Taxonomy, ask: Ask = meaning_of
) -> dict[str, float]:
    """The average precision of each query that has something to find, over all libraries."""
    found: dict[str, float] = {}
    for text, names in asked.items():
        right = right_classes(names, taxonomy)
        if right.any():
            each = [average_precision(right[ranked(one, text, ask)[0]], int(right.sum())) for one in photos]
            found[text] = float(np.mean(each))
    return found


def _mean(found: Mapping[str, float]) -> float:
    return float(np.mean(list(found.values())))


def outcomes(asked: Mapping[str, Sequence[str]], photos: Sequence[Bag]) -> dict[str, int]:
    """How often queries with nothing to find found nothing, weak matches, or more."""
    found = {"nothing": 0, "weak": 0, "found": 0}
    for text in asked:
        for one in photos:
            places, scores, sure = ranked(one, text)
            found["found" if float(scores.max()) >= sure else "weak" if len(places) else "nothing"] += 1
    return found


def on_classes(queries: Kinds, held_out: Kinds, taxonomy: Taxonomy) -> None:
    """Print the mean average precision of each kind, of the queries to fit on and of those held out."""
    photos = libraries()
    for kind, asked in queries.items():
        found = list(precisions(asked, photos, taxonomy).values())
        if found:
            print(f"{kind}: {np.mean(found[::2]):.3f} fitted on, {np.mean(found[1::2]):.3f} held out ({len(asked)})")
        else:
            print(f"{kind}: {outcomes(asked, photos)} ({len(asked)} queries, twice)")
    for kind, asked in held_out.items():
        whole, without = (
            precisions(asked, photos, taxonomy, ask) for ask in (meaning_of, without_copies(tuple(asked)))
        )
        print(f"{kind}: {_mean(whole):.3f} all held out, {_mean(without):.3f} without these ({len(asked)})")


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


def read(path: Path) -> Kinds:
    """A file of queries: by kind, each with the concepts that are right."""
    return json.loads(path.read_text(encoding="utf-8"))


def main(evidence: str = "") -> None:
    """Measure, and print."""
    taxonomy = load_taxonomy()
    on_classes(read(QUERIES), read(HELD_OUT), taxonomy)
    if evidence:
        on_pictures(Path(evidence), taxonomy)


if __name__ == "__main__":
    main(*sys.argv[1:])
