"""Facts: against exiftool's reading of the shared files, and against hostile metadata."""

from __future__ import annotations

import csv
import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_samples import SHARED, corners, exif, needs_shared, saved
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from photoorg.media.dates import Moment, moment, offset
from photoorg.media.decode import read_photo
from photoorg.media.metadata import Facts, altitude, camera, facts_of, place
from photoorg.media.opened import Opened, Tags
from photoorg.media.xmp_dates import xmp_moments

SIDECARS = {".xmp"}


def facts(folder: Path, kind: str = "JPEG", **options: object) -> Facts:
    path = folder / "photo"
    path.write_bytes(saved(corners(64, 48), kind, **options))
    return read_photo(path).facts


def packet(properties: str, start: str = "") -> bytes:
    return (
        f"{start}<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns:exif='http://ns.adobe.com/exif/1.0/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' "
        f"xmlns:xmp='http://ns.adobe.com/xap/1.0/'>{properties}</rdf:RDF></x:xmpmeta>"
    ).encode()


def rows() -> list[dict[str, str]]:
    if not SHARED.is_dir():
        return []
    with (SHARED / "metadata" / "expected.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if Path(row["file"]).suffix not in SIDECARS]


@needs_shared
@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_shared_files_agree_with_exiftool(row: dict[str, str]) -> None:
    found = read_photo(SHARED / "metadata" / row["file"]).facts
    zone = row["best_date"][19:] if row["best_date"][19:20] in {"+", "-"} else row["exif_offset"]
    assert (found.taken.strftime("%Y:%m:%d %H:%M:%S") if found.taken else "") == row["best_date"][:19]
    assert found.taken_offset == offset(zone)
    for name, value in (("lat", found.latitude), ("lon", found.longitude), ("alt", found.altitude)):
        assert value == (pytest.approx(float(row[name]), abs=1e-6) if row[name] else None), name
    assert found.orientation == int(row["orientation"] or 1)
    assert found.camera.endswith(row["model"])
    assert found.camera.lower().startswith(row["make"].split(" ")[0].lower())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF", "JXL"])
def test_every_container(kind: str, tmp_path: Path) -> None:
    made = exif(
        m010f="Canon", m0110="Canon EOS R5", p9003="2019:08:15 18:30:05", p9011="-03:30", p9291="25",
        p8827=400, p829d=2.8, p829a=0.004, p920a=50.0, pa434="RF 50mm",
        g0001="S", g0002=(33.0, 51.0, 36.0), g0003="W", g0004=(70.0, 40.0, 12.0), g0005=b"\1", g0006=12.0,
    )  # fmt: skip
    found = facts(tmp_path, kind, exif=made.tobytes())
    assert found.camera == "Canon EOS R5"
    assert found.lens == "RF 50mm"
    assert found.taken == datetime(2019, 8, 15, 18, 30, 5, 250000)  # noqa: DTZ001 - a wall clock
    assert found.taken_offset == -210
    assert (found.latitude, found.longitude) == (pytest.approx(-33.86), pytest.approx(-70.67))
    assert found.altitude == -12
    assert (found.iso, found.f_number, found.focal_mm) == (400, pytest.approx(2.8), 50)
    assert found.exposure_seconds == pytest.approx(0.004)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_xmp_of_every_container(kind: str, tmp_path: Path) -> None:
    xmp = packet("<rdf:Description photoshop:DateCreated='2017-06-05T04:03:02+02:00'/>")
    options: dict[str, object] = {"xmp": xmp}
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        options = {"pnginfo": PngInfo()}
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp.decode())  # type: ignore[attr-defined]
    elif kind == "TIFF":
        options = {"tiffinfo": {700: xmp}}
    found = facts(tmp_path, kind, **options)
    assert str(found.taken) == "2017-06-05 04:03:02"
    assert found.taken_offset == 120


def test_metadata_behind_the_pixels_of_a_png(tmp_path: Path) -> None:
    data = saved(corners(64, 48), "PNG", exif=exif(m010f="Canon", m0112=3).tobytes())
    at = data.index(b"eXIf") - 4
    end = at + 12 + int.from_bytes(data[at : at + 4], "big")
    (tmp_path / "photo").write_bytes(data[:at] + data[end:-12] + data[at:end] + data[-12:])
    found = read_photo(tmp_path / "photo").facts
    assert (found.camera, found.orientation) == ("Canon", 3)


def test_order_of_dates(tmp_path: Path) -> None:
    xmp = packet("<rdf:Description xmp:CreateDate='2003-01-01T00:00:00'><exif:DateTimeOriginal>2002-01-01T00:00:00"
                 "</exif:DateTimeOriginal></rdf:Description>")  # fmt: skip
    tags: dict[str, object] = {
        "p9003": "2000:01:01 00:00:00",
        "p9004": "2001:01:01 00:00:00",
        "m0132": "2004:01:01 00:00:00",
    }
    years = []
    for missing in ((), ("p9003",), ("p9003", "p9004")):
        found = facts(tmp_path, xmp=xmp, exif=exif(**{k: v for k, v in tags.items() if k not in missing}))
        years.append(found.taken.year if found.taken else None)
    found = facts(tmp_path, exif=exif(m0132=tags["m0132"], p9010="+01:00"))
    assert [*years, found.taken.year if found.taken else None] == [2000, 2001, 2002, 2004]
    assert found.taken_offset == 60


