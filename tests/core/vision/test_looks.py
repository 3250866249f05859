"""What a picture looks like, on made variations of real pictures."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from photoorg.library import fields
from photoorg.library.evidence import packed, unpacked
from photoorg.settings import Settings
from photoorg.vision.colours import COLOURS, shares
from photoorg.vision.looks import Looks, look, looks_of, prepare
from photoorg.vision.tagging import open_tagger
from photoorg.vision.tasks import open_tasks


def seen(picture: Image.Image) -> Looks:
    """As it is after it was stored and read again."""
    (finding,) = look([prepare(picture)])
    return looks_of(unpacked(packed(finding.evidence)).scores)


def apart(one: Image.Image, other: Image.Image) -> int:
    first, second = seen(one).look_hash, seen(other).look_hash
    assert first is not None
    assert second is not None
    return ((first ^ second) & (1 << 64) - 1).bit_count()


def recompressed(picture: Image.Image) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=20)
    return Image.open(file).convert("RGB")


def cropped(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    return picture.crop((width // 100, 0, width, height - height // 100))


def warmer(picture: Image.Image) -> Image.Image:
    return Image.fromarray(np.clip(np.asarray(picture) * [1.15, 1.0, 0.85], 0, 255).astype(np.uint8))


SAME: dict[str, Callable[[Image.Image], Image.Image]] = {
    "smaller": lambda picture: picture.resize((picture.width // 3, picture.height // 3)),
    "larger": lambda picture: picture.resize((picture.width * 2, picture.height * 2)),
    "recompressed": recompressed,
    "cropped a little": cropped,
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.2),
    "darker": lambda picture: ImageEnhance.Brightness(picture).enhance(0.7),
    "warmer": warmer,
    "without colour": lambda picture: ImageOps.grayscale(picture).convert("RGB"),
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(2)),
}


@pytest.mark.parametrize("name", SAME)
def test_a_copy_that_was_changed_looks_the_same(name: str, pictures: dict[str, Image.Image]) -> None:
    for title, picture in pictures.items():
        assert apart(picture, SAME[name](picture)) <= 8, title


def test_other_pictures_look_otherwise(pictures: dict[str, Image.Image]) -> None:
    names = list(pictures)
    for place, name in enumerate(names):
        for other in names[:place]:
            assert apart(pictures[name], pictures[other]) > 14


def test_a_turned_picture_looks_otherwise_and_is_turned_before_it_is_looked_at(
    pictures: dict[str, Image.Image],
) -> None:
    turned = pictures["coffee"].transpose(Image.Transpose.ROTATE_90)
    assert apart(pictures["coffee"], turned) > 14
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    turned.save(file, "JPEG", exif=exif)
    assert apart(pictures["coffee"], ImageOps.exif_transpose(Image.open(file))) <= 2


@pytest.mark.parametrize("colour", ["black", "white", "gray"])
def test_a_flat_picture_has_no_look_to_share(colour: str) -> None:
    looks = seen(Image.new("RGB", (600, 400), colour))
    assert looks.look_hash is None
    assert looks.sharpness == 0


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_a_blur_takes_sharpness_and_a_smaller_size_hardly_adds_any(name: str, pictures: dict[str, Image.Image]) -> None:
    picture = pictures[name]
    radii = [0, 0.5, 1, 2, 4]
    found = [seen(picture.filter(ImageFilter.GaussianBlur(radius))).sharpness or 0.0 for radius in radii]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.4
    assert found[-1] < 0.1
    half = seen(picture.resize((picture.width // 2, picture.height // 2))).sharpness
    assert half is not None
    assert half < found[0] + 0.02
    twice = seen(picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.LANCZOS)).sharpness
    assert twice == pytest.approx(found[0], abs=0.1)


def test_a_sharp_subject_before_a_blurred_ground_is_sharp(pictures: dict[str, Image.Image]) -> None:
    picture = pictures["astronaut"]
    ground = picture.filter(ImageFilter.GaussianBlur(6))
    ground.paste(picture.crop((100, 20, 400, 320)), (100, 20))
    assert (seen(ground).sharpness or 0) > 0.8 * (seen(picture).sharpness or 1)


@pytest.mark.parametrize("size", [(1, 1), (37, 2), (2, 9000), (9000, 2), (4000, 300)])
def test_any_shape_has_a_look(size: tuple[int, int]) -> None:
    looks = seen(Image.effect_noise(size, 90).convert("RGB"))
    assert looks.sharpness is not None
    assert 0 <= looks.sharpness <= 1


@pytest.mark.parametrize("colour", COLOURS)
def test_a_colour_is_called_by_its_name(colour: str) -> None:
    named = {"grey": "gray", "brown": "saddlebrown"}.get(colour, colour)
    picture = Image.new("RGB", (80, 60), named)
    assert seen(picture).colours == 1 << COLOURS.index(colour)
    assert shares(picture)[COLOURS.index(colour)] == 1


def test_the_library_counts_the_same_colours_in_the_same_order() -> None:
    assert getattr(fields, "COLOURS", COLOURS) == COLOURS


def test_only_what_covers_much_is_a_colour_of_a_picture() -> None:
    picture = Image.new("RGB", (100, 100), "blue")
    picture.paste("yellow", (0, 0, 100, 30))
    picture.paste("red", (0, 0, 20, 20))
    assert seen(picture).colours == 1 << COLOURS.index("blue") | 1 << COLOURS.index("yellow")


def test_the_hash_is_one_that_the_library_can_keep(pictures: dict[str, Image.Image]) -> None:
    found = [seen(picture).look_hash for picture in pictures.values()]
    assert all(code is not None and -(1 << 63) <= code < 1 << 63 for code in found)


def test_photos_are_understood_with_the_looks_and_without(pictures: dict[str, Image.Image]) -> None:
    (finding,) = look([prepare(pictures["coffee"])])
    tagger = open_tagger()
    known = tagger.understand({"looks": finding.evidence}, None)
    assert Looks(known.look_hash, known.sharpness, known.colours) == looks_of(finding.evidence.scores)
    assert known.suggestions == ()
    unknown = tagger.understand({}, None)
    assert (unknown.look_hash, unknown.sharpness, unknown.colours) == (None, None, None)


def test_the_task_needs_no_model() -> None:
    others = ("classify", "detect", "faces", "sensitive")
    (task,) = open_tasks(Settings(skip_tasks=others))
    assert (task.name, task.provider, task.notes) == ("looks", "cpu", ())
