"""The table of formats: every entry whole, found by content, read, and written of in the docs."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from media_samples import SAMPLES, corners, has_corners, saved

from photoorg.media.decode import read_photo
from photoorg.media.formats import FORMATS, Format, docs_table, off_reason, sniff, suffixes
from photoorg.media.limits import MediaError

EVERY = pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)


@EVERY
def test_an_entry_is_whole(kind: Format) -> None:
    assert kind.name
    assert kind.label
    assert kind.doc.endswith(".")
    assert kind.sample in SAMPLES
    assert Path(kind.sample).suffix in kind.suffixes
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in kind.suffixes)


def test_names_and_suffixes_are_unique() -> None:
    assert len({kind.name for kind in FORMATS}) == len(FORMATS)
    assert len(suffixes()) == sum(len(kind.suffixes) for kind in FORMATS)


@EVERY
def test_every_format_is_on_and_read(kind: Format, tmp_path: Path) -> None:
    assert off_reason(kind) is None
    path = tmp_path / kind.sample
    path.write_bytes(SAMPLES[kind.sample]())
    reading = read_photo(path)
    assert reading.facts.format == kind.name
    assert (reading.facts.width, reading.facts.height) == (640, 480)
    assert reading.picture.mode == "RGB"
    assert reading.damaged is None
    assert has_corners(reading.picture)


@EVERY
def test_content_decides_not_the_name(kind: Format) -> None:
    head = SAMPLES[kind.sample]()[:64]
    wrong = ".dng" if kind.name == "raw" else ".jpg"
    assert sniff(head, wrong) is kind
    assert sniff(head, kind.suffixes[0].upper()) is kind


def test_names_tell_raw_from_tiff() -> None:
    assert sniff(b"II*\0" + bytes(60), ".nef").name == "raw"  # type: ignore[union-attr]
    assert sniff(b"II*\0" + bytes(60), ".tif").name == "tiff"  # type: ignore[union-attr]
    assert sniff(b"II*\0\x10\0\0\0CR\2\0" + bytes(52), ".tif").name == "raw"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "raw"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "avif"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heif"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", None),
        (b"FUJIFILMCCD-RAW 0201", "raw"),
        (b"BM is how this text starts, not a bitmap", None),
        (b"", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
    ],
)
def test_heads(head: bytes, name: str | None) -> None:
    found = sniff(head, ".jpg")
    assert (found.name if found else None) == name


def test_a_format_without_its_decoder_is_off_and_says_why() -> None:
    kind = replace(FORMATS[0], needs="no_such_decoder")
    assert "no_such_decoder" in (off_reason(kind) or "")
    with pytest.warns(UserWarning, match="no_such_codec"):
        assert "no_such_codec" in (off_reason(replace(FORMATS[0], codec="no_such_codec")) or "")


GPL = [kind for kind in FORMATS if kind.package]


def test_formats_that_photoorg_is_not_shipped_with_are_few() -> None:
    assert [(kind.name, kind.package) for kind in GPL] == [("heif", "pillow-heif"), ("jxl", "pillow-jxl-plugin")]


@pytest.mark.parametrize("kind", GPL, ids=lambda kind: kind.name)
def test_files_of_a_format_that_is_off_say_so(kind: Format, tmp_path: Path) -> None:
    """In a process of its own, where the decoder cannot be imported."""
    path = tmp_path / kind.sample
    path.write_bytes(SAMPLES[kind.sample]())
    code = (
        f"import sys; sys.modules['{kind.needs}'] = None\n"
        "from pathlib import Path; from photoorg.media.decode import read_photo\n"
        f"from photoorg.media.formats import suffixes; assert '{kind.suffixes[0]}' in suffixes()\n"
        "try: read_photo(Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == (
        f"MediaError {kind.label} files are not supported on this machine: its decoder comes under the GPL, "
        f"so photoorg is shipped without it: pip install {kind.package}."
    )


def test_a_wrong_name_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(saved(corners(), "PNG"))
    assert read_photo(path).facts.format == "png"


def test_text_is_no_image(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_text("hello " * 100)
    with pytest.raises(MediaError, match="not an image"):
        read_photo(path)


def test_docs_hold_the_table() -> None:
    docs = Path(__file__).resolve().parents[3] / "docs" / "formats.md"
    assert docs_table() in docs.read_text(encoding="utf-8")
