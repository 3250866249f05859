"""Decoding: size, orientation, colour, memory; one picture for all."""

from __future__ import annotations

import io
import os
import struct
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from media_samples import BLUE, RED, SAMPLES, STORED, corners, dng, exif, gradient, has_corners, saved
from PIL import Image, ImageCms

from photoorg.media.decode import DAMAGED, full_picture, read_photo
from photoorg.media.limits import Limits, MediaError

ORIENTATIONS = pytest.mark.parametrize("orientation", range(1, 9))


def write(folder: Path, data: bytes, name: str = "photo") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def stored(orientation: int) -> Image.Image:
    method = STORED[orientation]
    return corners() if method is None else corners().transpose(method)


@ORIENTATIONS
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_orientation(kind: str, orientation: int, tmp_path: Path) -> None:
    path = write(tmp_path, saved(stored(orientation), kind, exif=exif(m0112=orientation).tobytes()))
    reading = read_photo(path)
    assert (reading.facts.width, reading.facts.height) == reading.picture.size == (640, 480)
    assert has_corners(reading.picture)
    assert has_corners(full_picture(path, 300))


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_raw_preview_is_turned(orientation: int, tmp_path: Path) -> None:
    sensor = (640, 480) if orientation < 5 else (480, 640)
    preview = saved(stored(orientation), "JPEG", quality=95)
    reading = read_photo(write(tmp_path, dng(preview, orientation, sensor), "photo.dng"))
    assert (reading.facts.width, reading.facts.height) == reading.picture.size == (640, 480)
    assert has_corners(reading.picture)


def test_raw_preview_that_the_camera_has_turned_is_left_alone(tmp_path: Path) -> None:
    preview = saved(corners(480, 640), "JPEG", quality=95)
    reading = read_photo(write(tmp_path, dng(preview, 6), "photo.dng"))
    assert (reading.facts.width, reading.facts.height) == reading.picture.size == (480, 640)
    assert has_corners(reading.picture)


@pytest.mark.parametrize(("orientation", "size"), [(1, (640, 480)), (6, (480, 640))])
def test_raw_without_a_preview_is_developed(orientation: int, size: tuple[int, int], tmp_path: Path) -> None:
    reading = read_photo(write(tmp_path, dng(orientation=orientation), "photo.dng"))
    assert (reading.facts.width, reading.facts.height) == size
    assert reading.picture.size == (size[0] // 2, size[1] // 2)
    assert np.asarray(reading.picture).max() > 40
    assert reading.facts.camera == "Test One"
    assert reading.facts.iso == 400
    assert str(reading.facts.taken) == "2020-02-03 04:05:06"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4000, 3000), (1000, 750)),
        ((4096, 2336), (512, 292)),
        ((1000, 700), (1000, 700)),
        ((6000, 1000), (3000, 500)),
        ((100, 50), (100, 50)),
        ((1, 1), (1, 1)),
    ],
)
def test_jpeg_is_decoded_at_a_reduced_size(size: tuple[int, int], expected: tuple[int, int], tmp_path: Path) -> None:
    reading = read_photo(write(tmp_path, saved(Image.new("RGB", size, "red"), "JPEG")))
    assert reading.picture.size == expected
    assert (reading.facts.width, reading.facts.height) == size


def test_other_formats_are_reduced_too(tmp_path: Path) -> None:
    reading = read_photo(write(tmp_path, saved(corners(3000, 2000), "PNG")))
    assert reading.picture.size == (600, 400)
    assert has_corners(reading.picture)


def test_a_larger_side_can_be_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, saved(corners(4000, 3000), "JPEG"))
    assert read_photo(path, side=1024).picture.size == (2000, 1500)
    assert full_picture(path, 2560).size == (2560, 1920)
    assert full_picture(path, 9000).size == (4000, 3000)


