"""The thumbnail cache: whole files, right sizes, and indifferent to being thrown away."""

from __future__ import annotations

import io
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from media_samples import corners, has_corners
from PIL import Image

from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import PhotoorgError

ONE, TWO = bytes(16), bytes(range(16))


@pytest.fixture
def cache(tmp_path: Path) -> ThumbnailCache:
    return ThumbnailCache(tmp_path / "thumbs", 512)


def loaded(cache: ThumbnailCache, identity: bytes) -> Image.Image:
    return Image.open(io.BytesIO(cache.load(identity) or b""))


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((1000, 750), (512, 384)),
        ((750, 1000), (384, 512)),
        ((300, 200), (300, 200)),
        ((65000, 1), (512, 1)),
        ((1, 1), (1, 1)),
    ],
)
def test_sizes(cache: ThumbnailCache, size: tuple[int, int], wanted: tuple[int, int]) -> None:
    cache.save(ONE, Image.new("RGB", size, "red"))
    assert loaded(cache, ONE).size == wanted


def test_life_of_a_thumbnail(cache: ThumbnailCache) -> None:
    assert (cache.has(TWO), cache.load(TWO), cache.usage()) == (False, None, (0, 0))
    cache.save(TWO, corners())
    assert cache.has(TWO)
    assert has_corners(loaded(cache, TWO))
    assert cache.path(TWO).relative_to(cache.folder) == Path("00") / f"{TWO.hex()}.jpg"
    assert cache.usage() == (1, cache.path(TWO).stat().st_size)
    cache.discard(TWO)
    cache.discard(TWO)
    assert not cache.has(TWO)


def test_it_may_vanish_at_any_time(cache: ThumbnailCache) -> None:
    cache.save(ONE, corners())
    shutil.rmtree(cache.folder)
    assert cache.load(ONE) is None
    cache.save(ONE, corners())
    cache.clear()
    cache.clear()
    assert cache.usage() == (0, 0)
    cache.save(ONE, corners())
    assert cache.usage()[0] == 1


def test_nothing_partial_is_left(cache: ThumbnailCache) -> None:
    cache.save(ONE, corners())
    assert [path.name for path in cache.folder.rglob("*") if path.is_file()] == [f"{ONE.hex()}.jpg"]


def test_an_empty_file_is_none(cache: ThumbnailCache) -> None:
    cache.save(ONE, corners())
    cache.path(ONE).write_bytes(b"")
    assert cache.load(ONE) is None


def test_threads_with_the_cache_cleared_meanwhile(cache: ThumbnailCache) -> None:
    def work(number: int) -> bool:
        if number % 10 == 0:
            cache.clear()
        try:
            cache.save(bytes([number % 4]) * 16, corners(64, 48))
        except PhotoorgError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(200)))
    assert not [path for path in cache.folder.rglob(".*") if path.is_file()]


@pytest.mark.skipif(os.name != "posix", reason="another error elsewhere")
def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PhotoorgError, match="Cannot write thumbnails"):
        ThumbnailCache(tmp_path / "file", 512).save(ONE, corners())
