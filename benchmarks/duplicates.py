"""Near duplicates: how many made copies of photos are found, how many different photos are taken for copies, how fast.

    python -m benchmarks.duplicates [--different FOLDER] [--photos 100000 1000000]

Each photo of the test data (and of skimage) is changed in many ways; each of `--different`, a folder in which no two
photos are copies, is compared with all others. Hash and sharpness are timed a photo. The groups are then found in
libraries of made rows, of which one in ten is a copy of another.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter, ImageOps
from skimage import data

from benchmarks.vision import PHOTOS
from photoorg.app import open_app
from photoorg.library import lookalikes, places
from photoorg.library.store import Database, writing
from photoorg.vision import looks

Change = Callable[[Image.Image], Image.Image]


def _jpeg(quality: int) -> Change:
    def change(picture: Image.Image) -> Image.Image:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        return Image.open(file).convert("RGB")

    return change


def _cut(share: float) -> Change:
    """A part of each side, not in the middle."""

    def change(picture: Image.Image) -> Image.Image:
        width, height = (round(side * share) for side in picture.size)
        left, top = (picture.width - width) // 4, (picture.height - height) * 3 // 4
        return picture.crop((left, top, left + width, top + height))

    return change


def _scaled(share: float) -> Change:
    return lambda picture: picture.resize((max(1, round(picture.width * share)), max(1, round(picture.height * share))))


def _coloured(factors: Sequence[float]) -> Change:
    return lambda picture: Image.fromarray(np.clip(np.asarray(picture) * factors, 0, 255).astype(np.uint8))


def _turned(picture: Image.Image) -> Image.Image:
    """As a camera does it: the pixels lie on their side and EXIF says so."""
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    picture.transpose(Image.Transpose.ROTATE_90).save(file, "JPEG", quality=90, exif=exif)
    return ImageOps.exif_transpose(Image.open(file)).convert("RGB")


CHANGES: dict[str, Change] = {
    "half the size": _scaled(0.5),
    "a fifth of the size": _scaled(0.2),
    "JPEG quality 40": _jpeg(40),
    "JPEG quality 10": _jpeg(10),
    "turned by EXIF": _turned,
    "30 % brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.3),
    "30 % darker": lambda picture: ImageEnhance.Brightness(picture).enhance(0.7),
    "40 % more contrast": lambda picture: ImageEnhance.Contrast(picture).enhance(1.4),
    "warmer": _coloured((1.15, 1.0, 0.85)),
    "without colour": lambda picture: ImageOps.grayscale(picture).convert("RGB"),
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(max(picture.size) / 300)),
    "cut by 1 %": _cut(0.99),
    "cut by 2 %": _cut(0.98),
    "cut by 5 %": _cut(0.95),
    "cut by 10 %": _cut(0.90),
    "all at once": lambda picture: _jpeg(50)(_scaled(0.4)(_coloured((1.1, 1.0, 0.92))(_cut(0.99)(picture)))),
}  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--different", type=Path, help="a folder of photos that are all different")
    parser.add_argument("--photos", type=int, nargs="*", default=[100_000])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "photoorg-benchmark")
    options = parser.parse_args()
    pictures = [_read(path) for path in sorted(PHOTOS.glob("*.jpg"))]
    pictures += [Image.fromarray(getattr(data, name)()) for name in ("astronaut", "chelsea", "coffee", "rocket")]
    _copies(pictures)
    _others(pictures[:-4], sorted(options.different.iterdir()) if options.different else [])
    _cost(pictures)
    for number in options.photos:
        _groups(options.folder, number)


def _read(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        picture.draft("RGB", (1024, 1024))
        return ImageOps.exif_transpose(picture).convert("RGB")


def _hash(picture: Image.Image) -> int | None:
    (finding,) = looks.look([looks.prepare(picture)])
    code = looks.looks_of(finding.evidence.scores).look_hash
    return None if code is None else code & (1 << 64) - 1


def _copies(pictures: Sequence[Image.Image]) -> None:
    print(f"{len(pictures)} photos; of 64 bits how many differ: median, 95th percentile, and share found")
    codes = [_hash(picture) for picture in pictures]
    found: list[bool] = []
    for name, change in CHANGES.items():
        apart = [64 if a is None or b is None else (a ^ b).bit_count()
                 for a, b in zip(codes, (_hash(change(picture)) for picture in pictures), strict=True)]  # fmt: skip
        found += [one <= lookalikes.SAME for one in apart]
        share = sum(one <= lookalikes.SAME for one in apart) / len(apart)
        print(f"{name:>22} {statistics.median(apart):5.0f} {np.percentile(apart, 95):5.0f} {share:7.1%}")
    print(f"{'all':>22} {'':11} {sum(found) / len(found):7.1%}")


def _others(pictures: Sequence[Image.Image], paths: Sequence[Path]) -> None:
    codes = [_hash(picture) for picture in pictures]
    for path in paths:
        try:
            codes.append(_hash(_read(path)))
        except OSError:
            continue
    known = np.array([code for code in codes if code is not None], np.uint64)
    first, second = np.triu_indices(len(known), 1)
    apart = np.bitwise_count(known[first] ^ known[second])
    print(f"{len(known)} different photos, {len(apart):,} pairs: the nearest differ in {apart.min()} bits")
    for limit in (lookalikes.OTHER_SHAPE, lookalikes.SAME, 10, 12, lookalikes.MOMENT, 16):
        print(f"  taken for copies with up to {limit} bits: {int((apart <= limit).sum())}")


def _cost(pictures: Sequence[Image.Image]) -> None:
    for short in (512, 750):
        sized = [ImageOps.fit(picture, (short * 4 // 3, short)) for picture in pictures]
        took: list[float] = []
        for picture in sized:
            start = time.process_time()
            looks.prepare(picture)
            took.append(1000 * (time.process_time() - start))
        print(f"a photo decoded at {short * 4 // 3} x {short}: {statistics.median(took):.2f} ms of processor time")


def _groups(folder: Path, number: int) -> None:
    app = open_app(folder / f"duplicates-{number}")
    db = app.writer()
    try:
        copies = _fill(db, number)
        start = time.perf_counter()
        finding, steps, longest, last = lookalikes.groups(db), 0, 0.0, start
        while True:
            try:
                next(finding)
            except StopIteration as end:
                found: list[lookalikes.Group] = end.value
                break
            now = time.perf_counter()
            steps, longest, last = steps + 1, max(longest, now - last), now
        took = time.perf_counter() - start
    finally:
        db.close()
    grouped = sum(len(group.members) - 1 for group in found)
    print(
        f"{number:,} photos: {len(found):,} groups in {took:.2f} s, {grouped / copies:.1%} of {copies:,} copies; "
        f"{steps} steps, the longest {longest:.2f} s; {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB"
    )


def _fill(db: Database, number: int) -> int:
    """Rows with hashes as even as those of photos, one in ten another's with up to four bits changed. How many."""
    rng = np.random.default_rng(5)
    codes: NDArray[np.uint64] = rng.integers(0, 1 << 64, number, np.uint64)
    copies = number // 10
    codes[:copies] = codes[rng.integers(copies, number, copies)]
    for _ in range(4):
        codes[:copies] ^= np.uint64(1) << rng.integers(0, 64, copies).astype(np.uint64)
    if db.conn.execute("SELECT 1 FROM photos").fetchone() is not None:
        return copies
    sharp = rng.uniform(0, 1, number).round(3)
    with writing(db):
        home = places.save_folder(db, places.Volume("benchmark", os.sep), f"{os.sep}photos")
        db.conn.executemany(
            "INSERT INTO files (id, folder_id, name, stem, size, mtime_ns) VALUES (?1, ?2, ?1 || '.jpg', ?1, 9, ?1)",
            ((one, home) for one in range(1, number + 1)),
        )
        db.conn.executemany(
            "INSERT INTO photos (id, identity, identity_scheme, read_version, file_id, taken_at, taken_source, "
            "added_at, format, width, height, look_hash, sharpness) "
            "VALUES (?1, CAST(?1 AS BLOB), '', 1, ?1, ?1 * 100, 'photo', 0, 'jpeg', 4000, 3000, ?2, ?3)",
            zip(range(1, number + 1), codes.view(np.int64).tolist(), sharp.tolist(), strict=True),
        )
        db.conn.execute("UPDATE files SET photo_id = id")
    return copies


if __name__ == "__main__":
    main()
