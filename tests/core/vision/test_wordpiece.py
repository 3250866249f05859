"""Texts cut into pieces: the numbers are those that the package tokenizers gives for the same vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from photoorg.vision.packs import read_stamp
from photoorg.vision.wordpiece import WordPiece, split_words

# text -> numbers by tokenizers 0.23 with the pack's vocabulary
KNOWN = {
    "": [101, 102],
    "dog": [101, 3899, 102],
    "A dog, playing on the BEACH!": [101, 1037, 3899, 1010, 2652, 2006, 1996, 3509, 999, 102],
    "Élan café naïve": [101, 3449, 2319, 7668, 15743, 102],
    "xylophagous": [101, 1060, 8516, 7361, 3270, 3995, 2271, 102],
    "山川": [101, 1831, 1835, 102],
    "a\u200bb\tc\x00d": [101, 11113, 3729, 102],
}


@pytest.fixture(scope="module")
def pieces(models: Path) -> WordPiece:
    if read_stamp(models, "minilm") is None:
        pytest.skip("the model is not built")
    return WordPiece((models / "minilm.vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"))


@pytest.mark.parametrize("text", KNOWN)
def test_numbers(pieces: WordPiece, text: str) -> None:
    assert pieces.encode(text, 64) == KNOWN[text]


def test_a_long_text_is_cut_and_a_long_word_unknown(pieces: WordPiece) -> None:
    assert len(pieces.encode("dog " * 100, 16)) == 16
    assert pieces.encode("dog " * 100, 16)[-1] == 102
    assert pieces.encode("z" * 101, 64) == [101, 100, 102]


def test_a_batch_is_padded(pieces: WordPiece) -> None:
    batch = pieces.batch(["dog", "a dog"], 64)
    assert batch.tolist() == [[101, 3899, 102, 0], [101, 1037, 3899, 102]]


def test_words() -> None:
    assert list(split_words("Rock'n'Roll (1950s)")) == ["rock", "'", "n", "'", "roll", "(", "1950s", ")"]


def test_without_the_special_pieces_it_is_no_vocabulary() -> None:
    with pytest.raises(KeyError):
        WordPiece(["dog"])
