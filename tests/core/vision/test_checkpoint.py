"""A checkpoint from the network is untrusted: what it may hold, and what happens to the rest."""

from __future__ import annotations

import io
import os
import pickle
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

from modelbuild.checkpoint import MAGIC, PROTOCOL, read_checkpoint
from photoorg.outcomes import PhotoorgError


class Evil:
    """Runs a command when a careless reader loads it."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.target),)


def header() -> bytes:
    return pickle.dumps(MAGIC, 2) + pickle.dumps(PROTOCOL, 2) + pickle.dumps({"little_endian": True}, 2)


# The opcodes that torch writes for one tensor: rebuild(storage, offset, shape, stride, False, OrderedDict()).
def state(shape: str = "(I2\nI3\nt", stride: str = "(I3\nI1\nt", kind: str = "FloatStorage", offset: int = 0) -> bytes:
    text = (
        "ccollections\nOrderedDict\n)R(S'w'\nctorch._utils\n_rebuild_tensor_v2\n"
        f"((S'storage'\nctorch\n{kind}\nS'1'\nS'cpu'\nI6\nNtQ"
        f"I{offset}\n{shape}{stride}I00\nccollections\nOrderedDict\n)RtRu."
    )
    return text.encode()


def numbers(count: int = 6) -> bytes:
    return pickle.dumps(["1"], 2) + count.to_bytes(8, "little") + np.arange(count, dtype="<f4").tobytes()


def test_a_tensor_is_read() -> None:
    weights = read_checkpoint(header() + state() + numbers())
    assert weights["w"].tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_tensor_stored_in_another_order_is_put_into_ours() -> None:
    weights = read_checkpoint(header() + state(shape="(I3\nI2\nt", stride="(I1\nI3\nt") + numbers())
    assert weights["w"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert weights["w"].flags.c_contiguous


@pytest.mark.parametrize(
    "data",
    [
        header() + state(stride="(I9\nI1\nt") + numbers(),
        header() + state(offset=1) + numbers(),
        header() + state(offset=-1) + numbers(),
        header() + state(stride="(I-3\nI1\nt") + numbers(),
        header() + state() + numbers(5),
        header() + state() + numbers()[:-1],
        header() + state(),
        header() + state(kind="HalfStorage") + numbers(),
        header(),
        pickle.dumps(1) + pickle.dumps(PROTOCOL),
        b"",
        b"PK\x03\x04 a zip file",
        b"\x80\x02\xff",
    ],
    ids=range(13),
)
def test_what_is_no_checkpoint_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoorgError, match="checkpoint cannot be used"):
        read_checkpoint(data)


@pytest.mark.parametrize("place", range(4))
def test_a_hostile_pickle_is_refused_and_not_run(tmp_path: Path, place: int) -> None:
    target = tmp_path / "run"
    evil = pickle.dumps(OrderedDict(w=Evil(target)), 2)
    parts = [pickle.dumps(MAGIC, 2), pickle.dumps(PROTOCOL, 2), pickle.dumps({}, 2), state()]
    parts[place] = evil
    with pytest.raises(PhotoorgError, match="which no list of weights needs"):
        read_checkpoint(b"".join(parts) + numbers())
    assert not target.exists()
    pickle.load(io.BytesIO(evil))  # noqa: S301  (the same bytes do harm elsewhere, so the test tests something)
    assert target.exists()
