"""From probabilities to words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from photoorg.outcomes import PhotoorgError
from photoorg.vision.tagging import Label, Suggestion, Tagger, read_labels

LABELS = (
    Label("beagle", ("animal", "dog")),
    Label("basset", ("animal", "dog")),
    Label("gorilla", ("animal", "ape"), at_least=0.8),
    Label("sunglasses", ("glasses",)),
    Label("sunglasses", ("glasses",)),
)


def tag(*probabilities: float, minimum: float = 0.3) -> list[tuple[str, float]]:
    (found,) = Tagger(LABELS).tag(np.array([probabilities], np.float32))
    return [(guess.tag, guess.confidence) for guess in found if guess.confidence >= max(minimum, guess.at_least)]


def test_unsure_breeds_add_up_to_a_sure_dog() -> None:
    assert tag(0.25, 0.25, 0.1, 0, 0) == [("animal", 0.6), ("dog", 0.5)]


def test_surest_first_then_by_word_and_rounded() -> None:
    assert tag(0.71234567, 0, 0, 0, 0) == [("animal", 0.7123), ("beagle", 0.7123), ("dog", 0.7123)]


def test_guesses_are_kept_down_to_the_floor() -> None:
    assert tag(0, 0, 0, 0.0501, 0, minimum=0) == [("glasses", 0.0501), ("sunglasses", 0.0501)]
    assert tag(0, 0, 0, 0.049, 0, minimum=0) == []


def test_two_classes_of_one_name_are_one_word() -> None:
    assert tag(0, 0, 0, 0.2, 0.2) == [("glasses", 0.4), ("sunglasses", 0.4)]


def test_nothing_is_surer_than_certain() -> None:
    assert all(confidence <= 1 for _, confidence in tag(0.5, 0.5, 0.0001, 0, 0))


def test_sensitive_words_need_more_and_their_broader_ones_do_not() -> None:
    assert tag(0, 0, 0.7, 0, 0) == [("animal", 0.7)]
    assert tag(0, 0, 0.9, 0, 0) == [("animal", 0.9), ("ape", 0.9), ("gorilla", 0.9)]


def test_rows_are_independent() -> None:
    rows = np.array([[0.9, 0, 0, 0, 0], [0, 0, 0, 0, 0]], np.float32)
    first, second = Tagger(LABELS).tag(rows)
    assert Suggestion("beagle", 0.9) in first
    assert second == ()


@pytest.mark.parametrize("content", ["", "{}", '[{"name": "x"}]', "[1]"])
def test_a_broken_class_list_is_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "labels.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PhotoorgError, match="cannot be read"):
        Tagger(read_labels(path))
