"""Files that belong together: RAW and picture, picture and video."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from shelf import Shelf
from test_migration import OLD

from photoorg.library import browse, schema
from photoorg.library.pairs import Pair, companions, pairs_of, stem_of
from photoorg.library.store import open_writer
from photoorg.settings import Home

RAW, HEIC = {"format": "raw"}, {"format": "heif"}


def others(shelf: Shelf, photo_id: int) -> list[tuple[str, str]]:
    found = pairs_of(shelf.db, [photo_id]).get(photo_id, ())
    return [(pair.kind, Path(pair.path).relative_to(shelf.mount).as_posix()) for pair in found]


def test_a_raw_file_and_the_picture_made_of_it(shelf: Shelf) -> None:
    raw = shelf.put("IMG_1.CR2", facts=RAW)
    picture = shelf.put("img_1.jpg")
    heic = shelf.put("IMG_1.heic", facts=HEIC)
    shelf.put("IMG_2.jpg")
    shelf.put("IMG_1.png", facts={"format": "png"})
    shelf.put("IMG_1.jpg", folder="other")
    assert others(shelf, raw) == [("raw", "IMG_1.heic"), ("raw", "img_1.jpg")]
    assert others(shelf, picture) == others(shelf, heic) == [("raw", "IMG_1.CR2")]
    assert shelf.names("is:paired") == ["IMG_1.CR2", "IMG_1.heic", "img_1.jpg"]
    found = browse.details(shelf.db, picture)
    assert found is not None
    assert found.pairs == (Pair("raw", str(Path(shelf.mount, "IMG_1.CR2"))),)
    shelf.miss("IMG_1.CR2")
    assert others(shelf, picture) == []
    assert shelf.names("is:paired") == []


def test_a_picture_and_its_video(shelf: Shelf) -> None:
    live = shelf.put("IMG_3.HEIC", facts=HEIC, companion="IMG_3.MOV")  # type: ignore[arg-type]
    shelf.put("IMG_4.HEIC", facts=HEIC)
    assert others(shelf, live) == [("live", "IMG_3.MOV")]
    assert shelf.names("is:live") == ["IMG_3.HEIC"]
    shelf.put("IMG_3.HEIC", facts=HEIC)
    assert shelf.names("is:live") == [], "the video is gone"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["IMG_1.HEIC", "IMG_1.MOV", "IMG_2.JPG"], {"IMG_1.HEIC": "IMG_1.MOV"}),
        (["img_1.jpg", "IMG_1.mp4"], {"img_1.jpg": "IMG_1.mp4"}),
        (["IMG_1.jpg", "IMG_1.mp4", "IMG_1.mov"], {"IMG_1.jpg": "IMG_1.mov"}),
        (["PXL_1.MP.jpg", "PXL_1.MP"], {"PXL_1.MP.jpg": "PXL_1.MP"}),
        (["PXL_1.jpg", "PXL_1.MP"], {"PXL_1.jpg": "PXL_1.MP"}),
        (["IMG_E1.JPG", "IMG_1.MOV"], {}),
        (["IMG_1.png", "IMG_1.CR2", "IMG_1.MOV"], {}),
        (["IMG_1.jpg"], {}),
        ([], {}),
    ],
)
def test_which_video_is_whose(names: list[str], found: dict[str, str]) -> None:
    assert companions(names) == found
    assert companions(reversed(names)) == found


NAMES = ["IMG_1.JPG", "a.b.c.jpg", "none", "..x.jpg", "ÉTÉ.Jpg", "tab\t.JPEG", "x.MP.jpg", "%_.jpg"]


def test_an_old_librarys_files_get_their_stems(home: Home) -> None:
    home.create()
    with sqlite3.connect(home.database) as db:
        db.executescript(schema._SPINE + OLD)
        rows = [(100 + place, name) for place, name in enumerate(NAMES)]
        db.executemany("INSERT INTO files VALUES (?, NULL, 1, ?, 9, 9, NULL)", rows)
    db.close()
    opened = open_writer(home)
    stems = dict(opened.conn.execute("SELECT name, stem FROM files").fetchall())
    opened.close()
    assert {name: stems[name] for name in NAMES} == {name: stem_of(name) for name in NAMES}
    assert stem_of("bad \udcff.JPG") == "bad \udcff"
