"""Files that digiKam and Lightroom have written, changed here, as exiftool reads them: nothing else becomes another."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from working import Library, drain

from photoorg.library import browse, edits, notes, own_tags
from photoorg.library.growing import OwnTag
from photoorg.library.writings import set_way
from photoorg.work.writing import runs, take_back, write

pytestmark = pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is the judge")

DIGIKAM = [
    "-XMP-dc:Subject=Rome", "-XMP-dc:Subject=Anna", "-XMP-digiKam:TagsList=places/Italy/Rome",
    "-XMP-digiKam:TagsList=people/Anna", "-XMP-lr:HierarchicalSubject=places|Italy|Rome",
    "-XMP-lr:HierarchicalSubject=people|Anna", "-XMP-microsoft:LastKeywordXMP=places/Italy/Rome",
    "-XMP-microsoft:LastKeywordXMP=people/Anna", "-IPTC:Keywords=Rome", "-IPTC:Keywords=Anna", "-XMP-xmp:Rating=3",
    "-XMP-digiKam:PickLabel=2", "-XMP-digiKam:ColorLabel=4", "-XMP-dc:Title-it=Il porto", "-XMP-dc:Title=The harbour",
    "-XMP-tiff:Make=Camera", "-EXIF:ImageDescription=What EXIF says",
]  # fmt: skip
LIGHTROOM = [
    "-XMP-dc:Subject=Italy", "-XMP-dc:Subject=Rome", "-XMP-dc:Subject=places", "-XMP-dc:Subject=trip",
    "-XMP-lr:HierarchicalSubject=places|Italy|Rome", "-XMP-lr:HierarchicalSubject=trip", "-IPTC:Keywords=Italy",
    "-IPTC:Keywords=Rome", "-IPTC:Keywords=places", "-IPTC:Keywords=trip", "-XMP-xmp:Label=Red", "-XMP-xmp:Rating=4",
    "-XMP-crs:Exposure2012=+0.50", "-XMP-dc:Creator=Ada", "-XMP-xmpMM:DocumentID=xmp.did:1",
]  # fmt: skip
FIELDS = ("XMP-dc:Subject", "XMP-lr:HierarchicalSubject", "XMP-digiKam:TagsList", "XMP-microsoft:LastKeywordXMP",
          "IPTC:Keywords")  # fmt: skip


def exiftool(path: Path) -> dict[str, Any]:
    done = subprocess.run(["exiftool", "-j", "-G1", "-struct", "-a", path], capture_output=True, check=True)
    (found,) = json.loads(done.stdout)
    changing = ("File:CurrentIPTCDigest", "Photoshop:IPTCDigest")  # as `digests` tells
    passing = ("System:", "ExifTool:ExifToolVersion", "SourceFile", "XMP-x:XMPToolkit", *changing)
    return {name: value for name, value in found.items() if not name.startswith(passing)}


def digests(path: Path) -> tuple[str | None, str | None]:
    """The digest that Photoshop's block has of the IPTC block, and that of the block as it is."""
    asked = ["exiftool", "-j", "-Photoshop:IPTCDigest", "-File:CurrentIPTCDigest", path]
    (found,) = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    return found.get("IPTCDigest"), found.get("CurrentIPTCDigest")


def keywords(path: Path) -> dict[str, list[str]]:
    found = exiftool(path)
    return {name: value if isinstance(value, list) else [value] for name in FIELDS if (value := found.get(name))}


def made(library: Library, said: list[str], ending: str = "jpg") -> Path:
    path = library.photos / f"a.{ending}"
    Image.new("RGB", (64, 48), (200, 90, 30)).save(path)
    subprocess.run(["exiftool", "-q", "-overwrite_original", *said, path], check=True)
    library.run()
    set_way(library.db, str(library.photos), "embedded")
    drain(write(library.db, [library.photo(path.name)]))
    return path


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("said", [DIGIKAM, LIGHTROOM], ids=["digikam", "lightroom"])
def test_a_tag_comes_into_every_field_and_goes_again(library: Library, said: list[str], ending: str) -> None:
    path = made(library, said, ending)
    before, has = exiftool(path), keywords(path)
    photo = library.photo(path.name)
    tags = {name for name, _ in browse.tags_of(library.db, [photo])[photo]}
    assert {"Rome"} <= tags
    edits.judge(library.db, [photo], "Zanzibar", "added")
    drain(write(library.db))
    now = keywords(path)
    three = ("XMP-dc:Subject", "XMP-lr:HierarchicalSubject", "XMP-digiKam:TagsList")
    assert all("Zanzibar" in now[name] for name in (*three, *has))
    assert ("places|Italy|Rome" in now[three[1]], "places/Italy/Rome" in now[three[2]]) == (True, True)
    assert all(now[name][: len(texts)] == texts for name, texts in has.items())
    edits.judge(library.db, [photo], "Zanzibar", "removed")
    drain(write(library.db))
    after = exiftool(path)
    differ = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert differ <= set(three) - has.keys()
    for run in runs(library.db):
        drain(take_back(library.db, run.number))
    assert exiftool(path) == before


def test_what_was_said_elsewhere_is_kept_where_something_else_is_changed(library: Library) -> None:
    path = made(library, DIGIKAM)
    before = exiftool(path)
    photo = library.photo(path.name)
    notes.rate(library.db, [photo], 5)
    drain(write(library.db))
    after = exiftool(path)
    assert {name: after.get(name) for name in before if before[name] != after.get(name)} == {"XMP-xmp:Rating": 5}


def test_a_parent_of_ones_own_is_written_as_a_path(library: Library) -> None:
    path = made(library, ["-XMP-dc:Subject=trip"])
    own_tags.create(library.db, "Tuscany")
    own_tags.create(library.db, "Siena", OwnTag("Siena", parents="Tuscany"))
    edits.judge(library.db, [library.photo(path.name)], "Siena", "added")
    drain(write(library.db))
    found = keywords(path)
    assert found["XMP-dc:Subject"] == ["trip", "Siena"]
    assert set(found["XMP-lr:HierarchicalSubject"]) == {"trip", "Tuscany|Siena"}
    assert set(found["XMP-digiKam:TagsList"]) == {"trip", "Tuscany/Siena"}


def test_the_digest_is_that_of_the_block_after_every_write(library: Library) -> None:
    path = made(library, LIGHTROOM)
    subprocess.run(["exiftool", "-q", "-overwrite_original", "-Photoshop:IPTCDigest=new", path], check=True)
    library.run()
    before, now = digests(path)
    assert before == now is not None
    photo = library.photo(path.name)
    for verdict in ("added", "removed"):
        edits.judge(library.db, [photo], "Zanzibar", verdict)
        drain(write(library.db))
        kept, now = digests(path)
        assert (kept == now, "Zanzibar" in keywords(path)["IPTC:Keywords"]) == (True, verdict == "added")
