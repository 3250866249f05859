"""Tables of the columns are used where they lie in the cache, and a damaged file is noticed before."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from photoorg.library.columns.mapped import let_go, mapped


@pytest.mark.parametrize("shape", [(5, 3), (1, 1), (70_000, 16), (0, 4), (3, 0)])
def test_an_array_is_what_was_kept(shape: tuple[int, int], tmp_path: Path) -> None:
    numbers = np.arange(shape[0] * shape[1]).reshape(shape).astype(np.int8)
    np.savez(tmp_path / "kept.npz", other=np.arange(3), block0=numbers, block1=np.asfortranarray(numbers))
    with np.load(tmp_path / "kept.npz") as kept:
        first, by_column = mapped(kept, "block0"), mapped(kept, "block1")
    assert (first == numbers).all()
    assert first.shape == by_column.shape == shape
    assert (by_column == numbers).all()
    assert isinstance(first, np.memmap) == all(shape)


def test_damage_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "kept.npz"
    np.savez(path, block0=np.arange(10_000))
    content = bytearray(path.read_bytes())
    content[5_000] ^= 1
    path.write_bytes(content)
    with np.load(path) as kept, pytest.raises(zipfile.BadZipFile):
        mapped(kept, "block0")


def test_what_was_let_go_is_read_again(tmp_path: Path) -> None:
    np.savez(tmp_path / "kept.npz", block0=np.arange(70_000))
    with np.load(tmp_path / "kept.npz") as kept:
        numbers = mapped(kept, "block0")
    let_go(numbers)
    assert (numbers == np.arange(70_000)).all()
    let_go(np.arange(3))
