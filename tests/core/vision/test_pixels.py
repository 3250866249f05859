"""Pictures to inputs: what part of a picture a model sees, in which shape, order and scale."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from photoorg.vision.manifests import CropInput, FittedInput, InputSpec, SquareCropInput, WholeInput
from photoorg.vision.pixels import sample_batch, seen_part, to_batch, to_pixels

CROP = CropInput(size=260, crop=292, mean=127, scale=128, layout="NCHW", resample="bicubic")
WHOLE = WholeInput(area=6144, step=32, layout="NHWC", resample="hamming")
FITTED = FittedInput(longest=640, shortest=480, step=32, layout="NCHW", resample="bilinear")
SQUARE = SquareCropInput(size=224, squeezed=256, jpeg=75, mean=(104, 117, 123), layout="NHWC", resample="bilinear")
COLOUR = (10, 100, 200)


@pytest.mark.parametrize(
    ("spec", "size", "prepared", "batch"),
    [
        (CROP, (640, 480), (260, 260), (1, 3, 260, 260)),
        (WHOLE, (640, 480), (64, 96), (1, 64, 96, 3)),
        (WHOLE, (480, 640), (96, 64), (1, 96, 64, 3)),
        (WHOLE, (500, 500), (64, 64), (1, 64, 64, 3)),
        (WHOLE, (1000, 100), (64, 96), (1, 64, 96, 3)),
        (FITTED, (1280, 960), (480, 640), (1, 3, 480, 640)),
        (FITTED, (1000, 500), (320, 640), (1, 3, 320, 640)),
        (FITTED, (300, 440), (640, 436), (1, 3, 640, 448)),
        (FITTED, (64, 48), (480, 640), (1, 3, 480, 640)),
        (SQUARE, (640, 480), (224, 224), (1, 224, 224, 3)),
    ],
)
def test_shapes(
    spec: InputSpec, size: tuple[int, int], prepared: tuple[int, int], batch: tuple[int, int, int, int]
) -> None:
    pixels = to_pixels(Image.new("RGB", size, COLOUR), spec)
    assert pixels.shape == (*prepared, 3)
    assert to_batch([pixels], spec).shape == batch


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (CROP, [(part - 127) / 128 for part in COLOUR]),
        (WHOLE, COLOUR),
        (FITTED, COLOUR),
        (SQUARE, [part - mean for part, mean in zip(COLOUR[::-1], (104, 117, 123), strict=True)]),
    ],
)
def test_colours_in_their_order_and_scale(spec: InputSpec, expected: list[float]) -> None:
    batch = to_batch([to_pixels(Image.new("RGB", (640, 480), COLOUR), spec)], spec)
    assert (batch.dtype, batch.flags.c_contiguous) == (np.float32, True)
    middle = batch[0, :, 100, 100] if spec.layout == "NCHW" else batch[0, 30, 30]
    assert middle == pytest.approx(expected, abs=2)  # JPEG moves a colour a little


def test_the_margin_is_black_and_at_the_right_and_the_bottom() -> None:
    batch = to_batch([to_pixels(Image.new("RGB", (640, 430), "white"), FITTED)], FITTED)
    assert batch.shape == (1, 3, 448, 640)
    assert batch[:, :, :430].min() == 255
    assert batch[:, :, 430:].max() == 0


@pytest.mark.parametrize(
    ("size", "prepared"),
    [
        ((4000, 3000), (448, 576)),
        ((3000, 4000), (576, 448)),
        ((300, 200), (416, 640)),
        ((1920, 1080), (384, 672)),
        ((512, 512), (512, 512)),
        ((9000, 300), (352, 736)),
        ((1, 1000), (736, 352)),
    ],
)
def test_the_whole_picture_keeps_its_proportions(size: tuple[int, int], prepared: tuple[int, int]) -> None:
    """Up to one side twice the other, to the next step: at any size the area is about what the model was given."""
    spec = WholeInput(area=512 * 512, step=32, layout="NHWC", resample="hamming")
    rows, columns, _ = to_pixels(Image.new("RGB", size), spec).shape
    assert (rows, columns) == prepared
    assert rows * columns == pytest.approx(spec.area, rel=0.04)
    ratio = min(max(size[0] / size[1], 0.5), 2)
    assert columns / rows == pytest.approx(ratio, rel=0.06)


def test_what_is_cut_off_and_what_is_not() -> None:
    assert seen_part((584, 292), CROP) == pytest.approx((162 / 584, 16 / 292, 260 / 584, 260 / 292))
    for spec in (WHOLE, FITTED):
        assert seen_part((584, 292), spec) == (0, 0, 1, 1)
    picture = Image.new("RGB", (512, 256), "white")
    picture.paste("black", (32, 16, 480, 240))  # the centre 224 of 256, squeezed
    assert to_pixels(picture, SQUARE)[8:-8, 8:-8].max() < 8


def test_several_pictures_make_one_batch_and_stay_as_they_were() -> None:
    pictures = [to_pixels(Image.new("RGB", (640, 480), colour), WHOLE) for colour in ("red", "lime")]
    batch = to_batch(pictures, WHOLE)
    assert [list(picture[0, 0]) for picture in batch] == [[255, 0, 0], [0, 255, 0]]
    batch += 1
    assert list(pictures[0][0, 0]) == [255, 0, 0]


@pytest.mark.parametrize("spec", [CROP, WHOLE, FITTED, SQUARE])
def test_made_up_pictures_differ_and_have_light_and_dark(spec: InputSpec) -> None:
    batch = sample_batch(spec, 3)
    assert len(batch) == 3
    assert not np.array_equal(batch[0], batch[1])
    assert all(picture.max() - picture.min() > 1 for picture in batch)
    assert np.array_equal(sample_batch(spec), batch[:1])
