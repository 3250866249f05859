"""What understanding words costs, beside the model alone, and how well it finds, from the committed queries.

    python -m benchmarks.meaning [--photos 100000 1000000] [--repeats 5]

The queries are those of modelbuild/meaning/queries.json and held_out.json. Floor of a query: the model's own run on its
text. Floor of scoring: numpy looks one number up for each thing of the photos, and adds them all up.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from modelbuild.meaning.measure import HELD_OUT, QUERIES, Kinds, libraries, precisions, read
from photoorg.library.columns.part import Bag
from photoorg.library.meaning import score
from photoorg.settings import resources
from photoorg.taxonomy import load_taxonomy
from photoorg.vision.nearness import PACK, Texts
from photoorg.vision.packs import open_pack
from photoorg.work.meaning import meaning_of

THINGS = 20  # kept of a photo on average


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.meaning")
    parser.add_argument("--photos", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=5)
    chosen = parser.parse_args()
    kinds = {**read(QUERIES), **read(HELD_OUT)}
    with tempfile.TemporaryDirectory() as folder:
        opening(Path(folder))
        understanding(kinds, Path(folder))
    for photos in chosen.photos:
        scoring(photos, chosen.repeats)
    finding(kinds)


def opening(cache: Path) -> None:
    """The first query of a library, and the first of another process."""
    from photoorg.vision import language  # noqa: PLC0415 - what it costs to come by is measured

    first = seconds(lambda: language.understand("dog", cache))
    language._language.cache_clear()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as another process would
    again = seconds(lambda: language.understand("dog", cache))
    kept = sum(file.stat().st_size for file in cache.iterdir())
    print(f"first query: {first:.1f} s; of a later start {again * 1e3:.0f} ms, {kept / 1e6:.1f} MB kept")


def understanding(kinds: Kinds, cache: Path) -> None:
    """Each query beside the model's own run on it."""
    texts = Texts(open_pack(resources() / "models", PACK))
    for kind, queries in kinds.items():
        ours = [seconds(lambda text=text: meaning_of(text, cache)) for text in queries]
        model = [seconds(lambda text=text: texts.vector(text)) for text in queries]
        times = f"median {statistics.median(ours) * 1e3:.2f} ms, p95 {late(ours) * 1e3:.2f} ms"
        ratio = statistics.median(ours) / statistics.median(model)
        print(f"  {kind:11} {len(queries):4} queries: {times}, {ratio:.1f} times the model alone")


def scoring(photos: int, repeats: int) -> None:
    """All photos by one query, beside the floor of the same round."""
    bag, meaning = made_up(photos), meaning_of("something to play music with")
    weights, keys = np.ones(1080, np.float32), bag.keys
    blocks = np.array_split(keys, max(1, len(keys) >> 18))
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(repeats):
        ours.append(seconds(lambda: score(bag, meaning)))
        floor.append(seconds(lambda: sum(float(weights.take(block).sum()) for block in blocks)))
    both = statistics.median(ours), statistics.median(floor)
    print(f"{photos:,} photos: {both[0] * 1e3:.0f} ms, floor {both[1] * 1e3:.1f} ms: {both[0] / both[1]:.1f} times")


def finding(kinds: Kinds) -> None:
    """The mean average precision of each kind: docs/meaning.md says on what."""
    taxonomy, photos = load_taxonomy(), libraries()
    for kind, queries in kinds.items():
        if found := precisions(queries, photos, taxonomy):
            print(f"  {kind:11} average precision {np.mean(list(found.values())):.3f}")


def made_up(photos: int) -> Bag:
    """Photos with THINGS things each at random: for speed, nothing else."""
    random = np.random.default_rng(3)
    counts = random.integers(1, 2 * THINGS, photos)
    starts = np.concatenate([[0], np.cumsum(counts)])
    keys = random.integers(0, 1080, int(starts[-1]), dtype=np.uint16)
    return Bag(starts, keys, random.integers(16, 256, len(keys), dtype=np.uint8))


def seconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def late(times: Sequence[float]) -> float:
    """What 95 of 100 stay below."""
    return float(np.percentile(times, 95))


if __name__ == "__main__":
    main()
