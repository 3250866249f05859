"""The export of photos of 12 MP, against bare loops that decode, resize and encode them in the same run.

    python -m benchmarks.export [--photos 1000] [--side 2048] [--processes N]

The bare loops open, reduce and save with Pillow in one process a core, and do nothing else: no metadata, no names, no
library, nothing to go on from. Each takes all photos in turn with one of Pillow's filters. Lanczos' and the bicubic
one, which are Pillow's own choice for small pictures, count; the two that blur or tear fine lines are told beside them.
"""

from __future__ import annotations

import argparse
import functools
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from benchmarks.photos import LARGE, make_photos
from photoorg.app import App, open_app
from photoorg.export.options import Options
from photoorg.export.order import Order
from photoorg.media import helper
from photoorg.settings import available_cores
from photoorg.vision.tasks import TASKS
from photoorg.work.jobs import Job

_FILTERS = (Image.Resampling.LANCZOS, Image.Resampling.BICUBIC)
_ROUGH = (Image.Resampling.BILINEAR, Image.Resampling.BOX)
_QUALITY = 85


def main() -> None:
    """Measure, and print the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export")
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--side", type=int, default=2048)
    parser.add_argument("--processes", type=int, default=available_cores())
    parser.add_argument("--folder", type=Path, help="where the photos are made, and left")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        photos = make_photos(chosen.folder or place / "photos", chosen.photos, LARGE)
        app = open_app(place / "library")
        _drain(app.index(app.writer(), [chosen.folder or place / "photos"], [task.name for task in TASKS]))
        bare = {
            one.name: _bare(photos, place / one.name, chosen.side, one, chosen.processes)
            for one in (*_FILTERS, *_ROUGH)
        }
        for name, seconds in bare.items():
            print(f"bare, {name.lower():8} {len(photos) / seconds:7.1f} photos/s")
        fastest = min(bare[one.name] for one in _FILTERS), min(bare.values())
        for sharpen in ("screen", "none", "print"):
            options = Options(longest=chosen.side, sharpen=sharpen, quality=_QUALITY)
            seconds = _export(app, place / sharpen, options)
            _say(f"photoorg, sharpen {sharpen}", len(photos), seconds, fastest)
        seconds = _export(app, place / "screen", Options(longest=chosen.side, quality=_QUALITY))
        _say("photoorg, again", len(photos), seconds, fastest)
    helper.close()


def _say(what: str, photos: int, seconds: float, fastest: tuple[float, float]) -> None:
    good, rough = (one / seconds for one in fastest)
    print(
        f"{what:24} {photos / seconds:9.1f} photos/s, {good:.2f} of the fastest bare loop, {rough:.2f} of the roughest"
    )


def _bare(photos: list[Path], to: Path, side: int, used: Image.Resampling, processes: int) -> float:
    """Seconds that a bare loop takes with a filter."""
    to.mkdir()
    one: Callable[[Path], None] = functools.partial(_one, to, side, used)
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        pool.map(_nothing, range(processes * 4))  # started, and Pillow is loaded
        began = time.perf_counter()
        pool.map(one, photos, chunksize=4)
        return time.perf_counter() - began


def _nothing(_number: int) -> None:
    Image.init()


def _one(to: Path, side: int, used: Image.Resampling, path: Path) -> None:
    with Image.open(path) as image:
        image.draft(None, (side, side))
        scale = side / max(image.size)
        small = image.resize((round(image.width * scale), round(image.height * scale)), used)
    small.save(to / path.name, "JPEG", quality=_QUALITY)


def _export(app: App, to: Path, options: Options) -> float:
    db = app.writer()
    try:
        ids = tuple(photo for (photo,) in db.conn.execute("SELECT id FROM photos ORDER BY id"))
        began = time.perf_counter()
        _drain(app.export(db, Order(ids, to, options)))
        return time.perf_counter() - began
    finally:
        db.close()


def _drain(job: Job) -> None:
    for _step in job:
        pass


if __name__ == "__main__":
    main()
