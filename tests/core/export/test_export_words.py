"""What exported files say: what the library says of their photos now, and nothing that was taken away there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from exporting_help import Exporter

from photoorg.library import bulk, own_tags
from photoorg.media.carriers import read_blocks, write_blocks
from photoorg.media.saying import blocks_with, said_in
from photoorg.said import Said
from photoorg.splices import spliced


def _said(path: Path) -> Said:
    return said_in(read_blocks(path.read_bytes(), "jpeg"), None)


def _say(path: Path, said: Said) -> None:
    data = path.read_bytes()
    blocks = read_blocks(data, "jpeg")
    path.write_bytes(spliced(data, write_blocks(data, "jpeg", blocks_with(blocks, said_in(blocks, None), said))))


@pytest.mark.parametrize("form", ["jpeg", "original"])
def test_keywords_go_out_below_those_that_a_person_has_put_above_them(exporter: Exporter, form: str) -> None:
    own_tags.create(exporter.db, "family")
    own_tags.create(exporter.db, "Anna", own_tags.OwnTag("Anna", parents="family"))
    bulk.apply(exporter.db, [exporter.ids["cat.jpg"]], bulk.Edit(add=("Anna", "gala")))
    exporter.run("cat.jpg", longest=320, metadata="all", format=form)
    assert set(_said(exporter.to / "cat.jpg").keywords) == {("family", "Anna"), ("gala",)}


FILE = Said(
    (("people", "Anna"), ("beach",)), 4, "Red",
    {"title": {"": "Hush"}, "creator": {"": "Ann"}, "caption": {"": "At home", "de": "Daheim"}, "who": {"": "Anna"}},
    "limited",
)  # fmt: skip


@pytest.mark.parametrize(("form", "metadata"), [("jpeg", "all"), ("original", "all"), ("original", "rights")])
def test_what_was_taken_away_in_the_library_is_not_in_a_copy(exporter: Exporter, form: str, metadata: str) -> None:
    _say(exporter.photos / "cat.jpg", FILE)
    exporter.index()
    cat = [exporter.ids["cat.jpg"]]
    exporter.run("cat.jpg", longest=320, metadata="all", format=form)
    said = _said(exporter.to / "cat.jpg")
    assert set(said.keywords) == set(FILE.keywords)
    assert said.texts["caption"]["de"] == "Daheim"
    gone = {"title": "", "creator": "", "caption": "", "who": ""}
    bulk.apply(exporter.db, cat, bulk.Edit(remove=("Anna", "beach"), rating=0, label="", texts=gone, language="en"))
    exporter.run("cat.jpg", longest=320, metadata=metadata, format=form, alt_text=False)
    said = replace(_said(exporter.to / "cat.jpg"), release="")
    assert (said.keywords, said.rating or 0, said.label) == ((), 0, "")
    assert said.texts.keys() <= {"caption"}
    assert "At home" not in said.texts.get("caption", {}).values()
    assert "en" not in said.texts.get("caption", {})


def test_own_tags_are_no_alt_text(exporter: Exporter) -> None:
    """Names of people and notes to oneself do not go out in sentences that photoorg makes."""
    bulk.apply(exporter.db, [exporter.ids["cat.jpg"]], bulk.Edit(add=("Anna Bianchi", "client pick", "cat")))
    exporter.run("cat.jpg", longest=320, metadata="none")
    assert _said(exporter.to / "cat.jpg").texts["alt"]["en"] == "May contain: cat, animal"
    assert b"Anna" not in (exporter.to / "cat.jpg").read_bytes()
