"""The blocks of metadata in files of every format, as bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from media_samples import exif, gradient, saved

from photoorg.media.blocks import Blocks
from photoorg.media.carriers import CARRIERS, read_blocks

PACKET = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></x:xmpmeta>"
PICTURE = gradient(48, 32)
TOLD = exif(m010e="a lake", m8298="Ann")


def made(kind: str) -> bytes:
    if kind == "tiff":
        return saved(PICTURE, "TIFF", tiffinfo={270: "a lake", 33432: "Ann", 700: PACKET})
    return saved(PICTURE, kind.upper(), exif=TOLD, xmp=PACKET) if kind != "png" else with_png_xmp()


def with_png_xmp() -> bytes:
    from PIL import PngImagePlugin

    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", PACKET.decode())
    return saved(PICTURE, "PNG", exif=TOLD, pnginfo=texts)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff"])
def test_what_pillow_wrote_is_read(kind: str) -> None:
    blocks = read_blocks(made(kind), kind)
    assert blocks.xmp == PACKET
    assert blocks.exif[:2] in {b"II", b"MM"}
    assert b"a lake" in blocks.exif
    assert b"Ann" in blocks.exif


def test_of_a_tiff_only_what_is_said_is_handed_on() -> None:
    data = saved(gradient(500, 300), "TIFF", tiffinfo={270: "a lake"})
    assert len(read_blocks(data, "tiff").exif) < 200


def test_a_format_without_blocks_has_none() -> None:
    assert read_blocks(saved(PICTURE, "BMP"), "bmp") == Blocks()


def test_heif_and_avif_keep_them_in_items() -> None:
    for kind, name in (("heif", "HEIF"), ("avif", "AVIF")):
        found = read_blocks(saved(PICTURE, name, exif=TOLD.tobytes(), xmp=PACKET), kind)
        assert found.xmp == PACKET
        assert found.exif == TOLD.tobytes()[6:]


def test_jpeg_xl_keeps_them_in_boxes() -> None:
    picture = saved(PICTURE, "JXL")
    codestream = picture if picture.startswith(b"\xff\x0a") else b"\xff\x0a"
    parts = [(b"JXL ", b"\r\n\x87\n"), (b"ftyp", b"jxl \0\0\0\0jxl "), (b"jxlc", codestream), (b"xml ", PACKET)]
    parts.append((b"Exif", bytes(4) + TOLD.tobytes()[6:]))
    data = b"".join(struct.pack(">I4s", 8 + len(content), kind) + content for kind, content in parts)
    assert read_blocks(data, "jxl") == Blocks(exif=TOLD.tobytes()[6:], xmp=PACKET)
    assert read_blocks(codestream, "jxl") == Blocks()


def test_a_gif_keeps_a_packet_in_an_extension() -> None:
    picture = saved(PICTURE, "GIF")
    trailer = b"\1" + bytes(range(255, -1, -1)) + b"\0"
    data = picture[:-1] + b"\x21\xff\x0bXMP DataXMP" + PACKET + trailer + b";"
    assert read_blocks(data, "gif").xmp == PACKET
    assert read_blocks(picture, "gif") == Blocks()


def test_raw_files_of_every_build_are_read() -> None:
    block = TOLD.tobytes()[6:]
    assert b"a lake" in read_blocks(made("tiff"), "raw").exif
    fuji = b"FUJIFILMCCD-RAW".ljust(84, b"\0") + struct.pack(">II", 100, len(made("jpeg")))
    assert read_blocks(fuji.ljust(100, b"\0") + made("jpeg"), "raw") == read_blocks(made("jpeg"), "jpeg")
    minolta = b"\0PRD" + struct.pack(">I", 4) + b"data" + b"\0TTW" + struct.pack(">I", len(block)) + block
    assert read_blocks(b"\0MRM" + struct.pack(">I", len(minolta)) + minolta, "raw").exif == block

    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), kind) + content

    canon = box(b"uuid", bytes.fromhex("85c0b687820f11e08111f4ce462b6a48") + box(b"CMT1", block))
    adobe = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + PACKET + bytes(20))
    data = box(b"ftyp", b"crx \0\0\0\1crx isom") + box(b"moov", canon) + adobe
    assert read_blocks(data, "raw") == Blocks(exif=block, xmp=PACKET)


@settings(max_examples=80, deadline=None)
@given(kind=st.sampled_from(sorted(CARRIERS)), cut=st.integers(0, 3000), noise=st.binary(max_size=40))
def test_reading_never_raises(kind: str, cut: int, noise: bytes) -> None:
    plain = {"heif": "HEIF", "avif": "AVIF", "gif": "GIF", "jxl": "JXL"}
    data = saved(PICTURE, plain[kind]) if kind in plain else made(kind if kind != "raw" else "tiff")
    found = read_blocks(data[:cut] + noise + data[cut + len(noise) :], kind)
    assert isinstance(found, Blocks)


def test_an_entry_that_claims_the_whole_address_space_costs_nothing() -> None:
    data = b"II*\0" + struct.pack("<IHHHII", 8, 1, 700, 1, 0xFFFFFFFF, 8) + bytes(4)
    assert read_blocks(data, "tiff") == Blocks()
