"""Finding photos in a large library: queries, facets, counts, the start, and memory.

    python -m benchmarks.finding [--photos 1000000] [--queries 300]

Every figure is also a ratio: of queries and facets to bare bitmaps of numpy that are made before and hold one bit for
each photo and tag; of the first page to the bare statement; of a start to the same with nothing to load.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.big_library import big_library
from benchmarks.likeness import plain_product
from photoorg.library import columns, search
from photoorg.library.columns import cache
from photoorg.library.columns.sketches import SKETCH
from photoorg.library.completing import complete
from photoorg.library.facets import facets, tag_counts
from photoorg.library.store import Database, open_reader
from photoorg.media.limits import Limits
from photoorg.settings import Home
from photoorg.sketch import from_sketch
from photoorg.work.senses import ModelSenses

Bits = NDArray[np.uint8]
Times = NDArray[np.float64]
_PAGE = 200


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "photoorg-benchmark")
    parser.add_argument("--start", metavar="QUERY", help=argparse.SUPPRESS)
    options = parser.parse_args()
    home = big_library(options.folder, options.photos).home
    if options.start is not None:
        _one_start(home, options.start)
        return
    _starts(options, home)
    db = open_reader(home)
    _queries(db, options.queries)
    _by_models(db, ModelSenses(home, "cpu", Limits()))
    _typing(db)
    db.close()
    now, alone, most = (_memory(name) for name in ("VmRSS", "RssAnon", "VmHWM"))
    print(f"memory: {now:.0f} MB, {alone:.0f} without files, at most {most:.0f}, with all of the above in one process")


def _starts(options: argparse.Namespace, home: Home) -> None:
    """A process that asks one thing, with a cache and without."""
    for what, text in (("first page", ""), ("a tag query", "'thing 3' -'thing 0'"), ("facets", "facets")):
        for cached in (False, True):
            if not cached:
                cache.forget(home)
            command = [sys.executable, "-m", "benchmarks.finding", "--photos", str(options.photos), "--folder",
                       str(options.folder), "--start", text.replace("'", '"')]  # fmt: skip
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
            print(f"start, {what}, {'with' if cached else 'without'} a cache: {told}")


def _one_start(home: Home, text: str) -> None:
    before = _memory("VmRSS")
    db = open_reader(home)
    start, cpu = time.perf_counter(), time.thread_time()
    if text == "facets":
        facets(db, "")
    else:
        search.search(db, text, limit=_PAGE)
    took, spent = 1000 * (time.perf_counter() - start), 1000 * (time.thread_time() - cpu)
    db.close()
    grown, most = _memory("VmRSS") - before, _memory("VmHWM")
    print(f"{took:.1f} ms (CPU {spent:.1f}), memory +{grown:.0f} MB, at most {most:.0f}")


def _queries(db: Database, number: int) -> None:
    search.count(db, '"thing 1"')
    facets(db, "")
    names = sorted(tag_counts(db))
    anchors = _bitmaps(db, names)
    chance = random.Random(5)  # noqa: S311 - nothing secret
    asked = [_random_query(chance, names) for _ in range(number)]
    texts = [_text(query) for query in asked]
    bare = _times([lambda query=query: _bare(anchors, query) for query in asked])
    _tell("bare bitmaps, 200 newest", bare, bare)
    for what, sort in (("newest first", "taken"), ("best match", "match")):
        for limit in (_PAGE, 0):
            took = _times([lambda text=text: search.search(db, text, sort, limit=limit) for text in texts])  # noqa: B023
            _tell(f"{what}, {limit or 'all'}", took, bare)
    _tell("count", _times([lambda text=text: search.count(db, text) for text in texts]), bare)
    some = slice(None, None, 3)
    counted = _times([lambda query=query: _bare_facets(anchors, query) for query in asked[some]])
    _tell("bare bitmaps, all tags counted", counted, counted)
    _tell("all facets", _times([lambda text=text: facets(db, text) for text in texts[some]]), counted)
    page = _times([lambda: search.search(db, "", limit=_PAGE)] * 50)
    statement = "SELECT id FROM photos ORDER BY taken_at DESC, id DESC LIMIT 200"
    _tell("first page of all", page, _times([lambda: db.conn.execute(statement).fetchall()] * 50))
    columns.forget()
    _tell("first page of all, nothing loaded", _times([lambda: search.search(db, "", limit=_PAGE)] * 50), page)
    sorts = [name for name in search.SORTS if name not in {"match", "taken"}]
    search.count(db, "-x")
    for name in sorts:
        first = _times([lambda: search.search(db, "", name, limit=_PAGE)])  # noqa: B023
        again = _times([lambda: search.search(db, "", name, limit=_PAGE)] * 5)  # noqa: B023
        one, more = 1000 * first[0], 1000 * np.median(again, axis=0)
        print(f"all by {name}: first {one[0]:.0f} ms (CPU {one[1]:.0f}), then {more[0]:.1f} (CPU {more[1]:.1f})")


def _by_models(db: Database, senses: ModelSenses) -> None:
    """By meaning and by likeness, beside a plain product of the sketches."""
    loaded = columns.of(db)
    (sketches, *_) = loaded.table(SKETCH.name).blocks
    vector = from_sketch(sketches[0])
    plain = _times([lambda: plain_product(sketches, vector)] * 9)
    _tell("plain product of the sketches", plain, plain)
    texts = ("something to play music with", "a place to sit and eat", "an animal that swims", "what a cook needs")
    asked = {
        "meaning": [f'~"{text}"' for text in texts],
        "like 1": [f"like:#{number}" for number in range(1000, 1008)],
        "like 3, unlike 1": [f"like:#{n} like:#{n + 1} like:#{n + 2} -like:#{n + 3}" for n in range(2000, 2008)],
    }
    for name, queries in asked.items():
        search.search(db, queries.pop(0), senses=senses)
        for limit in (_PAGE, 0):
            calls = [lambda text=text: search.search(db, text, limit=limit, senses=senses) for text in queries]  # noqa: B023
            _tell(f"{name}, {limit or 'all'}", _times(calls), plain)


def _typing(db: Database) -> None:
    for text in ("t", "thing 3", "-thi", "ca", "camera:C", "folder:00", "is:", "taken:201"):
        took = _times([lambda text=text: complete(db, text, len(text)) for _ in range(6)])
        print(f"completing {text}: first {1000 * took[0, 0]:.1f} ms, then {1000 * np.median(took[1:, 0]):.1f}")


Query = list[list[tuple[str, bool]]]
"""Any of some, each all of some tags, each said or (False) denied."""


def _random_query(chance: random.Random, names: Sequence[str]) -> Query:
    terms = [(chance.choice(names), chance.random() > 0.25) for _ in range(chance.randint(1, 5))]
    query: Query = [[terms[0]]]
    for term in terms[1:]:
        if chance.random() < 0.5:
            query.append([term])
        else:
            query[-1].append(term)
    return query


def _text(query: Query) -> str:
    return " OR ".join(" ".join(f'{"" if said else "-"}"{name}"' for name, said in part) for part in query)


def _bitmaps(db: Database, names: Sequence[str]) -> dict[str, Bits]:
    loaded = columns.of(db)
    ids = dict(db.conn.execute("SELECT name, id FROM tags").fetchall())
    made: dict[str, Bits] = {}
    for name in names:
        mask = np.zeros(loaded.n, np.bool_)
        mask[loaded.tags[0].of(ids[name])[0]] = True
        made[name] = np.packbits(mask)
    return made


def _matching(bitmaps: dict[str, Bits], query: Query) -> Bits:
    found = None
    for part in query:
        inner = None
        for name, said in part:
            one = bitmaps[name] if said else ~bitmaps[name]
            inner = one if inner is None else inner & one
        found = inner if found is None else found | inner
    assert found is not None
    return found


def _bare(bitmaps: dict[str, Bits], query: Query) -> NDArray[np.int64]:
    return np.flatnonzero(np.unpackbits(_matching(bitmaps, query)))[:_PAGE]


def _bare_facets(bitmaps: dict[str, Bits], query: Query) -> list[int]:
    found = _matching(bitmaps, query)
    return [int(np.bitwise_count(found & one).sum()) for one in bitmaps.values()]


def _times(calls: Sequence[Callable[[], object]]) -> Times:
    """Seconds by the clock, and of the processor, of each call: (n, 2)."""
    took: list[tuple[float, float]] = []
    for call in calls:
        start, cpu = time.perf_counter(), time.thread_time()
        call()
        took.append((time.perf_counter() - start, time.thread_time() - cpu))
    return np.array(took)


def _tell(what: str, took: Times, anchor: Times) -> None:
    """Median and 95th percentile by the clock and by the processor, and what the latter is to the anchor's."""
    middle, high = 1000 * np.percentile(took, [50, 95], axis=0)
    ratio = high[1] / (1000 * np.percentile(anchor[:, 1], 95))
    clock = f"median {middle[0]:.1f} ms, p95 {high[0]:.1f}, most {1000 * took[:, 0].max():.1f}"
    print(f"{what}: {clock}; CPU median {middle[1]:.1f}, p95 {high[1]:.1f}, {ratio:.2f} of bare")


def _memory(what: str) -> float:
    """Megabytes; only Linux tells without another package."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(what)), 0.0)


if __name__ == "__main__":
    main()