def test_the_picture_carries_nothing_else(tmp_path: Path) -> None:
    picture = read_photo(write(tmp_path, saved(corners(), "JPEG", exif=exif(m010f="x"), comment=b"secret"))).picture
    assert picture.info == {}
    assert type(picture) is Image.Image


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        (gradient().convert("L"), "JPEG"),
        (gradient().convert("CMYK"), "JPEG"),
        (gradient().convert("CMYK"), "TIFF"),
        (gradient().quantize(), "PNG"),
        (gradient().convert("1"), "PNG"),
        (gradient().convert("LA"), "PNG"),
        (gradient().convert("F"), "TIFF"),
        (gradient().convert("YCbCr"), "TIFF"),
        (Image.fromarray(np.asarray(gradient().convert("L")).astype(np.uint16) * 257), "PNG"),
        (Image.fromarray(np.asarray(gradient().convert("L")).astype(np.uint16) * 16), "TIFF"),
        (gradient().convert("L").convert("I"), "TIFF"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.mode,
)
@pytest.mark.parametrize("times", [1, 3])
def test_modes_look_like_the_original(image: Image.Image, kind: str, times: int, tmp_path: Path) -> None:
    large = image.resize((640 * times, 480 * times), Image.Resampling.NEAREST)
    shown = read_photo(write(tmp_path, saved(large, kind))).picture.convert("L").resize((8, 6))
    wanted = gradient().convert("L").resize((8, 6))
    assert np.abs(np.asarray(shown, int) - np.asarray(wanted, int)).mean() < 12


def test_transparent_parts_are_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (640, 480), (200, 0, 0, 255))
    image.paste((0, 0, 0, 0), (0, 0, 320, 480))
    for times in (1, 3):
        large = image.resize((640 * times, 480 * times))
        picture = read_photo(write(tmp_path, saved(large, "PNG"))).picture
        assert picture.getpixel((50, 50)) == (255, 255, 255)
        assert picture.getpixel((500, 50)) == (200, 0, 0)
    palette = Image.new("P", (640, 480), 1)
    palette.putpalette([0, 0, 0, 10, 200, 10])
    palette.paste(0, (0, 0, 320, 480))
    picture = read_photo(write(tmp_path, saved(palette, "PNG", transparency=0))).picture
    assert picture.getpixel((50, 50)) == (255, 255, 255)
    assert picture.getpixel((500, 50)) == (10, 200, 10)


def test_first_frame_and_first_page(tmp_path: Path) -> None:
    others = [Image.new("RGB", (640, 480), "black")] * 3
    for kind in ("GIF", "TIFF", "WEBP", "PNG", "AVIF"):
        data = saved(corners(), kind, save_all=True, append_images=others)
        assert has_corners(read_photo(write(tmp_path, data)).picture, within=40), kind


