"""Blocks written into files: they are read again, nothing else differs, and what cannot be done safely is refused."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from media_samples import exif, gradient, saved
from PIL import Image, PngImagePlugin

from photoorg.media import exif_edit, iptc
from photoorg.media.blocks import Blocks
from photoorg.media.carriers import WRITABLE, read_blocks, why_not, write_blocks
from photoorg.media.carriers.extended import joined, parted
from photoorg.media.carriers.photoshop import DIGEST, IPTC, Resources, resources
from photoorg.media.limits import MediaError
from photoorg.splices import spliced, turned_round

PICTURE = gradient(96, 64)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
WORDS = iptc.packed((iptc.DataSet(2, 0, b"\0\4"), iptc.DataSet(2, 25, b"lake")))
CAPTION, RATING = 0x010E, 0x4746


def packet(text: str = "lake", pad: int = 0) -> bytes:
    inner = f"<dc:source xmlns:dc='http://purl.org/dc/elements/1.1/'>{text}</dc:source>"
    body = f"<rdf:RDF xmlns:rdf='{RDF}'><rdf:Description rdf:about=''>{inner}</rdf:Description></rdf:RDF>"
    return f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{body}</x:xmpmeta>{' ' * pad}".encode()


def bare(kind: str) -> bytes:
    return saved(PICTURE, kind.upper())


def told(kind: str) -> bytes:
    """A file of the format with all blocks that it can have."""
    data = bare(kind)
    block = exif(m010e="a lake", m0112=6, p927c=b"NOTE" * 20, g0001="N", g0002=(47.0, 3.0, 1.0)).tobytes()[6:]
    if kind == "tiff":
        block = exif_edit.with_main(read_blocks(data, kind).exif, {CAPTION: exif_edit.text_tag("a lake")})
    new = Blocks(block, WORDS, iptc.digest(WORDS), packet())
    return spliced(data, write_blocks(data, kind, new))


def pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.array(image.convert("RGB"))


KINDS = pytest.mark.parametrize("kind", WRITABLE)


@KINDS
def test_blocks_are_put_into_a_file_that_has_none_and_taken_out_again(kind: str) -> None:
    data = bare(kind)
    new = told(kind)
    found = read_blocks(new, kind)
    assert found.xmp == packet()
    assert exif_edit.text_of(exif_edit.main_tags(found.exif)[CAPTION]) == "a lake"
    assert found.iptc == (WORDS if kind in {"jpeg", "tiff"} else b"")
    assert np.array_equal(pixels(new), pixels(data))
    back = spliced(new, write_blocks(new, kind, read_blocks(data, kind)))
    assert read_blocks(back, kind).xmp == b""
    assert np.array_equal(pixels(back), pixels(data))


@KINDS
def test_what_is_said_already_costs_not_one_byte(kind: str) -> None:
    assert write_blocks(told(kind), kind, read_blocks(told(kind), kind)) == []


@KINDS
@pytest.mark.parametrize("text", ["lakes", "l", "a much longer text " * 40])
def test_a_change_keeps_the_other_blocks_and_can_be_taken_back(kind: str, text: str) -> None:
    data = told(kind)
    old = read_blocks(data, kind)
    splices = write_blocks(data, kind, replace(old, xmp=packet(text)))
    new = spliced(data, splices)
    found = read_blocks(new, kind)
    assert found.xmp == packet(text)
    assert (found.iptc, found.iptc_digest) == (old.iptc, old.iptc_digest)
    assert exif_edit.main_tags(found.exif).keys() == exif_edit.main_tags(old.exif).keys()
    assert spliced(new, turned_round(data, splices)) == data


@KINDS
def test_changing_again_and_again_makes_a_file_no_longer(kind: str) -> None:
    data, sizes = told(kind), list[int]()
    for turn in range(12):
        old = read_blocks(data, kind)
        number = exif_edit.number_tag(old.exif, 1 + turn % 4)
        block = exif_edit.with_main(old.exif, {RATING: number if turn % 2 else None})
        data = spliced(data, write_blocks(data, kind, replace(old, xmp=packet("x" * turn), exif=block)))
        sizes.append(len(data))
    assert max(sizes[6:]) <= max(sizes[:6]) + 600


@KINDS
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_hostile_files_are_refused_or_written_rightly(kind: str, data: st.DataObject) -> None:
    whole = told(kind)
    at, cut = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=8))
    file = (whole[:at] + noise + whole[at + len(noise) :])[: cut if data.draw(st.booleans()) else None]
    old = read_blocks(file, kind)
    try:
        splices = write_blocks(file, kind, replace(old, xmp=packet("other")))
    except MediaError:
        return
    assert read_blocks(spliced(file, splices), kind).xmp == packet("other")


@KINDS
def test_a_file_that_was_cut_short_is_refused(kind: str) -> None:
    data = told(kind)
    short = data[: len(data) // 2] if kind != "tiff" else bare(kind)[:-900]
    assert "damaged or incomplete" in why_not(short, kind)
    with pytest.raises(MediaError, match="damaged or incomplete"):
        write_blocks(short, kind, Blocks(xmp=packet()))


@pytest.mark.parametrize(
    ("kind", "reason"), [("raw", "never changed"), ("gif", "format"), ("heif", "HEIC"), ("nonsense", "format")]
)
def test_formats_that_are_only_read_say_so(kind: str, reason: str) -> None:
    assert reason in why_not(b"", kind)
    with pytest.raises(MediaError, match=reason):
        write_blocks(bare("tiff"), kind, Blocks(xmp=packet()))


# --- JPEG


def segment(code: int, content: bytes) -> bytes:
    return bytes([0xFF, code]) + struct.pack(">H", len(content) + 2) + content


def codes(data: bytes) -> list[tuple[int, bytes]]:
    found, at = list[tuple[int, bytes]](), 2
    while data[at + 1] != 0xDA:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        found.append((data[at + 1], data[at + 4 : at + 8]))
        at += 2 + size
    return found


def test_segments_come_in_the_order_that_programs_expect() -> None:
    assert codes(told("jpeg"))[:4] == [(0xE0, b"JFIF"), (0xE1, b"Exif"), (0xE1, b"http"), (0xED, b"Phot")]


def test_what_lies_behind_the_picture_is_kept() -> None:
    data = bare("jpeg") + b"a film" * 100
    assert spliced(data, write_blocks(data, "jpeg", Blocks(xmp=packet()))).endswith(b"a film" * 100)


def test_a_long_packet_is_parted_and_joined_again() -> None:
    data = bare("jpeg")
    many = "".join(f"<t:p{n} xmlns:t='http://t/'>{'y' * 30_000}</t:p{n}>" for n in range(1, 5))
    long = packet().replace(b"</rdf:Description>", many.encode() + b"</rdf:Description>")
    long = long.replace(b"rdf:about=''", b"rdf:about='' xmlns:t='http://t/' t:p0='" + b"y" * 70_000 + b"'")
    new = spliced(data, write_blocks(data, "jpeg", Blocks(xmp=long)))
    found = read_blocks(new, "jpeg").xmp
    assert all(f":p{n}".encode() in found for n in range(5))
    assert b"HasExtendedXMP" not in found
    assert found.count(b"y") == long.count(b"y")
    assert b"lake" in found
    back = spliced(new, write_blocks(new, "jpeg", Blocks(xmp=packet())))
    assert back == spliced(data, write_blocks(data, "jpeg", Blocks(xmp=packet())))
    some = spliced(new, small := write_blocks(new, "jpeg", Blocks(xmp=found.replace(b"lake", b"sea"))))
    assert b"sea" in read_blocks(some, "jpeg").xmp
    assert sum(len(one.insert) for one in small) < 65_504  # the rest stays as it is
    assert read_blocks(some, "jpeg").xmp.count(b"y") == long.count(b"y")
    lost = new.replace(b"http://ns.adobe.com/xmp/extension/\0", b"http://ns.adobe.com/xmp/extensioN/\0", 1)
    assert "missing" in why_not(lost, "jpeg")


def test_what_cannot_be_parted_is_refused() -> None:
    with pytest.raises(MediaError, match="larger than a JPEG"):
        write_blocks(bare("jpeg"), "jpeg", Blocks(xmp=b"<a>" + b"x" * 70_000 + b"</a>"))
    with pytest.raises(MediaError, match="64 KB"):
        write_blocks(
            bare("jpeg"), "jpeg", Blocks(exif=exif_edit.with_main(b"", {CAPTION: exif_edit.text_tag("x" * 70_000)}))
        )
    assert joined(b"<broken", b"<a/>") == b"<broken"
    with pytest.raises(ValueError, match="packet"):
        parted(b"<broken", 10)


def test_a_document_type_is_not_followed() -> None:
    hostile = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + packet()
    assert joined(hostile, packet()) == hostile


def test_photoshops_other_resources_stay() -> None:
    irb = b"8BIM\x03\xed\0\0\0\0\0\x10" + bytes(16) + b"8BIM\x04\x0b\x03abc\0\0\0\5url..\0"
    data = bare("jpeg")
    data = data[:2] + segment(0xED, b"Photoshop 3.0\0" + irb) + data[2:]
    new = spliced(data, write_blocks(data, "jpeg", Blocks(iptc=WORDS, iptc_digest=iptc.digest(WORDS))))
    assert irb in new
    assert spliced(new, write_blocks(new, "jpeg", Blocks())) == data


def test_resources_are_packed_as_they_were() -> None:
    block = Resources(()).with_contents({IPTC: WORDS, DIGEST: iptc.digest(WORDS)}).packed
    assert resources(block).packed == block
    assert resources(block + b"garbage").rest == b"garbage"
    assert resources(block).iptc == WORDS
    assert resources(block).with_contents({IPTC: None, DIGEST: None}).packed == b""


def test_the_pictures_of_a_multi_picture_file_are_still_found() -> None:
    entries = struct.pack("<IIIHH", 0, 0, 0, 0, 0) + struct.pack("<IIIHH", 0, 9, 0, 0, 0)
    index = b"II*\0" + struct.pack("<IH", 8, 1) + struct.pack("<HHII", 0xB002, 7, 32, 26) + bytes(4) + entries
    data = bare("jpeg")
    data = data[:2] + segment(0xE2, b"MPF\0" + index) + data[2:]
    base, second = data.index(b"II*\0"), len(data)
    where = base + index.index(entries) + 16 + 8
    data = data[:where] + struct.pack("<I", second - base) + data[where + 4 :] + b"\xff\xd8SECOND"
    block = replace(read_blocks(data, "jpeg"), iptc=WORDS, xmp=packet())
    new = spliced(data, write_blocks(data, "jpeg", block))
    base = new.index(b"II*\0")
    (offset,) = struct.unpack_from("<I", new, base + index.index(entries) + 24)
    assert new[base + offset :].startswith(b"\xff\xd8SECOND")


def test_notes_that_point_behind_the_picture_are_not_led_astray() -> None:
    data = told("jpeg") + b"\0\0padded" + b"\xff\xd8\xff\xe0preview"
    block = read_blocks(data, "jpeg").exif
    end, base = data.index(b"\xff\xd8\xff\xe0preview"), data.index(block)
    assert why_not(data, "jpeg") == ""
    assert "point to data behind" in why_not(
        data.replace(b"NOTENOTE", b"NOTE" + struct.pack(">I", end - base), 1), "jpeg"
    )


# --- PNG


def raw_profile(kind: str, profile: bytes, chunk: str) -> bytes:
    text = f"\n{kind}\n{len(profile):8d}\n{profile.hex()}\n"
    texts = PngImagePlugin.PngInfo()
    texts.add_text(f"Raw profile type {kind}", text, zip=chunk == "zTXt")
    return saved(PICTURE, "PNG", pnginfo=texts)


@pytest.mark.parametrize("chunk", ["tEXt", "zTXt"])
def test_raw_profiles_are_read_and_written_as_such(chunk: str) -> None:
    irb = Resources(()).with_contents({IPTC: WORDS, DIGEST: iptc.digest(WORDS)}).packed
    data = raw_profile("iptc", irb, chunk)
    assert read_blocks(data, "png") == Blocks(iptc=WORDS, iptc_digest=iptc.digest(WORDS))
    more = iptc.with_texts(WORDS, {25: ["lake", "boat"]})
    new = spliced(data, write_blocks(data, "png", Blocks(iptc=more, iptc_digest=iptc.digest(more))))
    assert read_blocks(new, "png").iptc == more
    assert b"Raw profile type iptc" in new
    data = raw_profile("APP1", b"http://ns.adobe.com/xap/1.0/\0" + packet(), chunk)
    assert read_blocks(data, "png").xmp == packet()
    new = spliced(data, write_blocks(data, "png", Blocks(xmp=packet("other"))))
    assert read_blocks(new, "png").xmp == packet("other")


def test_a_deflated_packet_stays_deflated() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", packet().decode(), zip=True)
    data = saved(PICTURE, "PNG", pnginfo=texts)
    new = spliced(data, write_blocks(data, "png", Blocks(xmp=packet("other"))))
    assert read_blocks(new, "png").xmp == packet("other")
    assert packet("other") not in new


def test_checksums_are_right_and_the_packet_comes_before_the_picture() -> None:
    new, at, kinds = told("png"), 8, list[bytes]()
    while at < len(new):
        size, kind = struct.unpack_from(">I4s", new, at)
        assert zlib.crc32(new[at + 4 : at + 8 + size]) == struct.unpack_from(">I", new, at + 8 + size)[0]
        kinds.append(kind)
        at += 12 + size
    assert kinds.index(b"iTXt") < kinds.index(b"IDAT")


def test_a_text_that_would_fill_the_memory_is_not_inflated() -> None:
    bomb = zlib.compress(bytes(64 << 20))
    content = b"XML:com.adobe.xmp\0\1\0\0\0" + bomb
    chunk = struct.pack(">I", len(content)) + b"iTXt" + content + struct.pack(">I", zlib.crc32(b"iTXt" + content))
    data = bare("png")
    assert read_blocks(data[:33] + chunk + data[33:], "png").xmp == b""


# --- WebP


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"save_all": True, "append_images": [PICTURE.rotate(90)]}])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_every_kind_of_webp_can_be_written(options: dict[str, object], mode: str) -> None:
    image = PICTURE.convert(mode)
    if mode == "RGBA":
        image.putalpha(PICTURE.convert("L"))
    data = saved(image, "WEBP", **options)
    new = spliced(data, write_blocks(data, "webp", Blocks(xmp=packet("odd"))))
    assert int.from_bytes(new[4:8], "little") == len(new) - 8
    with Image.open(io.BytesIO(new)) as found, Image.open(io.BytesIO(data)) as before:
        assert found.info["xmp"] == packet("odd")
        assert (found.mode, found.size) == (before.mode, before.size)
        assert found.tobytes() == before.tobytes()


# --- TIFF


def big_tiff() -> bytes:
    return saved(PICTURE, "TIFF", big_tiff=True)


def pages() -> bytes:
    return saved(PICTURE, "TIFF", save_all=True, append_images=[PICTURE.rotate(90), PICTURE.rotate(180)])


@pytest.mark.parametrize("made", [big_tiff, pages, lambda: saved(PICTURE, "TIFF", compression="tiff_lzw")])
def test_no_picture_of_a_tiff_moves(made: Callable[[], bytes]) -> None:
    data = made()
    new = spliced(data, write_blocks(data, "tiff", replace(read_blocks(data, "tiff"), xmp=packet(), iptc=WORDS)))
    found = read_blocks(new, "tiff")
    assert (found.xmp, found.iptc) == (packet(), WORDS)
    assert sum(a != b for a, b in zip(data, new, strict=False)) <= 200  # the first directory, or where it lies
    with Image.open(io.BytesIO(new)) as after, Image.open(io.BytesIO(data)) as before:
        assert getattr(after, "n_frames", 1) == getattr(before, "n_frames", 1)
        for page in range(getattr(before, "n_frames", 1)):
            after.seek(page)
            before.seek(page)
            assert after.tobytes() == before.tobytes()


def test_a_raw_file_in_disguise_is_refused() -> None:
    data = saved(PICTURE, "TIFF", tiffinfo={50706: b"\1\4\0\0"})
    assert "RAW" in why_not(data, "tiff")
