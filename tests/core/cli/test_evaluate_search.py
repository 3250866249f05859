"""`photoorg evaluate-search` on a library of four real photos."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

from photoorg.evaluation.retrieval import average_precision, read_queries
from photoorg.outcomes import PhotoorgError
from photoorg.settings import resources
from photoorg.vision.packs import read_stamp

Run = Callable[..., Result]


def written(folder: Path, content: object) -> Path:
    path = folder / "queries.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def words_known() -> None:
    if read_stamp(resources() / "models", "minilm") is None:
        pytest.skip("the model is not built")


@pytest.mark.usefixtures("words_known")
def test_words_and_meanings(
    pictures: Path, run: Run, lines: Callable[[str], list[dict[str, Any]]], tmp_path: Path
) -> None:
    queries = {"kittens": ["*cat.jpg"], "hot drink": ["*coffee.*"], "democracy": []}
    result = run("evaluate-search", written(tmp_path, {"all": queries}), "--json", "--meaning")
    assert result.exit_code == 0, result.output
    *told, done = lines(result.stdout)
    assert [one["query"] for one in told] == list(queries)
    assert [one["right"] for one in told] == [0 if not right else 1 for right in queries.values()]
    assert told[2]["outcome"] in {"nothing", "weak"}
    assert done["groups"]["all"]["queries"] == 3
    assert done["groups"]["all"]["mean_average_precision"] > 0.4


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ([], "cannot be used"),
        ({}, "hold none"),
        ({"a": "b.jpg"}, "'a'"),
        ({"": []}, "hold none"),
        ({"g": {"q": [1]}}, "'g'"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: object, sentence: str) -> None:
    with pytest.raises(PhotoorgError, match=sentence):
        read_queries(written(tmp_path, content))


def test_a_file_that_is_not_there_or_no_json(tmp_path: Path) -> None:
    with pytest.raises(PhotoorgError, match="cannot be read"):
        read_queries(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(PhotoorgError, match="no JSON"):
        read_queries(tmp_path / "bad.json")


def test_average_precision() -> None:
    assert average_precision(np.asarray([True, False, True]), 2) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.asarray([False, True]), 4) == pytest.approx(0.5 / 4)
    assert average_precision(np.zeros(0, np.bool_), 3) == 0