def wide_profile() -> bytes:
    """A profile whose numbers mean other colours than sRGB's: the only one Pillow makes, with its channels swapped."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data = data.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    at_red, at_blue = data.index(b"rXYZ"), data.index(b"bXYZ")
    data[at_red : at_red + 4], data[at_blue : at_blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(data)


def test_colour_profiles_are_applied(tmp_path: Path) -> None:
    data = saved(Image.new("RGB", (640, 480), (250, 5, 5)), "PNG", icc_profile=wide_profile())
    red, _, blue = read_photo(write(tmp_path, data)).picture.getpixel((5, 5))
    assert blue > 200 > red


@pytest.mark.parametrize("profile", [b"garbage" * 40, wide_profile()[:200], b"\0"])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_broken_profiles_are_ignored(profile: bytes, mode: str, tmp_path: Path) -> None:
    data = saved(corners().convert(mode), "JPEG", icc_profile=profile, quality=95)
    reading = read_photo(write(tmp_path, data))
    assert reading.damaged is None
    assert mode == "L" or has_corners(reading.picture, within=45)


def test_a_profile_of_another_kind_of_colour_is_ignored(tmp_path: Path) -> None:
    data = saved(gradient().convert("L"), "JPEG", icc_profile=wide_profile())
    assert len(set(read_photo(write(tmp_path, data)).picture.getpixel((320, 240)))) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "GIF", "BMP"])
def test_files_cut_short_show_their_beginning(kind: str, tmp_path: Path) -> None:
    data = saved(corners(), kind)
    reading = read_photo(write(tmp_path, data[: len(data) * 9 // 10]))
    assert reading.damaged == DAMAGED
    assert reading.picture.size == (640, 480)
    begins = (20, 460) if kind == "BMP" else (20, 20)  # bitmaps start with the lowest row
    wanted = BLUE if kind == "BMP" else RED
    assert np.abs(np.array(reading.picture.getpixel(begins)) - wanted).max() < 30


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_cut_anywhere_it_is_read_or_refused(name: str, tmp_path: Path) -> None:
    data = SAMPLES[name]()
    for tenths in range(1, 10):
        for cut in (data[: len(data) * tenths // 10], data[: 60 * tenths]):
            try:
                assert min(read_photo(write(tmp_path, cut, name)).picture.size) > 0
            except MediaError as error:
                assert "damaged or incomplete" in str(error) or len(cut) < 64  # noqa: PT017 - either is right


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_flipped_bytes_are_read_or_refused(name: str, tmp_path: Path) -> None:
    whole = SAMPLES[name]()
    random = np.random.default_rng(7)
    for _ in range(60):
        data = bytearray(whole)
        for at in random.integers(0, min(len(data), 3000), 12):
            data[at] = int(random.integers(0, 256))
        try:
            read_photo(write(tmp_path, bytes(data), name), limits=Limits(memory_bytes=64 << 20))
        except MediaError:
            continue


def test_limits_are_checked_before_decoding(tmp_path: Path) -> None:
    low = Limits(memory_bytes=1 << 20)
    for name, make in SAMPLES.items():
        if name in {"sample.jpg", "sample.dng"}:  # small once drafted
            continue
        with pytest.raises(MediaError, match="too large"):
            read_photo(write(tmp_path, make(), name), limits=low)


def test_rows_cost_memory_too(tmp_path: Path) -> None:
    """One pixel wide and very high: Pillow keeps more of each row than its pixel."""
    data = bytearray(saved(Image.new("L", (1, 1)), "PNG"))
    data[20:24] = struct.pack(">I", 75_000_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    with pytest.raises(MediaError, match="too large"):
        read_photo(write(tmp_path, bytes(data), "high.png"))


SCAN = b"\xff\xda\0\x08\1\1\0\1\x3f\0"  # of no data: a decoder passes over the whole picture all the same


@pytest.mark.parametrize(
    ("middle", "said"),
    [
        (SCAN * 10_000, "more than 100 parts"),
        (b"\xff" * 5_000_000, "a large part of it is empty"),
    ],
)
def test_jpegs_that_keep_a_decoder_busy(middle: bytes, said: str, tmp_path: Path) -> None:
    data = saved(corners(2000, 1500).convert("L"), "JPEG", progressive=True)
    began = time.monotonic()
    with pytest.raises(MediaError, match=said):
        read_photo(write(tmp_path, data[:-2] + middle + data[-2:]))
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "head", [b"", b"\xff\xe0\0\2" * 10_000, b"\xff\xf0\xff\xff" + bytes(70_000), b"\xff" * 70_000, b"\xff\xd0" * 6000]
)
def test_jpegs_of_nothing_but_a_head(head: bytes, tmp_path: Path) -> None:
    path = write(tmp_path, b"\xff\xd8\xff\xe0\0\4ab" + head)
    os.truncate(path, 200 << 20)
    began = time.monotonic()
    with pytest.raises(MediaError, match="no picture follows its header"):
        read_photo(path)
    assert time.monotonic() - began < 1


def test_jpegs_with_a_little_fill_or_junk(tmp_path: Path) -> None:
    data = saved(corners(), "JPEG", quality=95)
    for middle in (b"\xff" * 9000, bytes(9000)):
        assert has_corners(read_photo(write(tmp_path, data[:20] + middle + data[20:])).picture)
    padded = read_photo(write(tmp_path, data + b"\xff" * 2_000_000))
    assert padded.damaged is None


@pytest.mark.parametrize("repeated", [False, True])
def test_a_tile_far_larger_than_the_picture_counts(repeated: bool, tmp_path: Path) -> None:
    """`repeated`: the tags come once more, with small numbers. The decoder believes the first ones."""
    tags = [(256, 16), (257, 16), (258, 8), (259, 8), (262, 1), (277, 1), (322, 46336), (323, 46336)]
    tags += [(322, 16), (323, 16)] * repeated + [(324, 8), (325, 4)]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    data = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)
    with pytest.raises(MediaError, match="too large: 16 x 16 pixels need 2,147 MB"):
        read_photo(write(tmp_path, data))


def test_tiles_of_usual_sizes(tmp_path: Path) -> None:
    options = {"tiffinfo": {322: 256, 323: 256}, "compression": "tiff_deflate"}
    reading = read_photo(write(tmp_path, saved(corners(), "TIFF", **options)))
    assert has_corners(reading.picture)


def test_a_progressive_jpeg_counts_whole(tmp_path: Path) -> None:
    limits = Limits(memory_bytes=20 << 20)
    plain = write(tmp_path, saved(corners(4000, 3000), "JPEG"))
    assert read_photo(plain, limits=limits).picture.size == (1000, 750)
    progressive = write(tmp_path, saved(corners(4000, 3000), "JPEG", progressive=True), "progressive")
    with pytest.raises(MediaError, match="too large"):
        read_photo(progressive, limits=limits)


def test_a_bomb_that_decodes_while_it_opens_is_refused(tmp_path: Path) -> None:
    """30000 x 30000 in JPEG XL's header; the plugin would decode at once."""
    side = 30000 - 1
    bits, at = 0, 0
    for value, count in ((0, 1), (2, 2), (side, 18), (1, 3)):
        bits |= value << at
        at += count
    path = write(tmp_path, b"\xff\x0a" + bits.to_bytes(4, "little") + bytes(200))
    with pytest.raises(MediaError, match="30000 x 30000 pixels"):
        read_photo(path)


