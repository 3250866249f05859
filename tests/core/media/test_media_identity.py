"""What makes two files the same photo: the picture in them, byte by byte, and nothing that is said about it."""

from __future__ import annotations

import io
import random
import struct
import time
import zlib
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from media_samples import SAMPLES, exif, gradient, needs_shared, saved
from PIL import Image, PngImagePlugin

from photoorg.media.coded.boxes import turn_of
from photoorg.media.formats import FORMATS
from photoorg.media.identity import CODED_FORMATS, CODED_SCHEME, FILE_SCHEME, Identity, identity_of

QUICK = settings(max_examples=60, deadline=None)
NAMES = {kind.name: kind.sample for kind in FORMATS}
PICTURE = gradient(96, 64)


def of(data: bytes, kind: str) -> bytes:
    found = identity_of(data, kind)
    assert found.scheme == CODED_SCHEME
    assert len(found.value) == 16
    return found.value


# --- files, and what may be written into them


def segment(code: int, content: bytes) -> bytes:
    return bytes([0xFF, code]) + struct.pack(">H", len(content) + 2) + content


def jpeg_with(extra: bytes, fill: int = 0, tail: bytes = b"", data: bytes | None = None) -> bytes:
    """Metadata behind the start, fill bytes before every table, more behind the end."""
    data = saved(PICTURE, "JPEG") if data is None else data
    rest = data[2:].replace(b"\xff\xdb\x00", b"\xff" * fill + b"\xff\xdb\x00")
    return data[:2] + extra + rest + tail


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size]))
        at += 12 + size
    return found


def png_of(chunks: list[tuple[bytes, bytes]]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks)


def riff(data: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """A plain WebP made an extended one, with chunks behind it."""
    extra = b"".join(kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2) for kind, body in more)
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + bytes([12, 0, 0, 0]) + bytes(6) + data[12:] + extra
    return b"RIFF" + struct.pack("<I", len(body)) + body


@QUICK
@given(st.integers(0xE0, 0xEF) | st.just(0xFE), st.binary(max_size=300), st.integers(0, 5), st.binary(max_size=50))
def test_what_is_said_of_a_jpeg_does_not_count(code: int, content: bytes, fill: int, tail: bytes) -> None:
    plain = saved(PICTURE, "JPEG")
    content = content.removeprefix(b"Adobe")
    assert of(jpeg_with(segment(code, content), fill, tail), "jpeg") == of(plain, "jpeg")


@QUICK
@given(st.binary(min_size=1, max_size=50), st.integers(1, 200), st.sampled_from([b"tEXt", b"eXIf", b"iTXt", b"tIME"]))
def test_what_is_said_of_a_png_does_not_count(content: bytes, piece: int, kind: bytes) -> None:
    chunks = png_chunks(saved(PICTURE, "PNG"))
    pixels = b"".join(body for name, body in chunks if name == b"IDAT")
    pieces = [(b"IDAT", pixels[at : at + piece]) for at in range(0, len(pixels), piece)]
    other = [chunks[0], (kind, content), *pieces, (kind, content), (b"IEND", b"")]
    assert of(png_of(other), "png") == of(png_of(chunks), "png")
    assert of(png_of(chunks) + content, "png") == of(png_of(chunks), "png")


@QUICK
@given(st.binary(max_size=99), st.sampled_from([b"EXIF", b"XMP ", b"ICCP", b"none"]))
def test_what_is_said_of_a_webp_does_not_count(content: bytes, kind: bytes) -> None:
    plain = saved(PICTURE, "WEBP")
    assert of(riff(plain, (kind, content)), "webp") == of(plain, "webp")


TOLD = exif(m010F="Canon", m0112=6, p9003="2020:01:02 03:04:05", g0001="N", g0002=(45.0, 30.0, 0.0))


def with_text() -> PngImagePlugin.PngInfo:
    made = PngImagePlugin.PngInfo()
    made.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>")
    return made


