"""Write `docs/licences.md`: what photoorg is shipped with, and under which terms.

    .venv/bin/python -m bootstrap.licences        after ./run

Licences are what the packages say of themselves. Packages for other systems, which cannot be looked at here, are in
ELSEWHERE; what a package says nothing of, or too little, is in NOTES.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from bootstrap.console import say
from bootstrap.pins import CORE, FORMATS, ROOT, WINDOW, Group

SHIPPED = (CORE, WINDOW)
FETCHED = (FORMATS,)
PAGE = ROOT / "docs" / "licences.md"

NOTES = {
    "numpy": "the wheel holds OpenBLAS (BSD-3-Clause) and libgfortran (GPL-3 with the runtime exception)",
    "onnxruntime": "its ThirdPartyNotices are inside the wheel",
    "pillow": "the wheel holds libjpeg-turbo, libpng, libtiff, libwebp, libavif, FreeType and more, all permissive",
    "pillow-heif": "the wheel holds x265 (GPL-2), which only writing would use; libheif and libde265: LGPL-3",
    "pillow-jxl-plugin": "holds libjxl (BSD-3-Clause)",
    "pyside6-essentials": "used under the LGPL-3: a user may replace it by another build of the same version",
    "rawpy": "the wheel holds LibRaw (LGPL-2.1 or CDDL-1.0)",
    "shiboken6": "used under the LGPL-3, as PySide6 is",
}
ELSEWHERE = {"coloredlogs": "MIT", "humanfriendly": "MIT", "mpmath": "BSD-3-Clause", "sympy": "BSD-3-Clause"}

HEAD = """# Licences

photoorg itself is under the MIT licence (LICENSE). This page lists what comes with it. It is made by
`python -m bootstrap.licences`, and a test fails when a package or a model is missing here.

## Packages

| package | version | licence | note |
|---|---|---|---|
"""
FETCHED_HEAD = """
## Packages that photoorg is not shipped with

They decode HEIC and JPEG XL, and are under the GPL: whoever passes photoorg on together with them has to do so under
the GPL. So they are in no wheel and no installer of photoorg, and photoorg runs without them. `./run` fetches them for
the one who types it; elsewhere `pip install 'photoorg[heic,jxl]'` does.

| package | version | licence | note |
|---|---|---|---|
"""
MODELS_HEAD = """
## Models

| model | from | version | licence |
|---|---|---|---|
"""
DATA = """
## Data

| data | from | version | licence |
|---|---|---|---|
| Coasts and borders (resources/map) | Natural Earth, by way of npm's world-atlas | 4.1 (2.0.2) | public domain, ISC |
| Nouns and glosses (resources/taxonomy/wordnet.json) | WordNet, Princeton University, of Debian's wordnet-base \
| 3.0 | WordNet 3.0: its text is in resources/taxonomy/wordnet.licence.txt |
"""


def pins(text: str) -> dict[str, str]:
    """Package -> version, or versions where they differ by Python or platform."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE):
        found.setdefault(name, []).append(version)
    return {name: ", ".join(versions) for name, versions in found.items()}


def licence_of(package: str) -> str:
    """What an installed package says of its own licence, shortest good answer first."""
    try:
        facts = metadata(package)
    except PackageNotFoundError:
        return ELSEWHERE[package]
    expression, text = ((facts.get_all(name) or [""])[0] for name in ("License-Expression", "License"))
    labels = [line for line in facts.get_all("Classifier") or [] if line.startswith("License ::")]
    classified = " / ".join(label.rsplit("::", 1)[-1].strip() for label in labels)
    return expression or classified or (text if "\n" not in text else "see the package")


def package_rows(groups: Sequence[Group]) -> list[str]:
    """A table row for every package in `groups`, by name."""
    versions = {name: version for group in groups for name, version in pins(group.file.read_text("utf-8")).items()}
    return [
        f"| {name} | {version} | {licence_of(name)} | {NOTES.get(name, '')} |"
        for name, version in sorted(versions.items())
    ]


def model_rows(folder: Path) -> list[str]:
    """A table row for every model whose manifest lies in `folder`."""
    rows: list[str] = []
    for file in sorted(folder.glob("*.json")):
        facts = json.loads(file.read_text(encoding="utf-8"))
        if source := facts.get("source"):
            rows.append(f"| {facts['title']} | {source['package']} | {source['version']} | {source['licence']} |")
    return rows


def main() -> int:
    """Write the page."""
    tables = {
        HEAD: package_rows(SHIPPED),
        FETCHED_HEAD: package_rows(FETCHED),
        MODELS_HEAD: model_rows(ROOT / "resources" / "models"),
    }
    text = "".join(f"{head}{chr(10).join(rows)}\n" for head, rows in tables.items())
    PAGE.write_text(text + DATA, encoding="utf-8")
    say(f"{PAGE.name}: {sum(map(len, tables.values()))} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
