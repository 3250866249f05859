"""The lines for a terminal, and the values for a program."""

from __future__ import annotations

import json

import pytest
from kinds import ancestors, answer, truth

from photoorg.evaluation.figures import Evaluation
from photoorg.evaluation.measures import measure
from photoorg.evaluation.plain import plain
from photoorg.evaluation.text import text_lines
from photoorg.evaluation.values import Answer, Truth


@pytest.fixture
def many() -> Evaluation:
    """Thirty tags on as many photos, ever more of them wrong."""
    tags = [f"tag{number:02}" for number in range(30)]
    answers = [answer(f"{photo}", **dict.fromkeys(tags, 0.9)) for photo in range(30)]
    truths = [Truth(f"{photo}", dict.fromkeys(tags[: photo + 1], 1), (1, 1)) for photo in range(30)]
    return measure(answers, truths, lambda tag: frozenset(), tags, exhaustive=True)


def test_a_screenful(many: Evaluation) -> None:
    lines = list(text_lines(many, every_tag=False))
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
    tags = [line.split()[0] for line in lines if line.strip().startswith("tag")][1:]
    assert tags == [*(f"tag{number:02}" for number in range(5)), *(f"tag{number:02}" for number in range(25, 30))]


def test_all_of_it(many: Evaluation) -> None:
    lines = list(text_lines(many, every_tag=True))
    assert sum(line.strip().startswith("tag") for line in lines) == 31


def test_the_figures() -> None:
    found = measure([answer("1", dog=0.9)], [truth("1", dog=1)], ancestors, {"dog"}, exhaustive=True)
    lines = [" ".join(line.split()) for line in text_lines(found, every_tag=False)]
    assert "Precision: tags shown that are right 1.000 0.21 to 1.00 1 of 1" in lines
    assert "dog 1 1 1 1.000 0.21 to 1.00 1.000 0.21 to 1.00" in lines


def test_nothing_judged() -> None:
    found = measure([Answer("1", {})], [Truth("1")], ancestors, (), exhaustive=False)
    lines = list(text_lines(found, every_tag=False))
    assert "No tag could be judged." in lines
    assert "Stated confidence: no guess could be judged." in lines


def test_values_of_json(many: Evaluation) -> None:
    values = json.loads(json.dumps(plain(many)))
    assert values["photos"] == 30
    assert values["totals"]["precision"]["share"] == pytest.approx(many.totals.precision.share)  # type: ignore[union-attr]
    assert values["calibration"]["number"] == 900
    assert {"gap", "true", "chance"} <= values["calibration"]["deciles"][0].keys()
    assert values["tags"][0]["name"] == "tag00"
    assert values["mistakes"][0]["labels"] == ["tag00"]
    assert values["people"]["recall"] is not None
    assert len(values["thresholds"]) == 14