EDITS: dict[str, tuple[str, dict[str, object], dict[str, object]]] = {
    "jpeg": ("JPEG", {"quality": 90}, {"exif": TOLD, "comment": b"hello", "icc_profile": b"icc", "dpi": (1, 1)}),
    "progressive": ("JPEG", {"progressive": True}, {"exif": TOLD}),
    "cmyk": ("JPEG", {"restart_marker_rows": 1}, {"exif": TOLD}),
    "png": ("PNG", {}, {"exif": TOLD, "pnginfo": with_text(), "icc_profile": b"icc"}),
    "webp": ("WEBP", {}, {"exif": TOLD, "xmp": b"<x/>", "icc_profile": b"icc"}),
    "webp lossless": ("WEBP", {"lossless": True}, {"exif": TOLD}),
    "tiff": ("TIFF", {}, {"exif": TOLD, "description": "hello", "icc_profile": b"icc", "dpi": (1, 1)}),
    "tiff lzw": ("TIFF", {"compression": "tiff_lzw"}, {"software": "hello"}),
    "tiff jpeg": ("TIFF", {"compression": "jpeg"}, {"copyright": "hello", "artist": "me"}),
    "big tiff": ("TIFF", {"big_tiff": True}, {"description": "hello"}),
    "heif": ("HEIF", {}, {"exif": TOLD.tobytes(), "xmp": b"<x/>"}),
    "avif": ("AVIF", {"speed": 10}, {"exif": TOLD.tobytes(), "xmp": b"<x/>"}),
}


@pytest.mark.parametrize("name", EDITS)
def test_metadata_that_pillow_writes_do_not_count(name: str) -> None:
    kind, plain, told = EDITS[name]
    image = PICTURE.convert("CMYK") if "cmyk" in name else PICTURE
    edited = saved(image, kind, **plain, **told)
    assert edited != saved(image, kind, **plain)
    assert of(edited, kind.lower()) == of(saved(image, kind, **plain), kind.lower())


@pytest.mark.parametrize("name", EDITS)
def test_another_picture_is_another_photo(name: str) -> None:
    kind, plain, _ = EDITS[name]
    other = PICTURE.copy()
    other.paste((0, 0, 0), (40, 20, 60, 40))
    assert of(saved(other, kind, **plain), kind.lower()) != of(saved(PICTURE, kind, **plain), kind.lower())
    turned = PICTURE.transpose(Image.Transpose.ROTATE_90)
    assert of(saved(turned, kind, **plain), kind.lower()) != of(saved(PICTURE, kind, **plain), kind.lower())


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_every_picture_of_an_animation_counts(kind: str) -> None:
    def made(*angles: int) -> bytes:
        frames = [PICTURE.rotate(angle) for angle in angles]
        return saved(PICTURE, kind, save_all=True, append_images=frames)

    assert of(made(90, 180), kind.lower()) != of(made(90, 10), kind.lower())


def test_pages_of_a_tiff_count_and_its_thumbnail_does_not() -> None:
    def made(angle: int, reduced: int) -> bytes:
        pages = [PICTURE.rotate(angle)]
        return saved(PICTURE, "TIFF", save_all=True, append_images=pages, tiffinfo={254: reduced})

    assert of(made(90, 0), "tiff") != of(made(10, 0), "tiff")
    assert of(made(90, 1), "tiff") == of(made(10, 1), "tiff") == of(PLAIN["tiff"], "tiff")


def test_a_jpeg_ends_at_its_first_end() -> None:
    data = saved(PICTURE, "JPEG")
    second = saved(PICTURE.rotate(90), "JPEG")
    assert of(data + second, "jpeg") == of(data, "jpeg")
    assert of(data[:-2], "jpeg") == of(data, "jpeg"), "cut short of nothing but its end"
    assert of(data[:-40], "jpeg") != of(data, "jpeg")


def test_how_an_adobe_jpeg_codes_its_colours_counts() -> None:
    data = saved(PICTURE.convert("CMYK"), "JPEG")
    at = data.index(b"Adobe")
    assert of(data[: at + 11] + bytes([data[at + 11] ^ 2]) + data[at + 12 :], "jpeg") != of(data, "jpeg")


# --- pictures that look different, from the same coded bytes


def test_which_picture_of_a_heif_is_shown_counts() -> None:
    """Of a burst another picture may be chosen, and nothing else changes."""

    def made(shown: int) -> bytes:
        return saved(PICTURE, "HEIF", save_all=True, append_images=[PICTURE.rotate(180)], primary_index=shown)

    assert of(made(0), "heif") != of(made(1), "heif")
    assert of(made(0), "heif") == of(made(0), "heif")


