"""Text as it is compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoorg.folding import folded

SAME = {
    "Città": "citta", "CAFÉ": "cafe", "Straße": "strasse", "d\N{RIGHT SINGLE QUOTATION MARK}oro": "d'oro",
    "ÀÉÎÕÜÇ": "aeiouc", "İstanbul": "istanbul", "\N{TELEPHONE SIGN}": "tel", "\N{KELVIN SIGN}": "k",
}  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_case_and_accents_say_nothing(text: str) -> None:
    assert folded(text) == folded(SAME[text]) == SAME[text]


def test_what_makes_another_letter_stays() -> None:
    assert folded("が") != folded("か")
    assert folded("한글") == "한글"


@given(st.text())
def test_a_text_is_folded_however_it_is_put_together(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, text)) == once  # type: ignore[arg-type]


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_every_text_can_be_folded(text: str) -> None:
    folded(text)
