"""The list of bad files: each is shown or has a reason, and the good ones beside it are always there."""

from __future__ import annotations

import csv
import re
import shutil
import sys
import time
from pathlib import Path

import pytest
from working import Library

from photoorg.library import browse


def rows(testdata: Path) -> list[dict[str, str]]:
    with (testdata / "bad" / "expected.csv").open(encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream) if not row["path"].startswith("(")]


def test_every_row_of_the_list(library: Library, testdata: Path) -> None:
    shutil.copytree(testdata / "bad", library.photos, dirs_exist_ok=True)
    began = time.monotonic()
    library.run()
    assert time.monotonic() - began < 60
    wrong: list[str] = []
    for row in rows(testdata):
        path = str(library.photos / row["path"])
        shown = browse.photo_at(library.db, path) is not None
        reasons = " ".join(problem.reason for problem in browse.problems(library.db, path))
        outcome = "indexed" if shown else "skipped" if reasons else "silence"
        allowed = row["expect"].split("|")
        explained = not reasons or re.search(row["reason_like"] or "$", reasons, re.IGNORECASE)
        if outcome not in allowed or not explained:
            wrong.append(f"{row['case']}: {outcome} {reasons!r}, where {row['expect']} /{row['reason_like']}/ is right")
    assert not wrong, "\n".join(wrong)
    library.check()
    first = {problem.path: problem.reason for problem in browse.problems(library.db)}
    assert library.run().title.startswith("0 read")
    assert {problem.path: problem.reason for problem in browse.problems(library.db)} == first, "and stays so"


def test_a_damaged_photo_is_marked(library: Library, testdata: Path) -> None:
    shutil.copytree(testdata / "bad" / "damaged", library.photos, dirs_exist_ok=True)
    library.run()
    for name in library.names("is:damaged"):
        assert name in library.problems()
    assert library.names("is:damaged"), "half a photo is shown"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere such a file may take disk")
def test_five_empty_gigabytes(library: Library) -> None:
    with (library.photos / "sparse.jpg").open("wb") as stream:
        stream.truncate(5 << 30)
    began = time.monotonic()
    library.run()
    assert time.monotonic() - began < 5
    assert re.search("too large", library.problems()["sparse.jpg"])


def test_secrets_that_a_file_points_at_appear_nowhere(library: Library, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY-XXE-7f3a91")
    svg = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><svg xmlns="http://www.w3.org/2000/svg">&e;</svg>'
    for name in ("drawing.svg", "drawing.jpg", "drawing.png"):
        (library.photos / name).write_text(svg)
    library.run()
    library.close()
    for path in library.home.rglob("*"):
        assert not path.is_file() or b"CANARY" not in path.read_bytes()