def test_how_a_heif_is_put_together_counts() -> None:
    whole = saved(PICTURE.convert("RGBA"), "HEIF")
    size = whole.index(b"ispe") + 11
    assert of(whole[:size] + b"\x20" + whole[size + 1 :], "heif") != of(whole, "heif")
    use = whole.index(b"auxl")
    assert of(whole[:use] + b"dimg" + whole[use + 4 :], "heif") != of(whole, "heif")


def test_films_are_known_by_their_file() -> None:
    film = saved(PICTURE, "AVIF", save_all=True, append_images=[PICTURE.rotate(180)], duration=100, speed=10)
    assert identity_of(film, "avif").scheme == FILE_SCHEME


@pytest.mark.parametrize("tag", [273, 279])
def test_a_tiff_that_says_a_thing_twice_is_known_by_its_file(tag: int) -> None:
    """One decoder takes the first, another the last."""
    whole = bytearray(PLAIN["tiff"])
    (at,) = struct.unpack_from("<I", whole, 4)
    (count,) = struct.unpack_from("<H", whole, at)
    places = {struct.unpack_from("<H", whole, entry)[0]: entry for entry in range(at + 2, at + 2 + 12 * count, 12)}
    # The number of samples is guessed where it is not told.
    whole[places[277] : places[277] + 12] = whole[places[tag] : places[tag] + 12]
    assert identity_of(bytes(whole), "tiff").scheme == FILE_SCHEME


def test_chunks_of_a_png_are_not_mistaken_for_others() -> None:
    head, *rest = png_chunks(saved(PICTURE.convert("P"), "PNG"))
    colours, clear = bytes(48), bytes(8)
    rest = [one for one in rest if one[0] == b"IDAT"]
    two = [head, (b"PLTE", colours), (b"tRNS", clear), *rest]
    one = [head, (b"PLTE", colours + b"tRNS" + clear), *rest]
    assert of(png_of(two), "png") != of(png_of(one), "png")


def test_the_canvas_of_an_animation_counts() -> None:
    whole = saved(PICTURE, "WEBP", save_all=True, append_images=[PICTURE.rotate(90)])
    at = whole.index(b"VP8X") + 12
    assert of(whole[:at] + b"\xff\x01\0\xff\x01\0" + whole[at + 6 :], "webp") != of(whole, "webp")


def coded_places(data: bytes, kind: str) -> list[int]:
    """Places in the coded picture at which any other byte is another picture."""
    if kind == "jpeg":  # neither a marker nor a byte stuffed behind one
        start = data.index(b"\xff\xda") + 14
        return [at for at in range(start, len(data) - 2) if 0xFF not in data[at - 1 : at + 2]]
    if kind == "tiff":
        with Image.open(io.BytesIO(data)) as image:
            start = image.tag_v2[273][0]  # type: ignore[attr-defined]
        return list(range(start, start + 96 * 64 * 3))
    start = data.index({"png": b"IDAT", "webp": b"VP8 "}.get(kind, b"mdat"))
    if kind == "png":
        (size,) = struct.unpack(">I", data[start - 4 : start])
        return list(range(start + 4, start + 4 + size))
    return list(range(start + (8 if kind == "webp" else 4), len(data) - 1))


PLAIN = {kind: saved(PICTURE, kind.upper(), **({"speed": 10} if kind == "avif" else {})) for kind in CODED_FORMATS}


@pytest.mark.parametrize("kind", CODED_FORMATS)
@QUICK
@given(st.data())
def test_any_other_byte_of_the_picture_is_another_photo(kind: str, data: st.DataObject) -> None:
    whole = PLAIN[kind]
    at = data.draw(st.sampled_from(coded_places(whole, kind)))
    byte = data.draw(st.integers(1, 0xFE if kind == "jpeg" else 0xFF).filter(lambda byte: byte != whole[at]))
    assert of(whole[:at] + bytes([byte]) + whole[at + 1 :], kind) != of(whole, kind)


# --- formats without a walker, and files that are none


def test_other_formats_are_known_by_their_file() -> None:
    for kind, sample in NAMES.items():
        data = SAMPLES[sample]()
        assert (identity_of(data, kind).scheme == CODED_SCHEME) == (kind in CODED_FORMATS)
        if kind not in CODED_FORMATS:
            assert identity_of(data + b"\0", kind) != identity_of(data, kind)


