"""The table of texts, and texts that have several names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as any_

from photoorg.media.blocks import Blocks
from photoorg.media.saying import NOTHING, blocks_with, said_in
from photoorg.said import Said
from photoorg.texts import TEXTS, names_in, names_joined


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna,  Ben ,Anna,", ("Anna", "Ben")), ("", ()), ('"Smith, Anna", Ben', ("Smith, Anna", "Ben")),
        ('Ben "the boss" Hill', ('Ben "the boss" Hill',)), ('"never closed, Ben', ("never closed, Ben",)),
    ],
)  # fmt: skip
def test_names_as_people_type_them(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


@given(any_.lists(any_.text(max_size=20)))
def test_names_come_back_as_they_were(names: list[str]) -> None:
    kept = tuple(dict.fromkeys(name for one in names if (name := " ".join(one.split()))))
    assert names_in(names_joined(names)) == kept


def test_a_name_with_a_comma_is_one_person_in_files_too() -> None:
    said = Said(texts={"who": {"": '"Smith, Anna", Ben'}})
    blocks = blocks_with(Blocks(), NOTHING, said)
    assert said_in(blocks, None).texts["who"] == said.texts["who"]
    assert said_in(blocks_with(blocks, said, Said(texts={"who": {"": "Ben"}})), None).texts["who"] == {"": "Ben"}


def test_no_two_texts_have_a_name_in_common() -> None:
    names = [name for text in TEXTS for name in (text.name, *text.also)]
    assert len(names) == len(set(names))
