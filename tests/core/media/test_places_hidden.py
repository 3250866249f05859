"""The place in what is not made for it: comments, maps' tags, tags of nobody, texts; none of it goes out."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from media_samples import gradient, saved
from PIL import Image, PngImagePlugin, TiffImagePlugin

from photoorg.media.placing import key_tells_place, names_place, tag_may_tell, tells_degrees
from photoorg.media.recipe import Recipe
from photoorg.media.rendering import render
from photoorg.media.stripping import stripped

PICTURE = gradient(96, 64)
PLACE = b"44.4093"
HIDDEN_XMP = b"""<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<rdf:Description rdf:about='' xmlns:d='http://purl.org/dc/terms/' xmlns:m='http://example.org/' m:Coordinates='44.4093'
 m:at='44.4093, 8.9290'><d:spatial>geo:44.4093,8.9290</d:spatial><d:title>Genoa</d:title></rdf:Description></rdf:RDF>
</x:xmpmeta>"""


@pytest.mark.parametrize("form", ["jpeg", "webp", "avif", "png"])
@pytest.mark.parametrize("kind", ["JPEG", "GIF"])
def test_comments_do_not_go_into_pictures_that_are_coded_anew(tmp_path: Path, form: str, kind: str) -> None:
    path = tmp_path / "source"
    path.write_bytes(saved(PICTURE, kind, comment=b"Anna at 44.4093"))
    made = render(path, Recipe(format=form, box=(48, 48), keep="none"))
    assert b"Anna" not in made.data


def test_tags_of_maps_and_of_nobody_go_with_the_place(tmp_path: Path) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value, kind in ((33922, (0.0, 0.0, 0.0, 8.929, 44.4093, 0.0), 12), (33550, (0.01, 0.01, 0.0), 12)):
        tags[tag], tags.tagtype[tag] = value, kind
    for tag in (42112, 60000, 65001):
        tags[tag], tags.tagtype[tag] = "<GPSLatitude>44.4093</GPSLatitude>", 2
    tags[0x010E], tags[0x8298] = "a lake", "Ann"
    data = saved(PICTURE, "TIFF", tiffinfo=tags)
    new = stripped(data, "tiff", "all", gps=False)
    assert PLACE not in new
    assert np.float64(44.4093).tobytes() not in new
    with Image.open(io.BytesIO(new)) as image:
        assert (image.getexif()[0x010E], image.getexif()[0x8298]) == ("a lake", "Ann")
        assert np.array_equal(np.array(image), np.array(PICTURE))
    path = tmp_path / "source.tif"
    path.write_bytes(data)
    assert PLACE not in render(path, Recipe(box=(48, 48), keep="all")).data


def test_tags_of_nobody_go_from_the_exif_of_a_jpeg() -> None:
    exif = Image.Exif()
    exif[60000], exif[0x010F] = "<GPSLatitude>44.4093</GPSLatitude>", "Canon"
    exif.get_ifd(0x8769).update({0x9003: "2024:05:01 10:20:30", 65001: "44.4093", 0xA434: "50 mm"})
    new = stripped(saved(PICTURE, "JPEG", exif=exif), "jpeg", "all", gps=False)
    assert PLACE not in new
    with Image.open(io.BytesIO(new)) as image:
        assert image.getexif()[0x010F] == "Canon"
        assert image.getexif().get_ifd(0x8769)[0xA434] == "50 mm"


def test_texts_that_tell_degrees_go_and_others_stay() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Location", "44.4093,8.9290")
    texts.add_text("Comment", "geo:44.4093,8.9290")
    texts.add_text("Title", "Genoa")
    new = stripped(saved(PICTURE, "PNG", pnginfo=texts), "png", "all", gps=False)
    assert PLACE not in new
    assert b"Genoa" in new
    jpeg = saved(PICTURE, "JPEG", comment=b"GPSLatitude=44.4093", xmp=HIDDEN_XMP)
    new = stripped(jpeg, "jpeg", "all", gps=False)
    assert PLACE not in new
    assert b"Genoa" in new
    gif = saved(PICTURE, "GIF", comment=b"GPSLatitude=44.4093")
    assert PLACE not in stripped(gif, "gif", "all", gps=False)
    assert b"lake" in stripped(saved(PICTURE, "GIF", comment=b"a lake"), "gif", "all", gps=False)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("geo:44.4,8.9", True),
        ("44.4093, 8.9290", True),
        ("44°24'33\" N, 8°55'44\" E", True),
        ("GPS Position: 44", True),
        ("Latitude = 44.4", True),
        ("A lake at 12:30, 4.5 km", False),
        ("1.5, 2.8", False),
        ("f/2.8, 50 mm", False),
        ("with my gps", False),
        ("Attitude and latitude", False),
    ],
)
def test_texts_that_tell_degrees(text: str, tells: bool) -> None:
    assert tells_degrees(text) is tells


def test_names_and_tags() -> None:
    assert names_place("GPSLatitude")
    assert not names_place("Location")
    assert key_tells_place("Location")
    assert not key_tells_place("Author")
    assert not any(tag_may_tell(tag) for tag in (0x010E, 0x8298, 0x8769, 0x829A, 0x9003, 0x9C9B, 0xA434, 34675))
