"""`photoorg complete` and `photoorg query-help`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from photoorg.library.fields import FIELDS
from photoorg.library.query_help import sections

Run = Callable[..., Result]


def rows(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_complete(pictures: Path, run: Run) -> None:
    (first, *_) = rows(run("complete", "dog", "camer", "--json"))
    assert first == {
        "start": 4, "end": 9, "insert": "camera:", "label": "camera:", "detail": "Camera", "count": 0, "kind": "field",
    }  # fmt: skip
    assert [row["insert"] for row in rows(run("complete", "--json", "is:dam cat", "--cursor", "6"))] == ["damaged"]
    assert len(rows(run("complete", "--json", "is:", "--limit", "3"))) == 3
    plain = run("complete", "-is:port")
    assert (plain.exit_code, plain.stdout) == (0, "portrait  One person whose face is large.\n")
    assert run("complete", "").stdout == run("complete").stdout == ""
    assert run("complete", "x", "--cursor", "-1").exit_code == 2


def test_tags_are_completed_with_their_photos_in_the_language(pictures: Path, run: Run) -> None:
    tag = rows(run("tags", "--json"))[0]
    found = rows(run("complete", "--json", f'"{tag["tag"]}'))
    assert (found[0]["label"], found[0]["count"], found[0]["kind"]) == (tag["tag"], tag["photos"], "tag")
    italian = rows(run("complete", "--json", f'"{tag["tag"]}', "--language", "it"))
    assert tag["tag"] in {italian[0]["label"], italian[0]["detail"]}


def test_help_has_every_field(run: Run) -> None:
    shown = rows(run("query-help", "--json"))
    assert [section["title"] for section in shown] == [section.title for section in sections()]
    plain = run("query-help").stdout
    for field in FIELDS:
        assert field.sample in plain
        assert field.doc in plain
