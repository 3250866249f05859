"""Copies without the place, with nothing but the rights, or with nothing: read again, and with the same picture."""

from __future__ import annotations

import io
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from media_samples import exif, gradient, saved
from PIL import Image, ImageCms

from photoorg.media import exif_edit, iptc
from photoorg.media.blocks import Blocks
from photoorg.media.carriers import read_blocks, write_blocks
from photoorg.media.limits import MediaError
from photoorg.media.stripping import Keep, stripped, stripped_blocks, tells_place
from photoorg.splices import spliced

PICTURE = gradient(96, 64)
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
NOTE = b"MAKER\0" + b"47.5 north" * 5
BLOCK = exif(
    m010e="a lake", m0112=6, m013b="Ann", m8298="Ann 2024", p9003="2024:05:01 10:00:00", p927c=NOTE, g0001="N",
    g0002=(47.5, 3.25, 1.0), g0003="E", g0004=(9.0, 30.0, 0.0),
).tobytes()[6:]  # fmt: skip
WORDS = iptc.packed([iptc.DataSet(2, 25, b"lake"), iptc.DataSet(2, 80, b"Ann"), iptc.DataSet(2, 116, b"Ann 2024")])
XMP = b"""<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<rdf:Description rdf:about='' xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:GPSLatitude='47,30.5N'
 xmlns:xmpRights='http://ns.adobe.com/xap/1.0/rights/' xmpRights:Marked='True'
 xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'>
<exif:GPSLongitude>9,30E</exif:GPSLongitude><dc:subject><rdf:Bag><rdf:li>lake</rdf:li></rdf:Bag></dc:subject>
<dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>
<e:LocationShown><rdf:Bag><rdf:li rdf:parseType='Resource'><e:City>Konstanz</e:City>
<exif:GPSLatitude>47,30.5N</exif:GPSLatitude></rdf:li></rdf:Bag></e:LocationShown>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
KINDS = ("jpeg", "png", "webp", "tiff", "heif", "avif", "jxl", "gif")


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def told(kind: str) -> bytes:
    """A file of the format that tells all that it can."""
    if kind in {"heif", "avif"}:
        return saved(PICTURE, kind.upper(), exif=b"Exif\0\0" + BLOCK, xmp=XMP, icc_profile=PROFILE)
    if kind == "jxl":
        data = saved(PICTURE, "JXL")
        parts = [(b"JXL ", b"\r\n\x87\n"), (b"ftyp", b"jxl \0\0\0\0jxl "), (b"jxlc", data), (b"xml ", XMP)]
        parts.append((b"Exif", bytes(4) + BLOCK))
        return b"".join(box(*part) for part in parts) if data.startswith(b"\xff\x0a") else data
    if kind == "gif":
        trailer = b"\1" + bytes(range(255, -1, -1)) + b"\0"
        extra = b"\x21\xfe\7comment\0" + b"\x21\xff\x0bXMP DataXMP" + XMP + trailer
        return saved(PICTURE, "GIF")[:-1] + extra + b";behind"
    if kind == "tiff":
        tags = {270: "a lake", 315: "Ann", 33432: "Ann 2024", 274: 6, 34853: {1: "N", 2: (47.5, 3.25, 1.0)}}
        return saved(PICTURE, "TIFF", tiffinfo={**tags, 700: XMP, 33723: WORDS}, icc_profile=PROFILE)
    data = saved(PICTURE, kind.upper(), icc_profile=PROFILE)
    return spliced(data, write_blocks(data, kind, Blocks(BLOCK, WORDS, iptc.digest(WORDS), XMP)))


def opened(data: bytes) -> tuple[np.ndarray, bytes | None]:
    with Image.open(io.BytesIO(data)) as image:
        return np.array(image.convert("RGB")), image.info.get("icc_profile")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("keep", ["all", "rights", "none"])
@pytest.mark.parametrize("gps", [True, False])
def test_what_may_not_stay_is_gone_from_the_bytes_and_the_picture_is_the_same(kind: str, keep: Keep, gps: bool) -> None:
    data = told(kind)
    new = stripped(data, kind, keep, gps=gps)
    before, after = opened(data), opened(new)
    assert np.array_equal(before[0], after[0])
    assert before[1] == after[1]
    found = read_blocks(new, kind)
    if not gps or keep != "all":
        assert not tells_place(found)
        assert b"47,30.5N" not in new
        assert NOTE not in new
    if keep == "none":
        assert not [word for word in (b"Ann", b"lake", b"Konstanz", b"comment", b"behind") if word in new]
    elif found.xmp:
        assert b"Ann" in found.xmp
        assert (b"Konstanz" in found.xmp) == (keep == "all")


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff"])
def test_how_it_is_turned_stays_and_so_do_the_rights(kind: str) -> None:
    for keep in ("all", "rights", "none"):
        with Image.open(io.BytesIO(stripped(told(kind), kind, keep, gps=False))) as image:
            assert image.getexif()[0x0112] == 6
            assert image.getexif().get(0x8298) == (None if keep == "none" else "Ann 2024")
            assert image.getexif().get(0x010E) == ("a lake" if keep == "all" else None)


def test_with_everything_not_one_byte_changes() -> None:
    assert stripped(told("jpeg"), "jpeg", "all", gps=True) == told("jpeg")


def test_iptc_keeps_the_rights_alone() -> None:
    found = read_blocks(stripped(told("jpeg"), "jpeg", "rights", gps=False), "jpeg")
    assert [one.number for one in iptc.data_sets(found.iptc)] == [80, 116]
    assert found.iptc_digest == iptc.digest(found.iptc)


def segment(code: int, content: bytes) -> bytes:
    return bytes([0xFF, code]) + struct.pack(">H", len(content) + 2) + content


def test_blocks_of_makers_and_what_lies_behind_a_jpeg_go_with_the_place() -> None:
    data = told("jpeg")
    extra = segment(0xE6, b"GoPro\0 48.2 N") + segment(0xE2, b"MPF\0II*\0") + segment(0xFE, b"my comment")
    data = data[:2] + extra + data[2:] + b"\xff\xd8 a film of 48.2 N"
    new = stripped(data, "jpeg", "all", gps=False)
    assert b"48.2 N" not in new
    assert b"my comment" in new
    assert b"MPF" not in new
    assert new.endswith(b"\xff\xd9")


def test_a_progressive_jpeg_keeps_all_its_scans() -> None:
    data = saved(PICTURE, "JPEG", progressive=True, comment=b"gone")
    new = stripped(data, "jpeg", "none", gps=False)
    assert np.array_equal(opened(data)[0], opened(new)[0])
    assert b"gone" not in new


def test_texts_of_a_png_stay_unless_they_tell_the_place() -> None:
    from PIL import PngImagePlugin

    texts = PngImagePlugin.PngInfo()
    texts.add_text("Title", "my gps")
    texts.add_text("exif:GPSLatitude", "47/1")
    texts.add_text("parameters", "latitude 47")
    new = stripped(saved(PICTURE, "PNG", pnginfo=texts) + b"behind", "png", "all", gps=False)
    with Image.open(io.BytesIO(new)) as image:
        image.load()
        assert image.info == {"Title": "my gps"}


def test_a_film_in_a_heif_is_refused_or_wiped() -> None:
    data = told("heif")
    wiped = stripped(data + box(b"mpvd", b"48.2 N" * 20), "heif", "all", gps=False)
    assert b"48.2 N" not in wiped
    assert np.array_equal(opened(wiped)[0], opened(data)[0])
    with pytest.raises(MediaError, match="film"):
        stripped(data + box(b"moov", b"48.2 N"), "heif", "none", gps=False)


def test_pages_behind_the_first_lose_theirs_too() -> None:
    other = PICTURE.rotate(90)
    data = saved(PICTURE, "TIFF", save_all=True, append_images=[other], tiffinfo={270: "a lake"})
    assert data.count(b"a lake") == 2
    new = stripped(data, "tiff", "none", gps=False)
    assert b"a lake" not in new
    with Image.open(io.BytesIO(new)) as image:
        image.seek(1)
        assert np.array_equal(np.array(image), np.array(other))


@pytest.mark.parametrize(("kind", "reason"), [("raw", "RAW"), ("jpeg", "damaged"), ("png", "damaged"), ("webp", "d")])
def test_what_cannot_be_done_is_said(kind: str, reason: str) -> None:
    data = told(kind)[:-300] if kind != "raw" else told("tiff")
    with pytest.raises(MediaError, match=reason):
        stripped(data, kind, "none", gps=False)


def test_blocks_for_a_picture_that_is_coded_anew() -> None:
    blocks = Blocks(BLOCK, WORDS, iptc.digest(WORDS), XMP)
    assert stripped_blocks(blocks, "all", gps=True) == blocks
    assert tells_place(blocks)
    for keep in ("all", "rights", "none"):
        assert not tells_place(stripped_blocks(blocks, keep, gps=False))
    assert stripped_blocks(blocks, "none", gps=True) == Blocks(exif=exif_edit.only(BLOCK, [0x0112]))
    assert b"Konstanz" in stripped_blocks(blocks, "all", gps=False).xmp


def test_a_packet_in_utf_16_is_understood_and_one_that_is_garbage_goes() -> None:
    wide = XMP.decode().encode("utf-16-be")
    assert tells_place(Blocks(xmp=wide))
    assert not tells_place(stripped_blocks(Blocks(xmp=wide), "all", gps=False))
    assert tells_place(Blocks(xmp=b"<broken exif:GPSLatitude='1'"))
    assert stripped_blocks(Blocks(xmp=b"<broken"), "all", gps=False) == Blocks()


@settings(max_examples=120, deadline=None)
@given(data=st.data(), kind=st.sampled_from(KINDS), keep=st.sampled_from(["all", "rights", "none"]))
def test_hostile_files_end_in_a_sentence_or_without_a_place(data: st.DataObject, kind: str, keep: Keep) -> None:
    whole = told(kind)
    at = data.draw(st.integers(0, min(len(whole), 2500)))
    noise = data.draw(st.binary(max_size=8))
    file = whole[:at] + noise + whole[at + len(noise) :]
    try:
        new = stripped(file, kind, keep, gps=False)
    except MediaError:
        return
    assert not tells_place(read_blocks(new, kind))


def test_the_samples_tell_the_place() -> None:
    for kind in KINDS:
        assert tells_place(read_blocks(told(kind), kind)), kind
        assert tells_place(replace(read_blocks(told(kind), kind), exif=b"")), kind
