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


@settings(max_examples=80, deadline=None)
@given(kind=st.sampled_from(sorted(CARRIERS)), cut=st.integers(0, 3000), noise=st.binary(max_size=40))
def test_reading_never_raises(kind: str, cut: int, noise: bytes) -> None:
    data = made(kind if kind in {"jpeg", "png", "webp", "tiff"} else "tiff")
    found = read_blocks(data[:cut] + noise + data[cut + len(noise) :], kind)
    assert isinstance(found, Blocks)


def test_an_entry_that_claims_the_whole_address_space_costs_nothing() -> None:
    data = b"II*\0" + struct.pack("<IHHHII", 8, 1, 700, 1, 0xFFFFFFFF, 8) + bytes(4)
    assert read_blocks(data, "tiff") == Blocks()
