"""Exports that are refused before anything is made, and what they are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from entries_made import entry
from exporting_help import Exporter, drain
from PIL import Image

from photoorg.export import presets
from photoorg.export.checking import cautions
from photoorg.export.making import recipe_for
from photoorg.export.options import Options, with_choice
from photoorg.outcomes import PhotoorgError, Region


def test_a_dataset_without_classes_makes_no_pictures_first(exporter: Exporter) -> None:
    with pytest.raises(PhotoorgError, match="so there is no class"):
        drain(exporter.job(replace(exporter.order(), target="dataset")))
    assert not exporter.to.exists()


@pytest.mark.parametrize("below", ["", "cache"])
def test_nothing_goes_into_photoorgs_own_folder(exporter: Exporter, below: str) -> None:
    with pytest.raises(PhotoorgError, match="own folder"):
        exporter.run(to=exporter.app.home.root / below)


def test_a_watermark_that_is_no_picture_is_told_of_once(exporter: Exporter, tmp_path: Path) -> None:
    (tmp_path / "mark.txt").write_text("no picture")
    with pytest.raises(PhotoorgError, match="no picture that photoorg knows"):
        exporter.run(watermark_image=str(tmp_path / "mark.txt"))
    Image.new("RGBA", (20, 10), "red").save(tmp_path / "mark.png")
    with pytest.raises(PhotoorgError, match="choose one of them"):
        exporter.run(watermark_image=str(tmp_path / "mark.png"), watermark="© Ann")
    assert not exporter.to.exists()
    assert exporter.run(watermark="© Ann\nof the lake").counts["made"] == 3


def test_a_long_value_is_not_told_whole() -> None:
    with pytest.raises(PhotoorgError, match="200 characters at most") as told:
        with_choice(Options(), "watermark", "x" * 100_000)
    assert len(str(told.value)) < 200
    with pytest.raises(PhotoorgError, match="it may be 100 at most"):
        with_choice(Options(), "quality", "300")


def test_a_sheet_tells_no_place_and_small_photos_are_only_told(exporter: Exporter) -> None:
    order = exporter.order(longest=9000, metadata="all", gps=True)
    found = {one.kind: one.weight for one in cautions(exporter.db, order)}
    assert (found["gps"], found["small"]) == ("asks", "tells")
    assert "gps" not in {one.kind for one in cautions(exporter.db, replace(order, target="sheet"))}
    assert "gps" in {one.kind for one in cautions(exporter.db, replace(order, target="list"))}
    exact = exporter.order(size="crop", width=9000, height=9000)
    assert {one.kind: one.weight for one in cautions(exporter.db, exact)}["small"] == "asks"


def test_a_broken_preset_is_told_in_words(exporter: Exporter) -> None:
    folder = exporter.app.home.root / "presets"
    folder.mkdir()
    (folder / "mine.json").write_text('{"labels": "x"}')
    assert "label: it is missing" in presets.presets(exporter.app.home)[1][0]


def test_a_preset_of_ones_own_that_cannot_be_used_hides_photoorgs(exporter: Exporter) -> None:
    folder = exporter.app.home.root / "presets"
    folder.mkdir()
    (folder / "web.json").write_text('{"label": "Web", "options": {"name": "../{nme}"}}')
    found, problems = presets.presets(exporter.app.home)
    assert "web" not in {one.name for one in found}
    assert "has a field {nme}" in problems[0]


def test_a_cut_that_takes_not_all_keeps_the_surest() -> None:
    people = tuple(
        ("people", Region("person", score, left, 0.3, 0.1, 0.4))
        for score, left in ((0.6, 0.0), (0.9, 0.85), (0.7, 0.75))
    )
    photo = entry(regions=people, width=400, height=300)
    tall = Options(size="crop", width=1080, height=1920)
    assert recipe_for(photo, tall).centre == (0.85, 0.5)
    wide = Options(size="crop", width=400, height=300)
    assert recipe_for(photo, wide).centre == (0.475, 0.5)
