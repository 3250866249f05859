"""Reads torch's old checkpoint format without torch.

The file is a row of pickles (magic number, protocol, system facts, the tensors, the list of storage keys), then for
each key an int64 count and the raw little-endian numbers. A pickle can run any code that its names reach, so just the
four names that a state dict needs are known here, and each stands for code of this module.
"""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import PhotoorgError

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001

Numbers = NDArray[np.float32 | np.int64]


@dataclass(frozen=True, slots=True)
class _Storage:
    """Where a tensor's numbers will be: they come later in the file, under `key`."""

    dtype: str
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A tensor as the pickle tells it, before its numbers are read."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


def _rebuild_tensor(
    storage: _Storage, offset: int, shape: Sequence[int], stride: Sequence[int], *_ignored: object
) -> _Tensor:
    return _Tensor(storage, offset, tuple(shape), tuple(stride))


_ALLOWED: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch", "FloatStorage"): "<f4",
    ("torch", "LongStorage"): "<i8",
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Callable[..., object]:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no list of weights needs") from None

    def persistent_load(self, pid: Any, /) -> _Storage:
        kind, dtype, key, _device, count, *_view = pid
        if kind != "storage" or dtype not in ("<f4", "<i8"):
            raise pickle.UnpicklingError(f"it asks for {kind!r}, which no list of weights needs")
        return _Storage(dtype, str(key), int(count))


def read_checkpoint(data: bytes) -> dict[str, Numbers]:
    """The named tensors of a torch checkpoint file (old format, little-endian, float32 and int64).

    Raises PhotoorgError for any other content, hostile pickles included: nothing of them is run.
    """
    stream = io.BytesIO(data)
    try:
        _expect_header(stream)
        tensors = cast("dict[str, _Tensor]", _load(stream))
        keys = cast("list[str]", _load(stream))
        sizes = {tensor.storage.key: tensor.storage for tensor in tensors.values()}
        storages = {key: _numbers(stream, sizes[key]) for key in keys}
        return {name: _shaped(tensor, storages[tensor.storage.key]) for name, tensor in tensors.items()}
    except (pickle.UnpicklingError, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise PhotoorgError(f"The checkpoint cannot be used: {error}.") from error


def _expect_header(stream: io.BytesIO) -> None:
    if _load(stream) != MAGIC or _load(stream) != PROTOCOL:
        raise pickle.UnpicklingError("the first numbers are not those of the old torch format")
    _load(stream)  # facts of the machine that wrote it


def _load(stream: io.BytesIO) -> object:
    return _Reader(stream).load()


def _numbers(stream: io.BytesIO, storage: _Storage) -> Numbers:
    count = int.from_bytes(stream.read(8), "little", signed=True)
    if count != storage.count:
        raise ValueError(f"storage {storage.key} has {count} numbers where {storage.count} were announced")
    dtype = np.dtype(storage.dtype)
    return np.frombuffer(stream.read(count * dtype.itemsize), dtype, count)


def _shaped(tensor: _Tensor, numbers: Numbers) -> Numbers:
    steps = [(length - 1) * step for length, step in zip(tensor.shape, tensor.stride, strict=True)]
    if tensor.offset < 0 or min(steps, default=0) < 0 or tensor.offset + sum(steps) >= len(numbers):
        raise ValueError("a tensor reaches outside its storage")
    strides = [step * numbers.itemsize for step in tensor.stride]
    # Weights written by TensorFlow are stored in its axis order and only viewed in torch's: copy them into ours.
    view = np.lib.stride_tricks.as_strided(numbers[tensor.offset :], tensor.shape, strides, writeable=False)
    return np.ascontiguousarray(view)
