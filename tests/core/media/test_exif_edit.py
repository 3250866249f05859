"""EXIF blocks: tags of the main directory change, and everything else stays where it is."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from media_samples import exif
from PIL import Image

from photoorg.media import exif_edit
from photoorg.media.blocks import Blocks
from photoorg.media.exif_edit import main_tags, number_of, number_tag, text_of, text_tag, windows_of, windows_tag
from photoorg.media.limits import MediaError
from photoorg.media.saying import blocks_with, said_in
from photoorg.said import Said

CAPTION, ARTIST, RATING, TITLE = 0x010E, 0x013B, 0x4746, 0x9C9B
NOTE = b"MAKER\0" + bytes(range(200))
BLOCK = exif(
    m010e="a lake", m0112=6, m8298="Ann", p9003="2024:05:01 10:00:00", p927c=NOTE, g0001="N", g0002=(47.5, 3.25, 1.0)
).tobytes()[6:]


def loaded(block: bytes) -> Image.Exif:
    found = Image.Exif()
    found.load(block)
    return found


def test_tags_are_set_added_and_removed() -> None:
    changes = {CAPTION: text_tag("a much longer caption"), RATING: number_tag(BLOCK, 4), ARTIST: text_tag("Bob")}
    new = exif_edit.with_main(BLOCK, changes)
    tags = main_tags(new)
    assert text_of(tags[CAPTION]) == "a much longer caption"
    assert number_of(new, tags[RATING]) == 4
    assert text_of(tags[ARTIST]) == "Bob"
    assert text_of(tags[0x8298]) == "Ann"
    assert list(tags) == sorted(tags)
    gone = exif_edit.with_main(new, dict.fromkeys(changes))
    assert not changes.keys() & main_tags(gone).keys()


def test_a_makers_note_stays_where_it_is() -> None:
    new = exif_edit.with_main(BLOCK, {CAPTION: text_tag("x" * 300), TITLE: windows_tag("Il mio lago")})
    assert BLOCK.index(NOTE) == new.index(NOTE)
    assert loaded(new).get_ifd(0x8769)[0x9003] == "2024:05:01 10:00:00"
    assert windows_of(main_tags(new)[TITLE]) == "Il mio lago"


def test_changing_again_and_again_makes_it_no_longer() -> None:
    new, sizes = BLOCK, set[int]()
    for turn in range(40):
        new = exif_edit.with_main(new, {CAPTION: text_tag("x" * (20 + turn % 3)), RATING: number_tag(new, turn % 5)})
        new = exif_edit.with_main(new, {RATING: None})
        sizes.add(len(new))
    assert max(sizes) < len(BLOCK) + 600


def test_what_was_said_before_is_wiped() -> None:
    assert b"a lake" not in exif_edit.with_main(BLOCK, {CAPTION: None})
    assert b"a lake" not in exif_edit.with_main(BLOCK, {CAPTION: text_tag("something that is longer")})


def test_the_place_is_wiped_and_so_are_makers_notes() -> None:
    new = exif_edit.without_place(BLOCK)
    assert len(new) == len(BLOCK)
    found = loaded(new)
    assert 0x8825 not in found
    assert 0x927C not in found.get_ifd(0x8769)
    assert found.get_ifd(0x8769)[0x9003] == "2024:05:01 10:00:00"
    assert found[0x0112] == 6
    assert NOTE not in new
    degrees = BLOCK[BLOCK.index(b"N\0\0\0") :][:4]
    assert degrees not in new


def test_a_block_can_be_begun_anew() -> None:
    new = exif_edit.with_main(b"", {CAPTION: text_tag("a lake")})
    assert loaded(new)[CAPTION] == "a lake"
    assert exif_edit.with_main(b"", {CAPTION: None}) == b""


def test_garbage_is_refused() -> None:
    with pytest.raises(ValueError, match="EXIF"):
        exif_edit.with_main(b"II*\0garbage", {CAPTION: text_tag("x")})
    assert exif_edit.without_place(b"MM") == b""
    assert main_tags(b"II*\0\xff\xff\xff\xff") == {}


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(BLOCK)), noise=st.binary(max_size=12), cut=st.integers(0, len(BLOCK)))
def test_hostile_blocks_end_in_an_error_or_a_block(at: int, noise: bytes, cut: int) -> None:
    block = (BLOCK[:at] + noise + BLOCK[at + len(noise) :])[: max(cut, at + 12)]
    main_tags(block)
    exif_edit.is_whole(block)
    exif_edit.without_place(block)
    try:
        new = exif_edit.with_main(block, {CAPTION: text_tag("told"), RATING: number_tag(block, 3)})
    except ValueError:
        return
    assert len(new) <= len(block) + 5000 + 12 * 4096


def test_the_samples_are_what_pillow_reads() -> None:
    assert Image.open(io.BytesIO(_jpeg())).getexif()[CAPTION] == "told"


def _jpeg() -> bytes:
    out = io.BytesIO()
    block = exif_edit.with_main(BLOCK, {CAPTION: text_tag("told")})
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=b"Exif\0\0" + block)
    return out.getvalue()


def test_a_block_that_tells_of_what_lies_behind_it_does_not_become_longer() -> None:
    tiff = BLOCK
    assert not exif_edit.reaches_beyond(tiff)
    cut = tiff[:-2]
    assert exif_edit.reaches_beyond(cut)
    blocks = Blocks(exif=cut)
    with pytest.raises(MediaError, match="EXIF"):
        blocks_with(blocks, said_in(blocks), Said(texts={"caption": {"": "x" * 200}}))
