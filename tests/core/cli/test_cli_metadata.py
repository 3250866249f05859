"""What files say, told without a library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from PIL import Image

Run = Callable[..., Result]
_XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmp:Rating="{stars}" dc:title="A \x9b title">
<digiKam:TagsList><rdf:Seq><rdf:li>Places/Rome</rdf:li></rdf:Seq></digiKam:TagsList>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def test_files_and_sidecars_are_told_and_bad_ones_named(run: Run, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "one.jpg", xmp=_XMP.format(stars=2).encode())
    (tmp_path / "one.jpg.xmp").write_text(_XMP.format(stars=4), encoding="utf-8")
    (tmp_path / "one.xmp").write_text(_XMP.format(stars=5), encoding="utf-8")
    (tmp_path / "bad.jpg").write_text("no picture")
    told = run("metadata", tmp_path / "bad.jpg", tmp_path / "one.jpg", tmp_path / "one.xmp", tmp_path)
    assert told.exit_code == 1
    assert "bad.jpg: This is not an image" in told.stderr
    assert "2 files of 4 could not be read." in told.stderr
    assert "Keywords  Places > Rome\n  Rating    4\n  Title     A \\x9b title\n" in told.stdout
    assert "Note: one.xmp lies beside it too, and is not read." in told.stdout
    assert "Rating    5" in told.stdout


def test_as_json(run: Run, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "one.png")
    (tmp_path / "one.png.xmp").write_text(_XMP.format(stars=-1), encoding="utf-8")
    told = run("metadata", "--json", tmp_path / "one.png")
    assert told.exit_code == 0
    line = json.loads(told.stdout)
    assert line["path"] == str(tmp_path.resolve() / "one.png")
    assert (line["keywords"], line["rating"], line["title"]) == (
        [["Places", "Rome"]],
        -1,
        {"x-default": "A \x9b title"},
    )
    assert [Path(one).name for one in line["sidecars"]] == ["one.png.xmp"]
