"""Whether photoorg reads from files what exiftool reads, field by field: python -m benchmarks.metadata FOLDER...

exiftool's fields are made one answer by the rules of docs/metadata.md, without photoorg's code, and compared with what
photoorg says. It prints how many are the same of those that one of both has; --all tells each that is not.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from photoorg.media.heard import read_said
from photoorg.media.limits import Limits, MediaError
from photoorg.said import Said
from photoorg.texts import RELEASES

_TEXTS = {  # XMP's, IPTC's and EXIF's property, IPTC's bytes, and Windows' one, as exiftool calls them
    "title": ("XMP-dc:Title", "IPTC:ObjectName", None, 64, "IFD0:XPTitle"),
    "caption": ("XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription", 2000, None),
    "creator": ("XMP-dc:Creator", "IPTC:By-line", "IFD0:Artist", 32, None),
    "rights": ("XMP-dc:Rights", "IPTC:CopyrightNotice", "IFD0:Copyright", 128, None),
    "alt": ("XMP-iptcCore:AltTextAccessibility", None, None, 0, None),
    "details": ("XMP-iptcCore:ExtDescrAccessibility", None, None, 0, None),
    "terms": ("XMP-xmpRights:UsageTerms", None, None, 0, None),
    "statement": ("XMP-xmpRights:WebStatement", None, None, 0, None),
    "release_id": ("XMP-plus:ModelReleaseID", None, None, 0, None),
}
_PERCENTS = ((0, 0), (12, 1), (37, 2), (62, 3), (87, 4), (100, 5))

Row = Mapping[str, Any]


def _read(folders: list[str]) -> list[Row]:
    command = ["exiftool", "-j", "-G1", "-struct", "-r", "-n", "-api", "IgnoreMinorErrors=1", *folders]
    told = subprocess.run(command, capture_output=True, check=False).stdout.decode(errors="replace")
    rows: list[Row] = json.loads(told, strict=False)
    return rows


def _list(value: object) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _texts(row: Row, name: str | None) -> list[str]:
    found = [" ".join(str(one).replace("\r", "\n").split()) for one in _list(row.get(name or ""))]
    return [one for one in found if one]


def _keywords(row: Row) -> set[tuple[str, ...]]:
    """The union, by METADATA's first rule; as casefolded paths."""
    flat = [*_texts(row, "XMP-dc:Subject"), *_texts(row, "IPTC:Keywords")]
    flat += [one.strip() for text in _texts(row, "IFD0:XPKeywords") for one in text.split(";") if one.strip()]
    paths = set[tuple[str, ...]]()
    for name, sign in (
        ("XMP-lr:HierarchicalSubject", "|"), ("XMP-digiKam:TagsList", "/"), ("XMP-microsoft:LastKeywordXMP", "/")
    ):  # fmt: skip
        for text in _texts(row, name):
            other = "/" if sign == "|" else "|"
            used = sign if sign in text or text in flat else other
            paths.add(tuple(part.strip().casefold() for part in text.split(used) if part.strip()))
    paths |= {(one.casefold(),) for one in flat}
    parts = {part for path in paths if len(path) > 1 for part in (*path, "|".join(path), "/".join(path))}
    return {path for path in paths if len(path) > 1 or (path and path[0] not in parts)}


def _single(row: Row, name: str) -> str:
    in_xmp, in_iptc, in_exif, size, windows = _TEXTS[name]
    joined = {key: "; ".join(_texts(row, key)) for key in (in_xmp, in_iptc, in_exif, windows) if key}
    digest, now = row.get("Photoshop:IPTCDigest"), row.get("File:CurrentIPTCDigest")
    if found := joined.get(in_exif or ""):
        return found
    theirs, ours = joined.get(in_iptc or "", ""), joined.get(in_xmp, "")
    if theirs and (not ours or (digest is not None and digest != now)):
        return ours if len(theirs.encode()) >= size - 3 and ours.startswith(theirs) else theirs
    return ours or joined.get(windows or "", "")


def _rating(row: Row) -> int | None:
    said = row.get("XMP-xmp:Rating")
    if isinstance(said, int | float) and -1 <= said <= 5:
        return -1 if said == -1 else math.floor(said + 0.5)
    for name in ("XMP-microsoft:RatingPercent", "IFD0:Rating", "IFD0:RatingPercent"):
        said = row.get(name)
        if isinstance(said, int | float):
            if name == "IFD0:Rating":
                if 0 <= said <= 5:
                    return int(said)
                continue
            return next((stars for most, stars in _PERCENTS if said <= most), None)
    return None


