"""What a deed changed, packed small: columns of many rows as JSON, made smaller still by zlib."""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, cast

from photoorg.library.history_parts import Cell

BLOCK = 20_000
"""So many rows are kept together: they are in memory at once when they are taken back."""


def pack(content: Mapping[str, Any]) -> bytes:
    """JSON values, and bytes, small."""
    return zlib.compress(json.dumps(content, default=_hex, separators=(",", ":")).encode("ascii"), 3)


def unpack(packed: bytes) -> dict[str, Any]:
    """The same again."""
    return json.loads(zlib.decompress(packed), object_hook=_bytes)


def pack_rows(rows: Sequence[Sequence[Cell]], names: Mapping[int, str]) -> bytes:
    """Rows of one table, and the names of the ids in them. Numbers that grow from row to row are kept as steps."""
    return pack({"columns": [_steps(column) for column in zip(*rows, strict=True)], "names": list(names.items())})


def unpack_rows(packed: bytes) -> tuple[list[tuple[Cell, ...]], dict[int, str]]:
    """The same again."""
    content = unpack(packed)
    columns = cast("list[Any]", content["columns"])
    return list(zip(*map(_unstepped, columns), strict=True)), {int(key): name for key, name in content["names"]}


def names(packed: bytes) -> list[str]:
    """What packed rows name."""
    return [name for _, name in unpack(packed)["names"]]


def _steps(column: Sequence[Cell]) -> object:
    first = column[0]
    if all(cell is first or (cell == first and type(cell) is type(first)) for cell in column):
        return {"of": len(column), "same": first}
    if all(type(cell) is int for cell in column):
        numbers = cast("Sequence[int]", column)
        return {"steps": [numbers[0], *(after - before for before, after in itertools.pairwise(numbers))]}
    return column


def _unstepped(kept: Any) -> Sequence[Cell]:
    if isinstance(kept, list):
        return cast("list[Cell]", kept)
    if "steps" in kept:
        return list(itertools.accumulate(cast("list[int]", kept["steps"])))
    return [cast("Cell", kept["same"])] * int(kept["of"])


def _hex(value: object) -> dict[str, str]:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    raise TypeError(f"{type(value).__name__} cannot be kept in the history")


def _bytes(given: dict[str, Any]) -> object:
    return bytes.fromhex(given["hex"]) if given.keys() == {"hex"} else given
