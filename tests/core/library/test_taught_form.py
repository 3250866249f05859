"""What was learned of a tag is checked as strictly in a line of words.jsonl as in a file that is imported."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photoorg.library import taught_bars, taught_form, taught_models, teaching, wordbook, words
from photoorg.library.kinds import KINDS
from photoorg.library.store import Database, open_writer
from photoorg.library.taught_models import Estimate, Model
from photoorg.library.thing_keys import keys_here
from photoorg.library.wordbook import Word
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

NAN = float("nan")


def packed(count: int) -> str:
    return base64.b64encode(np.zeros(count, "<f2").tobytes()).decode("ascii")


def model(**other: Any) -> str:
    """One that is whole, but for `other`."""
    mark, count = keys_here()
    shares = (0.9, 0.8, 0.95, 0.7, 0.99, 0.6, 12, 20.0)
    whole = Model(
        f"{taught_models.FORM}.1.{mark}", np.ones(4, np.float32), np.ones(count, np.float32), 0.5, -1.0, {3: 0.25},
        np.asarray([0.0, 1.0]), np.asarray([0.1, 0.9]), (Estimate(*shares),), 6, 2,
    )  # fmt: skip
    return json.dumps({**json.loads(taught_models.write(whole)), **other}, separators=(",", ":"))


WRONG: dict[str, str] = {
    "offset NaN": model(offset=NAN),
    "offset too large": model(offset=1e39),
    "offset a yes": model(offset=True),
    "estimates NaN": model(estimates=[[NAN] * 8]),
    "estimates of text": model(estimates=[["a", "b", 0, 0, 0, 0, 0, 0]]),
    "estimates no lists": model(estimates=[7]),
    "estimates by name": model(estimates={"a": [0.9, 5]}),
    "a bar below 0": model(estimates=[[0.9, -1, 1, 1, 1, 1, 5, 5]]),
    "no bar": model(estimates=[[0.9, None, None, None, None, None, 0, None]]),
    "estimates that fall": model(estimates=[[share, 1, 1, 1, 1, 1, 5, 5] for share in (0.9, 0.5)]),
    "few things": model(things=packed(3), meant={}),
    "no things": model(things="", meant={}),
    "no looks": model(looks=""),
    "half a number": model(looks="AAAA"),
    "no base64": model(looks="%"),
    "looks without end": model(looks=base64.b64encode(np.full(4, np.inf, "<f2").tobytes()).decode()),
    "sure beyond 1": model(confidences=[0.5, 5.0]),
    "not as many": model(confidences=[0.5]),
    "scores that fall": model(scores=[1, 0]),
    "scores of two sides": model(scores=[[0, 1]], confidences=[[0, 1]]),
    "meant NaN": model(meant={"0": NAN}),
    "meant beyond the things": model(meant={"99999": 1}),
    "meant twice": model(meant={"01": 1}),
    "fewer than none": model(yes=-4),
    "a part of an example": model(no=0.5),
    "nested": "[" * 5000,
    "nested within": '{"estimates":' + "[" * 5000,
    "half a letter": model(version="1.\ud800.x"),
    "no version of text": model(version=7),
    "no object": "[]",
    "said twice": model().replace('"yes":6', '"yes":6,"yes":7'),
    "a huge number": '{"yes":' + "1" * 5000 + "}",
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_no_word_and_no_file(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        KINDS["taught"].value("x", WRONG[name])
    with pytest.raises(PhotoorgError):
        taught_models.read(WRONG[name])


def test_a_whole_one_is_kept_as_it_is() -> None:
    assert KINDS["taught"].value("x", model()) == model()
    assert taught_models.write(taught_models.read(model())) == model()


def test_one_that_is_laid_out_otherwise_is_kept_and_not_used(tmp_path: Path) -> None:
    for text in (model(layout=2, estimates="?"), '{"weights":[]}', '{"estimates":5}'):
        assert taught_form.checked(text) == text
        db = open_writer(Home(tmp_path / "library"))
        words.take(db, [Word(wordbook.LIBRARY, "taught", "newer", text, 1_700_000_000)])
        assert taught_models.stored(db) == {}
        assert taught_bars.bar_of(db, "newer") is None
        db.close()


def test_one_of_other_things_is_read_as_wide_as_those_here() -> None:
    read = taught_models.read(model(version="1.1.00000000", things=packed(5)))
    assert len(read.things) == keys_here()[1]


def opened_with(home: Home, lines: list[str]) -> Database:
    open_writer(home).close()
    home.words.write_text("".join(f"{line}\n" for line in lines))
    return open_writer(home)


def test_a_library_opens_whatever_words_say_was_taught(tmp_path: Path) -> None:
    home = Home(tmp_path / "library")
    of = wordbook.LIBRARY
    lines = [
        wordbook.line(Word(of, "taught", name, text, 1_700_000_000), number)
        for number, (name, text) in enumerate(WRONG.items(), 1)
    ]
    db = opened_with(home, [*lines, wordbook.line(Word(of, "album", "Best", "yes", 1_700_000_000), len(lines) + 1)])
    try:
        assert [word.name for word in words.export(db)] == ["Best"]
        assert teaching.all_taught(db) == []
    finally:
        db.close()
    assert len(home.words.with_name("words-unused.jsonl").read_text().splitlines()) == len(lines)


@pytest.mark.parametrize("text", ["[" * 5000, '{"is":"photoorg taught tag","name":"a","model":' + "[" * 5000])
def test_a_file_that_is_nested_too_deeply_is_no_taught_tag(tmp_path: Path, text: str) -> None:
    db = open_writer(Home(tmp_path / "library"))
    try:
        with pytest.raises(PhotoorgError, match="This is no taught tag"):
            teaching.take(db, text)
    finally:
        db.close()
