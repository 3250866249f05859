"""Files of arrays that are kept to save time: whatever happens to one, it is used whole or not at all."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.lib.npyio import NpzFile

from photoorg import kept
from photoorg.durable import partial_of

ARRAYS = {"numbers": np.arange(60, dtype=np.float32).reshape(20, 3), "name": np.array("of a library")}


def use(file: NpzFile) -> list[object]:
    numbers = file["numbers"]
    if numbers.shape != (20, 3):
        raise ValueError("shape")
    return [numbers.tolist(), str(file["name"])]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "cache" / "some.npz"
    assert kept.write(path, ARRAYS)
    return path


def test_it_comes_back_as_it_was(path: Path) -> None:
    assert kept.read(path, use) == [ARRAYS["numbers"].tolist(), "of a library"]
    assert kept.read(path.with_name("none.npz"), use) is None
    assert list(path.parent.iterdir()) == [path]


def test_cut_anywhere_it_is_thrown_away(path: Path) -> None:
    data = path.read_bytes()
    for length in range(0, len(data), 7):
        path.write_bytes(data[:length])
        assert kept.read(path, use) is None
        assert not path.exists()


@pytest.mark.filterwarnings("ignore")  # numpy wonders at some headers
@pytest.mark.parametrize("bit", range(8))
def test_with_a_flipped_bit_anywhere_it_is_the_same_or_thrown_away(path: Path, bit: int) -> None:
    data, whole = path.read_bytes(), kept.read(path, use)
    thrown = 0
    for place in range(bit % 3, len(data), 3):
        spoilt = bytearray(data)
        spoilt[place] ^= 1 << bit
        path.write_bytes(spoilt)
        found = kept.read(path, use)
        assert found == whole or (found is None and not path.exists())
        thrown += found is None
    assert thrown > len(data) // 6


def test_what_others_keep_is_left_where_it_is(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])
    assert kept.read(path, use, mine=False) is None
    assert path.exists()


def test_what_is_packed_and_broken_is_thrown_away(path: Path) -> None:
    np.savez_compressed(path, **ARRAYS)
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("numbers.npy").header_offset + 60
    data = bytearray(path.read_bytes())
    data[start : start + 20] = b"\xff" * 20
    path.write_bytes(data)
    assert kept.read(path, use) is None
    assert not path.exists()


def test_where_nothing_can_be_written_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert not kept.write(tmp_path / "file" / "some.npz", ARRAYS)
    (tmp_path / "some.npz").mkdir()  # nothing can be put in its place
    assert not kept.write(tmp_path / "some.npz", ARRAYS)
    assert not partial_of(tmp_path / "some.npz").exists()
