"""Where the classifier sees what it sees."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photoorg.outcomes import PhotoorgError
from photoorg.vision.maps import Heat, Mapper, open_mapper

TABBY, TIGER, EGYPTIAN = "n02123045", "n02123159", "n02124075"
ESPRESSO = "n07920052"


@pytest.fixture(scope="module")
def mapper(models: Path) -> Mapper:
    return open_mapper(models)


def hottest(heat: Heat) -> tuple[float, float]:
    """The middle of the hottest cell, as fractions of the picture: across, down."""
    row, column = np.unravel_index(int(heat.grid.argmax()), heat.grid.shape)
    rows, columns = heat.grid.shape
    return heat.left + (column + 0.5) / columns * heat.width, heat.top + (row + 0.5) / rows * heat.height


def test_the_cat_is_where_its_face_is(mapper: Mapper, pictures: dict[str, Image.Image]) -> None:
    heat = mapper.heat(pictures["chelsea"], {TABBY: 0.1, TIGER: 0.13, EGYPTIAN: 0.59})
    across, down = hottest(heat)
    assert 0.2 < across < 0.75  # her eyes and nose
    assert 0.25 < down < 0.75
    assert heat.grid[0].max() < 0.3  # the wall above her


def test_the_coffee_is_in_the_cup(mapper: Mapper, pictures: dict[str, Image.Image]) -> None:
    across, down = hottest(mapper.heat(pictures["coffee"], {ESPRESSO: 0.88}))
    assert 0.28 < across < 0.68  # the cup, as the detector has it too
    assert 0.05 < down < 0.63


def test_a_heat_runs_from_nothing_to_one_over_the_centre_square(
    mapper: Mapper, pictures: dict[str, Image.Image]
) -> None:
    heat = mapper.heat(pictures["coffee"], {ESPRESSO: 0.88})
    assert heat.grid.shape == (9, 9)
    assert heat.grid.dtype == np.float32
    assert 0 <= heat.grid.min() < 0.05
    assert heat.grid.max() == 1
    width, height = pictures["coffee"].size
    assert heat.width * width == pytest.approx(heat.height * height)  # a square in pixels
    assert heat.left + heat.width / 2 == pytest.approx(0.5)
    assert heat.top + heat.height / 2 == pytest.approx(0.5)


@pytest.mark.parametrize("weights", [{}, {"n00000000": 1.0}, {ESPRESSO: 0.0}])
def test_nothing_to_look_for_is_cold_everywhere(
    mapper: Mapper, pictures: dict[str, Image.Image], weights: dict[str, float]
) -> None:
    assert mapper.heat(pictures["coffee"], weights).grid.max() == 0


def test_the_map_is_moved_with_the_picture(mapper: Mapper, pictures: dict[str, Image.Image]) -> None:
    mirrored = pictures["chelsea"].transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    plain = mapper.heat(pictures["chelsea"], {EGYPTIAN: 1}).grid
    turned = mapper.heat(mirrored, {EGYPTIAN: 1}).grid[:, ::-1]
    assert np.corrcoef(plain.ravel(), turned.ravel())[0, 1] > 0.8


def test_without_its_model_there_are_no_maps(models: Path, tmp_path: Path) -> None:
    shutil.copy(models / "efficientnet-lite2.json", tmp_path)
    with pytest.raises(PhotoorgError, match="not built"):
        open_mapper(tmp_path)
