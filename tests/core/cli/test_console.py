"""Words about progress, and the ways to show it."""

from __future__ import annotations

import io
import json

import pytest

from photoorg import console
from photoorg.console import clean, columns, describe, plural, run_job, say, time_left
from photoorg.outcomes import Progress, Report
from photoorg.work.jobs import Job, Step


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "about 1 second left"),
        (1.4, "about 1 second left"),
        (89, "about 89 seconds left"),
        (90, "about 2 minutes left"),
        (3000, "about 50 minutes left"),
        (5399, "about 90 minutes left"),
        (7200, "about 2 hours left"),
        (360_000, "about 100 hours left"),
    ],
)
def test_time_left(seconds: float, text: str) -> None:
    assert time_left(seconds) == text


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress("stat"), "Looking at files"),
        (Progress("stat", 2000), "Looking at files, 2,000"),
        (Progress("read", 5, 10), "Reading photos, 5 of 10"),
        (Progress("look", 5, 10, 1, 60.0), "Reading and recognising, 5 of 10, about 60 seconds left, 1 problem"),
        (Progress("look", 10, 10, 2, 0.0), "Reading and recognising, 10 of 10, 2 problems"),
        (Progress("another", 1), "another, 1"),
    ],
)
def test_describe(progress: Progress, text: str) -> None:
    assert describe(progress) == text


def test_words() -> None:
    assert [plural(number, "photo") for number in (0, 1, 2000)] == ["0 photos", "1 photo", "2,000 photos"]
    assert plural(2, "copy", "copies") == "2 copies"
    assert columns([("a", "1"), ("long", "2")]) == "  a     1\n  long  2"
    assert columns([]) == ""


def job(steps: int, error: Exception | None = None) -> Job:
    for number in range(steps):
        yield Step(Progress("read", number + 1, steps))
    if error is not None:
        raise error
    return Report("Done.")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    # not a fixture: between fixtures and the test pytest puts its own stream back
    made = Terminal()
    monkeypatch.setattr("sys.stderr", made)
    monkeypatch.setenv("COLUMNS", "60")
    return made


def test_a_bar_stays_on_its_line_and_leaves_it_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    monkeypatch.setattr(console, "_REDRAW_SECONDS", 0)
    assert run_job(job(4), as_json=False) == Report("Done.")
    text = terminal.getvalue()
    assert "\n" not in text
    drawn = text.split("\r")
    assert max(len(part) for part in drawn) <= 59
    assert drawn[2].startswith("[############............]  50 %  Reading photos, 2 of 4")
    assert drawn[-1] == ""
    assert not drawn[-2].strip()


def test_a_bar_is_not_drawn_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    run_job(job(10_000), as_json=False)
    assert terminal.getvalue().count("\r") < 50


def test_lines_now_and_then(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run_job(job(3), as_json=False, always=True)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(console, "_LINE_SECONDS", 0)
    run_job(job(2), as_json=False, always=True)
    assert capsys.readouterr().err.splitlines() == ["Reading photos, 1 of 2", "Reading photos, 2 of 2"]
    run_job(job(2), as_json=False)
    assert capsys.readouterr() == ("", "")


def test_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    run_job(job(2), as_json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["event"], row["done"], row["total"]) for row in rows] == [("progress", 1, 2), ("progress", 2, 2)]


def test_a_job_that_fails_leaves_a_clean_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    with pytest.raises(ValueError, match="oops"):
        run_job(job(1, ValueError("oops")), as_json=False)
    assert terminal.getvalue().endswith("\r")


def test_what_cannot_be_shown_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", out)
    say("caf\u00e9 \udcff \U0001f415")
    assert out.buffer.getvalue() == b"caf\\xe9 \\udcff \\U0001f415\n"


EVIL = "a\x1b[31m\x07\r\n\t\x7f\x9b2J\u202egpj\u2066\u2028\u200b\ufeffz"


def test_what_a_terminal_would_obey_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    said = r"a\x1b[31m\x07\r\n\t\x7f\x9b2J\u202egpj\u2066\u2028\u200b\ufeffz"
    assert clean(EVIL) == said
    assert columns([(EVIL, EVIL)]) == f"  {said}  {said}"
    say(EVIL)
    assert capsys.readouterr().out == said.replace(r"\n", "\n") + "\n", "lines of ours stay lines"
    letters = "caf\u00e9 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f468\u200d\U0001f469 \\ tag"
    assert clean(letters) == letters


def test_seconds_left_are_not_more_exact_than_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    def one() -> Job:
        yield Step(Progress("look", 1, 2, 0, 12.3456789))
        return Report("Done.")

    run_job(one(), as_json=True)
    assert json.loads(capsys.readouterr().out)["seconds_left"] == 12.3
