"""Names that are no text, or that would steer a terminal."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from photoorg.cli import commands

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]


def ok(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
def test_no_name_steers_the_terminal(run: Run, lines: Lines, sample_pictures: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\n\x9b31m\u202e.jpg"
    (sample_pictures / "cat.jpg").rename(sample_pictures / evil)
    (sample_pictures / f"broken{evil}").write_text("no picture")
    results = [
        run("index", sample_pictures), run("search"), run("problems"), run("show", sample_pictures / evil),
        run("show", sample_pictures / f"broken{evil}"), run("show", f"nothing{evil}"), run("tour", sample_pictures),
        run("index", f"nothing{evil}"), run("search", f"colour:{evil}"), run("search", "--sort", evil),
        run("show", "cat.jpg", evil), run("search", "--limit", evil),
    ]  # fmt: skip
    for result in results:
        said = result.stdout + result.stderr
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", said)
        assert not re.search(r"owned\\x07\\x1b\[2J$", said, re.MULTILINE), "a newline in a name is no new line"
    assert r"\x1b]0;owned\x07\x1b[2J\n\x9b31m\u202e.jpg" in results[1].stdout
    assert evil in {Path(row["path"]).name for row in lines(ok(run("search", "--json")))}


@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
@pytest.mark.parametrize("charset", ["utf-8", "ascii", "latin-1"])
def test_names_that_a_terminal_cannot_show(charset: str, run: Run, lines: Lines, sample_pictures: Path) -> None:
    odd = {"caf\u00e9 \U0001f415.jpg", "bad\udcff.jpg", "new\nline.jpg"}
    for old, new in zip(("cat.jpg", "coffee.jpg", "rocket.jpg"), sorted(odd), strict=True):
        (sample_pictures / old).rename(sample_pictures / new)
    (sample_pictures / "broken \udcfe.jpg").write_text("no picture")

    def call(*arguments: str) -> Result:
        return CliRunner(charset=charset).invoke(commands, arguments)

    ok(call("index", str(sample_pictures)))
    assert {Path(row["path"]).name for row in lines(ok(call("search", "--json")))} == {*odd, "astronaut.jpg"}
    for arguments in (["search"], ["problems"], ["tags"], ["show", str(sample_pictures / "bad\udcff.jpg")]):
        assert ok(call(*arguments))
    assert "\\udcff" in ok(call("search"))
