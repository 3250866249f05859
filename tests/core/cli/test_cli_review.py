"""Going through tags on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg.library import history
from photoorg.library.store import open_writer
from photoorg.settings import Home

Run = Callable[..., Result]


def told(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def questions(pictures: Path, run: Run) -> list[dict[str, Any]]:
    return told(run("review", "--json"))


def test_the_queue(questions: list[dict[str, Any]], run: Run) -> None:
    assert len(questions) > 5
    assert set(questions[0]) == {"tag", "paths", "confidence", "chance", "at_least", "worth", "shown"}
    assert len(told(run("review", "--limit", "2", "--json"))) == 2
    shown = run("review")
    first = questions[0]
    assert shown.stdout.splitlines()[0].startswith(f"{first['tag']}  {first['confidence']:.0%}  {first['paths'][0]}")
    assert "tags on photos to look at, 0 are sure by your word. About " in shown.stderr
    (only,) = {one["tag"] for one in told(run("review", "--tag", first["tag"], "--json"))}
    assert only == first["tag"]
    of_photo = told(run("review", first["paths"][0], "--json", "--limit", "0"))
    assert {path for one in of_photo for path in one["paths"]} == set(first["paths"][:1])
    assert all(not one["shown"] for one in told(run("review", "--missed", "--json")))


def test_an_answer_is_a_verdict_that_moves_the_bar_and_is_undone(
    questions: list[dict[str, Any]], run: Run, library_home: Path
) -> None:
    tag, (path, *_) = questions[0]["tag"], questions[0]["paths"]
    (done,) = told(run("review", path, "--tag", tag, "--no", "--json"))
    assert (done["tag"], done["answer"], done["photos"]) == (tag, "no", 1)
    assert done["at_least"] > done["before"]
    (bar,) = told(run("bar", tag, "--json"))
    assert bar["own"] == bar["at_least"] > bar["fitted"]
    assert (tag, path) not in {(one["tag"], one["paths"][0]) for one in told(run("review", "--json", "--limit", "0"))}
    db = open_writer(Home(library_home))
    history.undo(db)
    db.close()
    assert told(run("review", "--json")) == questions
    assert told(run("bar", tag, "--json"))[0]["own"] is None
    text = run("review", path, "--tag", tag, "--no").stdout
    assert text.startswith(f"No to '{tag}' on 1 photo. It is shown from ")


def test_one_after_another(questions: list[dict[str, Any]], run: Run) -> None:
    done = run("review", "--ask", "--json", input="x\nn\nu\nn\ns\nq\n")
    answers = told(done)
    assert [one["tag"] for one in answers] == [questions[0]["tag"]] * 2
    assert "Type one of: y yes, n no, s skip, u undo, q quit." in done.stderr
    assert "Taken back: Said no to " in done.stderr
    assert "1 answer. " in done.stderr
    assert "There is no answer to take back." in run("review", "--ask", input="u\n").stderr
    assert "0 answers." in run("review", "--ask", "--limit", "1", input="s\n").stderr


def test_a_bar(pictures: Path, run: Run) -> None:
    tag = "espresso"
    assert run("bar", tag, "0.99").stdout.startswith(f"'{tag}' is shown from 99.0% on, by your answers or word;")
    assert tag in {one["tag"] for one in told(run("review", "--json", "--missed"))}
    assert tag not in {one["tag"] for one in told(run("review", "--json", "--limit", "0"))}
    assert "by itself" not in run("bar", tag, "none").stdout
    for value, said in (
        ("much", "'much' is no confidence"),
        ("2", "between 0 and 1"),
        ("none", "nothing to take back"),
    ):
        wrong = run("bar", tag, value)
        assert (wrong.exit_code, said in wrong.output) == (1, True)


def test_the_report(questions: list[dict[str, Any]], run: Run) -> None:
    assert "You have not spoken of any tag yet" in run("report").stderr
    (tag, path), (other, its) = ((one["tag"], one["paths"][0]) for one in questions[:2])
    run("review", path, "--tag", tag, "--no")
    run("review", its, "--tag", other, "--yes")
    found = {one["tag"]: one for one in told(run("report", "--json"))}
    assert (found[tag]["removed"], found[tag]["checked"]["right"]) in {(1, 0.0), (1, 0.5)}
    assert found[other]["kept"] == 1
    shown = run("report")
    assert shown.stdout.split()[:4] == ["tag", "kept", "removed", "added"]
    assert "Of 2 checked tags 50% were right" in shown.stderr
    assert len(told(run("report", "--tag", tag, "--json"))) == 1


def test_what_does_not_go_together(pictures: Path, run: Run) -> None:
    for arguments, said in (
        (("--yes", "--no"), "Only one of"),
        (("--yes",), "need the --tag"),
        (("--yes", "--tag", "cat"), "Say which photos"),
    ):
        done = run("review", *arguments)
        assert (done.exit_code, said in done.output) == (2, True), done.output
    assert "There is no tag 'grandma's'." in run("review", "--tag", "grandma's").output
    assert "There is no tag 'grandma's'." in run("report", "--tag", "grandma's").output


def test_a_bar_and_a_report_know_what_a_tag_is_called(pictures: Path, run: Run) -> None:
    assert told(run("bar", "cats", "0.5", "--json")) == [{**told(run("bar", "cat", "--json"))[0], "own": 0.5}]
    assert run("tags", "rename", "cat", "Micio").exit_code == 0
    assert told(run("bar", "cat", "0.25", "--json"))[0]["tag"] == "Micio"
    assert told(run("bar", "Micio", "--json"))[0]["own"] == 0.25
    for command in (
        ("bar", "Micoi"),
        ("bar", "Micoi", "0.5"),
        ("report", "--tag", "Micoi"),
        ("retag", "--tag", "Micoi"),
    ):
        done = run(*command)
        assert done.exit_code == 1
        assert "There is no tag 'Micoi'. Did you mean 'Micio'?" in done.output