def test_the_older_identity_is_the_files() -> None:
    data = PLAIN["jpeg"]
    whole = identity_of(data, "gif")
    assert whole.scheme == FILE_SCHEME
    assert identity_of(data, "jpeg").older is None
    assert identity_of(data, "jpeg", older=True).older == whole.value
    assert identity_of(data, "raw", older=True) == whole == Identity(FILE_SCHEME, whole.value)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(CODED_FORMATS), st.binary(max_size=400))
@example("png", b"\x89PNG\r\n\x1a\n")
@example("jpeg", b"\xff\xd8\xff\xc0\x00")
@example("tiff", b"II*\0\x08\0\0\0" + b"\xff" * 40)
@example("tiff", b"II+\0\x08\0\0\0" + b"\xff" * 40)
@example("heif", b"\0\0\0\x01meta" + b"\xff" * 40)
@example("webp", b"")
def test_garbage_has_an_identity_too(kind: str, data: bytes) -> None:
    assert len(identity_of(data, kind).value) == 16
    assert turn_of(data) in range(1, 9)


@pytest.mark.parametrize("kind", CODED_FORMATS)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_broken_files_have_an_identity_too(kind: str, data: st.DataObject) -> None:
    whole = bytearray(PLAIN[kind])
    head = min(len(whole), 700) - 1
    for at in data.draw(st.lists(st.integers(0, head) | st.integers(0, len(whole) - 1), max_size=6)):
        whole[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]) | st.integers(0, 255))
    broken = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    assert len(identity_of(broken, kind).value) == 16
    assert turn_of(broken) in range(1, 9)


def _many_strips() -> bytes:
    """A million strips of a whole file each."""
    count = 200_000
    head = struct.pack("<2sHIH", b"II", 42, 8, 2)
    at = 8 + 2 + 24 + 4
    head += struct.pack("<HHII", 273, 4, count, at) + struct.pack("<HHII", 279, 4, count, at + 4 * count)
    return head + bytes(4) + struct.pack("<I", 8) * count + struct.pack("<I", 1 << 20) * count


def _many_extents() -> bytes:
    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content) + 8) + kind + content

    items = b"".join(struct.pack(">HHH", number, 0, 0xFFFF) for number in range(60_000))
    place = box(b"iloc", bytes(4) + b"\0\0" + struct.pack(">H", 60_000) + items)
    return box(b"ftyp", b"heic0000") + box(b"meta", bytes(4) + place) + b"x" * 100_000


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "fill": ("jpeg", lambda: PLAIN["jpeg"][:-2] + b"\xff" * (8 << 20) + b"\0" + b"\xff" * (8 << 20)),
    "markers": ("jpeg", lambda: PLAIN["jpeg"][:-2] + b"\xff\x01" * (8 << 20)),
    "segments": ("jpeg", lambda: b"\xff\xd8" + b"\xff\xe1\x00\x02" * (4 << 20)),
    "chunks": ("png", lambda: PLAIN["png"][:33] + bytes(24 << 20)),
    "riff": ("webp", lambda: PLAIN["webp"][:12] + bytes(24 << 20)),
    "strips": ("tiff", _many_strips),
    "boxes": ("heif", lambda: b"\0\0\0\x08ftyp" * (2 << 20)),
    "extents": ("heif", _many_extents),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_files_made_to_keep_it_busy(name: str) -> None:
    kind, made = HOSTILE[name]
    data = made()
    began = time.process_time()
    identity_of(data, kind)
    assert time.process_time() - began < 2


def test_how_a_heif_is_turned() -> None:
    for turn in range(1, 9):
        told = exif(m0112=turn).tobytes()
        assert turn_of(saved(PICTURE, "HEIF", exif=told)) == turn
        assert of(saved(PICTURE, "HEIF", exif=told), "heif") == of(PLAIN["heif"], "heif")


@needs_shared
def test_it_costs_little_more_than_a_hash_of_the_file() -> None:
    import hashlib

    data = random.Random(1).randbytes(4 << 20).replace(b"\xff", b"\xff\0")  # noqa: S311
    photo = PLAIN["jpeg"][: PLAIN["jpeg"].index(b"\xff\xda") + 14] + data + b"\xff\xd9"

    def least(work: Callable[[], object]) -> float:
        times = []
        for _ in range(7):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
        return min(times)

    assert least(lambda: identity_of(photo, "jpeg")) < 6 * least(lambda: hashlib.sha256(photo).digest())
