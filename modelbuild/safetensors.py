"""Reads the safetensors format: a length, that many bytes of JSON that name the tensors, then their numbers."""

from __future__ import annotations

import json
import math
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import PhotoorgError

_FLOATS = "F32"


def read_safetensors(data: bytes) -> dict[str, NDArray[np.float32]]:
    """The float32 tensors of a file by name; others are left out.

    Raises PhotoorgError where the file is not of the format: it is untrusted.
    """
    try:
        (length,) = struct.unpack_from("<Q", data)
        header: dict[str, dict[str, Any]] = json.loads(data[8 : 8 + length])
        tensors = {name: entry for name, entry in header.items() if entry.get("dtype") == _FLOATS}
        return {name: _tensor(data, 8 + length, entry) for name, entry in tensors.items()}
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PhotoorgError(f"The weights are not in the format expected: {error!r}.") from error


def _tensor(data: bytes, base: int, entry: dict[str, Any]) -> NDArray[np.float32]:
    start, end = entry["data_offsets"]
    shape = tuple(int(side) for side in entry["shape"])
    if not 0 <= start <= end <= len(data) - base or end - start != 4 * math.prod(shape):
        raise ValueError(f"a tensor of shape {shape} in bytes {start} to {end}")
    return np.frombuffer(data, "<f4", math.prod(shape), base + start).reshape(shape)