def test_a_zero_date_gives_way_to_the_next(tmp_path: Path) -> None:
    found = facts(tmp_path, exif=exif(p9003="0000:00:00 00:00:00", p9004="2001:01:01 00:00:00"))
    assert str(found.taken) == "2001-01-01 00:00:00"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2019:08:15 18:30:05", (datetime(2019, 8, 15, 18, 30, 5), None)),  # noqa: DTZ001
        ("2019-08-15T18:30:05.25Z", (datetime(2019, 8, 15, 18, 30, 5, 250000), 0)),  # noqa: DTZ001
        ("2019-08-15T18:30-0330", (datetime(2019, 8, 15, 18, 30), -210)),  # noqa: DTZ001
        ("2019-08-15", (datetime(2019, 8, 15), None)),  # noqa: DTZ001
        (b"2019:08:15 18:30:05\0junk", (datetime(2019, 8, 15, 18, 30, 5), None)),  # noqa: DTZ001
        ("0000:00:00 00:00:00", None),
        ("    :  :     :  :  ", None),
        ("2019:13:01 00:00:00", None),
        ("2019:02:30 00:00:00", None),
        ("0001:01:01 00:00:00", None),
        ("2019", None),
        ("\u0662\u0660\u0661\u0669:08:15 18:30:05", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_dates(text: object, wanted: tuple[datetime, int | None] | None) -> None:
    assert moment(text) == (Moment(*wanted) if wanted else None)


@pytest.mark.parametrize("blanks", [" " * 900_000, "2019-08-15 18:30" + " " * 100 + "x", "2019" * 300_000])
def test_long_dates_take_no_time(blanks: str) -> None:
    began = time.monotonic()
    assert moment(blanks) is None
    assert moment("2019-08-15", blanks) == Moment(datetime(2019, 8, 15), None)  # noqa: DTZ001
    assert offset(blanks) is None
    assert camera(blanks.encode(), "X") == camera(blanks, "X")
    assert len(camera(blanks, "X")) <= 202
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize("value", [1e30, -1e30, 0.0, -1.0, float("nan"), float("inf"), 1e-300, 10**400, "x", ()])
def test_numbers_beyond_any_camera_are_ignored(value: object) -> None:
    tags = Tags(photo=dict.fromkeys((0x8827, 0x829D, 0x829A, 0x920A), value), gps={6: value})
    found = facts_of(Opened(Image.new("RGB", (8, 6)), (8, 6), tags), "jpeg")
    assert (found.iso, found.f_number, found.exposure_seconds, found.focal_mm) == (None,) * 4
    assert found.altitude in {None, 0, -1, 1e-300}


@pytest.mark.parametrize(
    ("make", "model", "wanted"),
    [
        ("NIKON CORPORATION", "NIKON D750", "NIKON D750"),
        ("PENTAX Corporation ", "PENTAX K10D        \0", "PENTAX K10D"),
        ("OLYMPUS IMAGING CORP.", "E-M10", "OLYMPUS E-M10"),
        ("Canon", "EOS R5", "Canon EOS R5"),
        ("EASTMAN KODAK COMPANY", "DC290", "EASTMAN KODAK DC290"),
        ("SONY", "", "SONY"),
        (None, "X100", "X100"),
        (b"Apple\0", b"iPhone 12", "Apple iPhone 12"),
        (12, None, ""),
        ("evil\x1b[31m\nname", None, "evil [31m name"),
    ],
)
def test_camera(make: object, model: object, wanted: str) -> None:
    assert camera(make, model) == wanted


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {2: (IFDRational(0, 0),) * 3, 4: (1.0, 2.0, 3.0)},
        {2: (float("nan"), 0, 0), 4: (1, 2, 3)},
        {2: (91, 0, 0), 4: (1, 2, 3)},
        {2: (1, 0, 0), 4: (181, 2, 3)},
        {2: (0, 0, 0), 4: (0, 0, 0)},
        {2: (1, 0, 0)},
        {2: 5, 4: 5},
        {2: "garbage", 4: b"garbage"},
        {2: (), 4: ()},
    ],
)
def test_nonsense_places(gps: dict[int, object]) -> None:
    assert place(gps) == (None, None)


def test_altitude() -> None:
    assert altitude({6: IFDRational(0, 0)}) is None
    assert altitude({5: b"\1", 6: 430.5}) == -430.5
    assert altitude({5: b"\0", 6: 430.5}) == 430.5
    assert altitude({}) is None


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(12)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "hostile",
    [
        packet("<rdf:Description xmp:CreateDate='2017-06-05'>&m;</rdf:Description>", LAUGHS),
        packet("<rdf:Description><xmp:CreateDate>&x;</xmp:CreateDate></rdf:Description>",
               "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"),
        packet("<rdf:Description xmp:CreateDate='2017-06-05'>"),
        b"\xff\xfe<",
        b"<" * 100_000,
        b"<a>" * 50_000,
        packet("<rdf:Description xmp:CreateDate='2017-06-05'/>" + "<a/>" * 200_000),  # memory for each
        b"",
    ],
)  # fmt: skip
def test_hostile_xmp_is_ignored(hostile: bytes, tmp_path: Path) -> None:
    assert list(xmp_moments(hostile)) == []
    if len(hostile) < 60_000:
        assert facts(tmp_path, xmp=hostile).taken is None


@given(st.binary(max_size=400))
def test_garbage_exif_never_raises(tail: bytes) -> None:
    from photoorg.media.jpeg import open_jpeg
    from photoorg.media.limits import Limits
    from photoorg.media.metadata import facts_of
    from photoorg.media.opened import hush

    hush()
    data = saved(Image.new("RGB", (8, 8)), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0" + tail)
    assert facts_of(open_jpeg(data, Limits()), "jpeg").width == 8


def test_facts_of_bare_pictures(tmp_path: Path) -> None:
    assert facts(tmp_path) == Facts(64, 48, "jpeg")