def test_jpeg_inside_jpeg_xl(tmp_path: Path) -> None:
    original = saved(stored(6), "JPEG", quality=95, exif=exif(m0112=6))
    (tmp_path / "a.jpg").write_bytes(original)
    with Image.open(tmp_path / "a.jpg") as image:
        data = saved(image, "JXL", lossless_jpeg=True)
    reading = read_photo(write(tmp_path, data, "a.jxl"))
    assert reading.picture.size == (640, 480)
    assert has_corners(reading.picture)


def test_threads(tmp_path: Path) -> None:
    paths = [write(tmp_path, make(), name) for name, make in SAMPLES.items()]
    profiled = saved(corners(), "JPEG", icc_profile=wide_profile())
    paths += [write(tmp_path, profiled, f"p{number}.jpg") for number in range(4)]
    wanted = {path: read_photo(path).picture.tobytes() for path in paths}
    with ThreadPoolExecutor(8) as pool:
        for path, reading in zip(paths * 6, pool.map(read_photo, paths * 6), strict=True):
            assert reading.picture.tobytes() == wanted[path]


def test_identity_is_of_the_content(tmp_path: Path) -> None:
    data = SAMPLES["sample.png"]()
    first, second = (read_photo(write(tmp_path, data, name)) for name in ("a.png", "b.jpg"))
    assert first.identity == second.identity
    assert len(first.identity.value) == 16


def test_lab_tiff(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("LAB", (640, 480), (136, 208, 195)).save(out, "TIFF")  # sRGB red
    red, green, blue = read_photo(write(tmp_path, out.getvalue())).picture.getpixel((5, 5))
    assert red > 230
    assert max(green, blue) < 60
