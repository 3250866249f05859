"""Splices there and back, and packed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from photoorg.splices import Splice, between, packed, spliced, turned_round, unpacked


@given(some.binary(max_size=60), some.binary(max_size=60))
def test_between_makes_the_one_of_the_other_and_back(old: bytes, new: bytes) -> None:
    splices = between(old, new)
    assert spliced(old, splices) == new
    back = unpacked(packed(turned_round(old, splices)))
    assert spliced(new, back) == old


@given(some.lists(some.tuples(some.integers(0, 9), some.integers(0, 5), some.binary(max_size=5)), max_size=5))
def test_many_splices_are_turned_round(parts: list[tuple[int, int, bytes]]) -> None:
    at, splices = 0, list[Splice]()
    for skip, remove, insert in parts:
        splices.append(Splice(at + skip, remove, insert))
        at += skip + remove
    old = bytes(range(at + 3))
    new = spliced(old, splices)
    assert spliced(new, unpacked(packed(turned_round(old, splices)))) == old


def test_a_small_change_in_a_large_file_is_small() -> None:
    old = bytes(range(256)) * 10_000
    new = old[:1_000_000] + b"more" + old[1_000_000:]
    (found,) = between(old, new)
    assert (found.remove, len(found.insert)) == (0, 4)
    assert between(old, old) == []


@pytest.mark.parametrize("garbage", [b"", b"garbage", packed([Splice(0, 1, b"x")])[:-5]])
def test_what_was_not_packed_here_is_refused(garbage: bytes) -> None:
    with pytest.raises(ValueError, match="packed"):
        unpacked(garbage)
