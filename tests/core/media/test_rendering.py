"""Pictures for exports: shapes, formats, sizes, marks, metadata, and the place that must not be told."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from photoorg.media import helper
from photoorg.media.encoding import CODERS
from photoorg.media.identity import identity_of
from photoorg.media.limits import MediaError
from photoorg.media.recipe import Mark, Recipe, plain, recipe_from
from photoorg.media.rendering import render
from photoorg.media.shaping import shape_of, stored
from photoorg.said import Said

SIZE = (400, 300)
SAID = Said(
    (("lake",),), 4, "Red",
    {"title": {"": "A <title> & more"}, "alt": {"": "A dog", "en": "A dog", "it": "Un cane"}, "creator": {"": "Ann"},
     "rights": {"": "© Ann"}},
    "unlimited",
)  # fmt: skip


def _corners(image: Image.Image) -> list[tuple[int, ...]]:
    """The colours of the four corners, coarsely."""
    right, bottom = image.width - 4, image.height - 4
    found = [image.convert("RGB").getpixel(place) for place in ((3, 3), (right, 3), (3, bottom), (right, bottom))]
    return [tuple(round(part / 255) for part in colour) for colour in found]  # type: ignore[union-attr]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return _picture(tmp_path / "source.jpg")


def _picture(path: Path, orientation: int = 1, gps: bool = True) -> Path:
    """A picture with four colours that lies as the orientation says, and tells the place."""
    image = Image.new("RGB", SIZE, "black")
    for place, colour in (((0, 0), "red"), ((200, 0), "lime"), ((0, 150), "blue"), ((200, 150), "white")):
        image.paste(colour, (*place, place[0] + 200, place[1] + 150))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Canon"
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 26.0, 0.0), 3: "E", 4: (12.0, 19.0, 0.0)})
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- exif:GPSLatitude="45,26N" --></x:xmpmeta>' if gps else b""
    image.save(path, quality=95, exif=exif, xmp=xmp)
    return path


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_upright_and_cut_as_they_are_seen(tmp_path: Path, orientation: int) -> None:
    path = _picture(tmp_path / "turned.jpg", orientation)
    with Image.open(path) as image:
        seen = ImageOps.exif_transpose(image)
        assert seen is not None
    made = render(path, Recipe(box=(200, 200)))
    with Image.open(io.BytesIO(made.data)) as small:
        assert small.size == made.size == ((200, 150) if orientation < 5 else (150, 200))
        assert _corners(small) == _corners(seen)
        assert not small.getexif().get(0x0112)
    cut = render(path, Recipe(box=(50, 50), way="crop", centre=(0.0, 0.0)))
    with Image.open(io.BytesIO(cut.data)) as small:
        assert _corners(small)[0] == _corners(seen)[0]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_part_lies_where_the_orientation_says(orientation: int) -> None:
    grid = np.arange(12).reshape(3, 4).astype(np.uint8)
    image = Image.fromarray(grid)
    image.getexif()[0x0112] = orientation
    seen = ImageOps.exif_transpose(image)
    assert seen is not None
    box = (1, 0, seen.width, 2)
    part = stored(box, image.size, orientation)
    cut = image.crop(tuple(int(side) for side in part))  # type: ignore[arg-type]
    cut.getexif()[0x0112] = orientation
    again = ImageOps.exif_transpose(cut)
    assert again is not None
    assert np.array_equal(np.asarray(again), np.asarray(seen.crop(box)))


@pytest.mark.parametrize(
    ("recipe", "size"),
    [
        (Recipe(box=(200, 200)), (200, 150)),
        (Recipe(box=(4000, 4000)), (400, 300)),
        (Recipe(box=(800, 800), enlarge=True), (800, 600)),
        (Recipe(box=(100, 200), way="crop"), (100, 200)),
        (Recipe(box=(1000, 1000), way="crop"), (300, 300)),
        (Recipe(box=(1000, 1000), way="crop", enlarge=True), (1000, 1000)),
        (Recipe(box=(100, 200), way="pad"), (100, 200)),
        (Recipe(), (400, 300)),
        (Recipe(box=(16, 16)), (16, 12)),
    ],
)
def test_sizes(source: Path, recipe: Recipe, size: tuple[int, int]) -> None:
    shape = shape_of(SIZE, recipe)
    assert (shape.canvas or shape.size) == size
    assert render(source, recipe).size == size


def test_what_is_around_a_picture_has_the_colour_that_was_chosen(source: Path) -> None:
    made = render(source, Recipe("png", box=(200, 300), way="pad", background="#ff8000"))
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.getpixel((2, 2)) == (255, 128, 0)


@pytest.mark.parametrize("name", CODERS)
def test_every_format_has_words_a_profile_and_no_place(source: Path, tmp_path: Path, name: str) -> None:
    made = render(source, Recipe(name, box=(200, 200), keep="all", said=SAID))
    path = tmp_path / f"made{CODERS[name].suffix}"
    path.write_bytes(made.data)
    with Image.open(path) as image:
        assert image.format == CODERS[name].pillow
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        assert "sRGB" in ImageCms.getProfileDescription(profile)
        assert not image.getexif().get_ifd(0x8825)
        assert image.getexif()[0x010F] == "Canon"
    assert render(source, Recipe(name, box=(200, 200), keep="all", said=SAID)).data == made.data
    found = _exiftool(path)
    assert found["XMP-dc:Title"] == "A <title> & more"
    assert found["XMP-iptcCore:AltTextAccessibility-it"] == "Un cane"
    assert found["XMP-dc:Rights"] == "© Ann"
    assert found["XMP-plus:ModelReleaseStatus"] == "Unlimited Model Releases"
    assert not [tag for tag in found if "GPS" in tag]


def test_the_place_stays_where_that_is_asked_for(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "made.jpg"
    path.write_bytes(render(source, Recipe(box=(200, 200), keep="all", gps=True)).data)
    with Image.open(path) as image:
        assert image.getexif().get_ifd(0x8825)[1] == "N"


def test_only_rights_and_nothing(source: Path) -> None:
    with Image.open(io.BytesIO(render(source, Recipe(box=(200, 200), keep="rights", said=SAID)).data)) as image:
        assert set(image.getexif()) == {0x013B, 0x8298}
    with Image.open(io.BytesIO(render(source, Recipe(box=(200, 200))).data)) as image:
        assert not dict(image.getexif())
        assert "xmp" not in image.info


def test_a_size_in_bytes_is_kept_to(source: Path, tmp_path: Path) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8))
    noise.save(tmp_path / "noise.png")
    for name in ("jpeg", "webp", "avif"):
        made = render(tmp_path / "noise.png", Recipe(name, box=(200, 200), most_bytes=15_000))
        assert 8_000 < len(made.data) <= 15_000
    with pytest.raises(MediaError, match="cannot be made as small as 1 KB"):
        render(tmp_path / "noise.png", Recipe("jpeg", box=(200, 200), most_bytes=1000))
    with pytest.raises(MediaError, match="as PNG"):
        render(tmp_path / "noise.png", Recipe("png", most_bytes=1000))


@pytest.mark.parametrize("place", ["bottom right", "top left", "centre"])
def test_marks_lie_where_they_are_asked_for(tmp_path: Path, place: str) -> None:
    Image.new("RGB", (400, 300), "black").save(tmp_path / "black.png")
    Image.new("RGBA", (40, 30), (255, 0, 0, 255)).save(tmp_path / "mark.png")
    for mark in (Mark("© Ann", place=place), Mark(image=str(tmp_path / "mark.png"), place=place, opacity=1)):
        made = render(tmp_path / "black.png", Recipe("png", mark=mark))
        with Image.open(io.BytesIO(made.data)) as image:
            box = image.convert("L").point([0] * 64 + [255] * 192).getbbox()
        assert box is not None
        assert 60 <= box[2] - box[0] <= 110
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        assert (middle[0] > 250, middle[0] < 150) == ("right" in place, "left" in place)
        assert (middle[1] > 200, middle[1] < 100) == ("bottom" in place, "top" in place)


def test_a_mark_that_cannot_be_used_is_told_of(source: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for image in ("/nowhere.png", str(tmp_path / "bad.png")):
        with pytest.raises(MediaError, match="watermark"):
            render(source, Recipe(mark=Mark(image=image)))


def test_a_part_of_a_picture_is_not_exported(source: Path) -> None:
    source.write_bytes(source.read_bytes()[:-1500])
    with pytest.raises(MediaError, match="damaged"):
        render(source, Recipe(box=(200, 200)))


def test_colours_come_into_srgb(tmp_path: Path) -> None:
    lab = Image.new("LAB", (64, 64), (128, 200, 128))
    lab.save(tmp_path / "lab.tif")
    made = render(tmp_path / "lab.tif", Recipe("png"))
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.mode == "RGB"


def test_a_helper_makes_the_same_and_a_recipe_survives_the_way(source: Path) -> None:
    recipe = Recipe(box=(200, 200), way="crop", keep="all", said=SAID, mark=Mark("x"))
    assert recipe_from(json.loads(json.dumps(plain(recipe)))) == recipe
    try:
        assert helper.render(source, recipe).data == render(source, recipe).data
        with pytest.raises(MediaError, match="not found"):
            helper.render(source.with_name("gone.jpg"), recipe)
    finally:
        helper.close()


def _exiftool(path: Path) -> dict[str, str]:
    program = shutil.which("exiftool")
    if program is None:
        pytest.skip("exiftool is not there")
    done = subprocess.run([program, "-j", "-G1", str(path)], capture_output=True, check=True)
    return json.loads(done.stdout)[0]


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
def test_a_copy_has_the_same_picture_and_what_may_stay(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"source{suffix}"
    with Image.open(_picture(tmp_path / "made.jpg", orientation=6)) as image:
        exif = image.getexif()
        image.save(path, exif=exif.tobytes() if suffix != ".tif" else exif)
    whole = render(path, Recipe("original", keep="all", gps=True))
    assert whole.data == path.read_bytes()
    for keep in ("all", "rights", "none"):
        made = render(path, Recipe("original", keep=keep, said=SAID))
        assert made.copied
        with Image.open(io.BytesIO(made.data)) as copy, Image.open(path) as original:
            exif = dict(copy.getexif())  # Pillow turns a TIFF when it is loaded, and forgets how it lay
            assert (exif[0x0112], 0x010F in exif, 0x8825 in exif) == (6, keep == "all", False)
            assert np.array_equal(np.asarray(copy), np.asarray(original))
        to = tmp_path / f"{keep}{suffix}"
        to.write_bytes(made.data)
        assert _exiftool(to)["XMP-iptcCore:AltTextAccessibility-it"] == "Un cane"


def test_what_is_already_as_it_is_asked_for_is_not_coded_anew(tmp_path: Path) -> None:
    path = _picture(tmp_path / "source.jpg")
    same = Recipe(quality=95, box=(400, 400), keep="rights", said=SAID)
    made = render(path, same)
    assert made.copied
    assert identity_of(made.data, "jpeg") == identity_of(path.read_bytes(), "jpeg")
    for other in (
        replace(same, quality=80), replace(same, box=(399, 399)), replace(same, sharpen="print"),
        replace(same, dpi=300), replace(same, mark=Mark("x")), replace(same, format="png"),
        replace(same, most_bytes=path.stat().st_size - 1, quality=90),
    ):  # fmt: skip
        assert not render(path, other).copied
    assert not render(_picture(tmp_path / "turned.jpg", 6), same).copied