def _languages(row: Row, name: str) -> dict[str, str]:
    key = _TEXTS[name][0] + "-"
    return {other[len(key) :].casefold(): " ".join(str(row[other]).split()) for other in row if other.startswith(key)}


def _regions(row: Row) -> list[tuple[str, str, float, float]]:
    """Names and kinds with the centre as it is stored."""
    found = list[tuple[str, str, float, float]]()
    for one in _list((row.get("XMP-mwg-rs:RegionInfo") or {}).get("RegionList")):
        area = one.get("Area", {})
        if "X" in area and "Y" in area and area.get("Unit", "normalized") == "normalized":
            found.append((one.get("Name", ""), one.get("Type", ""), float(area["X"]), float(area["Y"])))
    named = {one[0] for one in found}
    for one in _list((row.get("XMP-MP:RegionInfoMP") or {}).get("Regions")):
        place = [float(part) for part in str(one.get("Rectangle", "")).split(",") if part.strip()]
        if len(place) == 4 and one.get("PersonDisplayName", "") not in named:
            x, y = place[0] + place[2] / 2, place[1] + place[3] / 2
            found.append((one.get("PersonDisplayName", ""), "Face", x, y))
    turned = {3: lambda x, y: (1 - x, 1 - y), 6: lambda x, y: (1 - y, x), 8: lambda x, y: (y, 1 - x)}
    turn = turned.get(row.get("IFD0:Orientation", 1), lambda x, y: (x, y))
    return sorted((name, kind, *(round(side, 3) for side in turn(x, y))) for name, kind, x, y in found)


def _expected(row: Row) -> Iterator[tuple[str, object]]:
    yield "keywords", _keywords(row)
    yield "rating", _rating(row)
    yield "label", " ".join(str(row.get("XMP-xmp:Label", "")).split())
    for name in _TEXTS:
        yield name, _single(row, name)
    for name in ("title", "caption", "rights", "alt"):
        yield f"{name} by language", _languages(row, name)
    regions = _regions(row)
    yield "regions", regions
    people = [*_texts(row, "XMP-iptcExt:PersonInImage")]
    people += [name for name, kind, *_ in regions if name and kind.casefold() in {"face", ""}]
    yield "who", {" ".join(part.split()).casefold() for name in people for part in name.split(",")} - {""}
    code = str(row.get("XMP-plus:ModelReleaseStatus", "")).rsplit("/", 1)[-1]
    yield "release", next((name for name, known in RELEASES.items() if known == code), "")
    licensor = [one.get("LicensorURL", "") for one in _list(row.get("XMP-plus:Licensor")) if isinstance(one, dict)]
    yield "licensor", next((str(one) for one in licensor if one), "")


def _ours(said: Said) -> dict[str, object]:
    def plain(name: str) -> str:
        by_language = said.texts.get(name, {})
        return " ".join(by_language.get("", "").split())

    texts: dict[str, object] = {name: plain(name) for name in (*_TEXTS, "licensor")}
    languages = {
        f"{name} by language": {
            code.casefold(): " ".join(text.split()) for code, text in said.texts.get(name, {}).items() if code
        }
        for name in ("title", "caption", "rights", "alt")
    }
    return texts | languages | {
        "keywords": {tuple(" ".join(part.split()).casefold() for part in path) for path in said.keywords},
        "rating": said.rating,
        "label": " ".join(said.label.split()),
        "regions": sorted((one.name, one.kind, round(one.x, 3), round(one.y, 3)) for one in said.regions),
        "who": {name.strip().casefold() for name in plain("who").split(",")} - {""},
        "release": said.release,
    }  # fmt: skip


def main(arguments: list[str]) -> None:
    """Compare, and print the figures by field."""
    tell, folders = "--all" in arguments, [one for one in arguments if not one.startswith("--")]
    same, of = defaultdict[str, int](int), defaultdict[str, int](int)
    files = 0
    for row in _read(folders):
        path = Path(row["SourceFile"])
        try:
            ours = _ours(read_said(path.absolute(), None, Limits()).said)
        except MediaError:
            continue
        files += 1
        for name, wanted in _expected(row):
            if any(one or one == 0 for one in (wanted, ours[name])):
                of[name] += 1
                same[name] += wanted == ours[name]
            if tell and wanted != ours[name]:
                print(f"{path}\n  {name}: exiftool {wanted!r}\n  {' ' * len(name)}  photoorg {ours[name]!r}")
    for name in of:
        print(f"{name:20} {same[name]:5} of {of[name]:5}")
    total, right = sum(of.values()), sum(same.values())
    print(f"{files} files, {right} of {total} fields the same: {right / max(1, total):.4f}")


if __name__ == "__main__":
    main(sys.argv[1:])
