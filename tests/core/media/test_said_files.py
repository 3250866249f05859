"""What real files say: against exiftool's reading of the shared files, and against hostile packets."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from said_samples import listed, packet

from photoorg.media.blocks import Blocks
from photoorg.media.heard import read_said
from photoorg.media.limits import Limits
from photoorg.media.rewriting import rewritten
from photoorg.media.saying import NOTHING, Said, said_in, sidecar_with
from photoorg.splices import spliced

SHARED = (Path(__file__).parents[4] / "shared" / "testdata" / "metadata").resolve()
FILES = list(csv.DictReader((SHARED / "expected.csv").read_text("utf-8").splitlines())) if SHARED.is_dir() else []
_EXIFTOOL = shutil.which("exiftool")
needs_exiftool = pytest.mark.skipif(not _EXIFTOOL or not FILES, reason="exiftool or the shared files are not here")


def said_by_file(path: Path) -> Said:
    return read_said(path, None, Limits()).said


def parts(cell: str, sign: str) -> set[str]:
    return {" ".join(part.split()).casefold() for part in cell.split(sign) if part.strip()}


@pytest.mark.parametrize("row", FILES, ids=lambda row: row["file"])
def test_shared_files_say_what_exiftool_reads(row: dict[str, str]) -> None:
    said = said_by_file(SHARED / row["file"])
    leaves = {path[-1].casefold() for path in said.keywords}
    every = {part.casefold() for path in said.keywords for part in path}
    flat = {path[0].casefold() for path in said.keywords if len(path) == 1}
    assert parts(row["flat_keywords_union"], " | ") <= every | ({"a", "b"} if "commas" in row["file"] else set())
    deep = {"|".join(path).casefold() for path in said.keywords}
    assert parts(row["lr_hierarchicalSubject"], " ; ") <= deep | every
    assert parts(row["digikam_TagsList"].replace("/", "|"), " ; ") <= deep | every
    wanted = parts(row["flat_keywords_union"], " | ") | parts(row["iptc_keywords"], " ; ")
    if "commas" not in row["file"]:
        assert flat <= wanted | parts(row["lr_hierarchicalSubject"], " ; ")
        assert leaves >= wanted or said.keywords
    rating = row["xmp_rating"] or row["exif_rating"]
    if rating:
        assert said.rating == int(rating)
    assert said.label == row["label"]
    assert said.texts.get("title", {}).get("", "") == row["title"]
    assert said.texts.get("caption", {}).get("", "") == row["description"].strip()
    named = {region.split(":")[0] for region in row["regions"].split(" ; ") if region}
    assert {one.name for one in said.regions} == named
    people = {region.split(":")[0] for region in row["regions"].split(" ; ") if ":Face:" in region or ":MP:" in region}
    assert parts(said.texts.get("who", {}).get("", ""), ",") == {name.casefold() for name in people}


def exiftool(*arguments: str) -> dict[str, object]:
    assert _EXIFTOOL is not None
    told = subprocess.run([_EXIFTOOL, "-j", "-G1", "-struct", "-a", *arguments], capture_output=True, check=True).stdout
    (row,) = json.loads(told)
    return {name: value for name, value in row.items() if not name.startswith(("File:", "System:", "SourceFile"))}


_KEYWORDS = {
    "XMP-dc:Subject",
    "XMP-lr:HierarchicalSubject",
    "XMP-digiKam:TagsList",
    "XMP-microsoft:LastKeywordXMP",
    "IPTC:Keywords",
    "Photoshop:IPTCDigest",
    "IFD0:XPKeywords",
}


@needs_exiftool
@pytest.mark.parametrize("name", ["immich/prairie_falcon.jpg", "made/digikam_like.jpg", "made/container.png",
                                  "made/container.webp", "made/kw_windows_xp.jpg"])  # fmt: skip
def test_exiftool_sees_nothing_else_differ_when_a_keyword_comes_and_goes(name: str, tmp_path: Path) -> None:
    data, kind = (SHARED / name).read_bytes(), {"jpg": "jpeg"}.get(name[-3:], name.rsplit(".", 1)[1])
    said = said_by_file(SHARED / name)
    more = rewritten(
        data, kind, None, replace(said, keywords=(*said.keywords, ("Places", "Genova", "città"))), into=True
    )
    there = spliced(data, more.splices)
    less = rewritten(there, kind, None, replace(more.said, keywords=said.keywords), into=True)
    before = exiftool(str(SHARED / name))
    for step, now in (("more", there), ("less", spliced(there, less.splices))):
        path = tmp_path / f"{step}{Path(name).suffix}"
        path.write_bytes(now)
        after = exiftool(str(path))
        other = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} - _KEYWORDS
        assert not other - {"IFD1:ThumbnailOffset"}
        if step == "more":
            assert "città" in as_list(after["XMP-dc:Subject"])
            assert "Places|Genova|città" in as_list(after["XMP-lr:HierarchicalSubject"])
            assert "Places/Genova/città" in as_list(after["XMP-digiKam:TagsList"])
            if "IPTC:Keywords" in before:
                assert "città" in as_list(after["IPTC:Keywords"])


def as_list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


@needs_exiftool
def test_exiftool_reads_every_field_of_a_sidecar(tmp_path: Path) -> None:
    texts = {"title": {"": "T", "it": "Ti"}, "alt": {"": "A"}, "creator": {"": "Ann; Bob"}, "statement": {"": "https://r"},
             "licensor": {"": "https://l"}, "release_id": {"": "R-7"}, "who": {"": "Anna, Marco"}}  # fmt: skip
    said = Said((("a", "b"), ("c/d",)), 4, "Red", texts, "unlimited")
    path = tmp_path / "one.xmp"
    path.write_bytes(sidecar_with(None, NOTHING, said))
    row = exiftool(str(path))
    assert row == {
        "ExifTool:ExifToolVersion": row["ExifTool:ExifToolVersion"],
        "XMP-dc:Subject": ["b", "c/d"],
        "XMP-dc:Title": "T",
        "XMP-dc:Title-it": "Ti",
        "XMP-dc:Creator": ["Ann", "Bob"],
        "XMP-lr:HierarchicalSubject": ["a|b", "c/d"],
        "XMP-digiKam:TagsList": ["a/b"],
        "XMP-xmp:Rating": 4,
        "XMP-xmp:Label": "Red",
        "XMP-iptcCore:AltTextAccessibility": "A",
        "XMP-iptcExt:PersonInImage": ["Anna", "Marco"],
        "XMP-plus:Licensor": [{"LicensorURL": "https://l"}],
        "XMP-plus:ModelReleaseID": ["R-7"],
        "XMP-plus:ModelReleaseStatus": "Unlimited Model Releases",
        "XMP-xmpRights:WebStatement": "https://r",
    }


_WHOLE = packet(listed("dc:subject", "a", "b") + listed("lr:hierarchicalSubject", "a|b"), 'xmp:Rating="3" dc:title="T"')


@settings(max_examples=300, deadline=None)
@example(changes=[(1, b"\x01")], cut=False)
@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.binary(max_size=6)), max_size=4), st.booleans())
def test_damaged_packets_never_raise(changes: list[tuple[int, bytes]], cut: bool) -> None:
    data = bytearray(_WHOLE)
    for at, new in changes:
        data[at : at + len(new)] = new
    xmp = bytes(data[: changes[0][0]] if cut and changes else data)
    said_in(Blocks(exif=xmp, iptc=xmp, xmp=xmp), xmp)


@pytest.mark.parametrize(
    "properties",
    [
        '<dc:subject rdf:nodeID="n"/>' * 50_000,
        listed("dc:subject", *(f"k{number}" for number in range(60_000))),
        listed("lr:hierarchicalSubject", "|".join("x" * 100_000)),
        "<a:b xmlns:a='urn:a'>" * 200 + "</a:b>" * 200,
        listed("dc:subject", *("x" * 63 + str(number) for number in range(10_000))),
    ],
)
def test_absurd_packets_take_no_time(properties: str) -> None:
    began = time.process_time()
    said = said_in(Blocks(xmp=packet(properties)))
    assert len(said.keywords) <= 10_000
    assert time.process_time() - began < 20
