"""Reads a TensorFlow.js graph model without TensorFlow: its nodes with their settings, and its weights.

The file is JSON: `modelTopology.node` lists the nodes, and `weightsManifest` names the numbers that follow each other
in the binary file beside it, float32 among them stored as float16 where the manifest says so.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import PhotoorgError

Weights = NDArray[np.float32 | np.int32]


@dataclass(frozen=True, slots=True)
class Node:
    """One operation. `settings` are plain values: words, numbers, lists of them."""

    name: str
    kind: str
    inputs: tuple[str, ...]
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GraphModel:
    """The nodes by name, in the file's order, and the constants by the name of their node."""

    nodes: Mapping[str, Node]
    weights: Mapping[str, Weights]


def read_graph(topology: bytes, numbers: bytes) -> GraphModel:
    """The model of a JSON file and its binary file. Raises PhotoorgError when they are not what they should be."""
    try:
        content = json.loads(topology)
        _expect("format", content["format"], "graph-model")
        nodes = [_node(entry) for entry in content["modelTopology"]["node"]]
        weights = _weights(content["weightsManifest"], numbers)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PhotoorgError(f"The TensorFlow.js model cannot be used: {error!r}.") from error
    return GraphModel({node.name: node for node in nodes}, weights)


def _node(entry: dict[str, Any]) -> Node:
    settings = {name: _value(value) for name, value in entry.get("attr", {}).items()}
    return Node(entry["name"], entry["op"], tuple(entry.get("input", ())), settings)


def _words(coded: str) -> str:
    return base64.b64decode(coded, validate=True).decode("ascii")


# How a setting's value is written, by its type's letter.
_VALUES: dict[str, Callable[[Any], Any]] = {
    "s": _words,
    "i": int,
    "f": float,
    "b": bool,
    "type": str,
    "shape": lambda shape: [int(side["size"]) for side in shape.get("dim", [])],
    "tensor": lambda _: None,  # of a constant: its numbers are in the binary file
    "list": lambda lists: [_VALUES[letter](value) for letter, values in lists.items() for value in values],
}


def _value(coded: dict[str, Any]) -> Any:
    ((letter, value),) = coded.items()
    return _VALUES[letter](value)


_STORED = {("float32", "float16"): "<f2", ("float32", None): "<f4", ("int32", None): "<i4"}
_MEANT = {"float32": np.float32, "int32": np.int32}


def _weights(manifest: list[dict[str, Any]], numbers: bytes) -> dict[str, Weights]:
    found: dict[str, Weights] = {}
    place = 0
    for entry in (entry for group in manifest for entry in group["weights"]):
        stored = np.dtype(_STORED[entry["dtype"], entry.get("quantization", {}).get("dtype")])
        count = math.prod(entry["shape"])
        values = np.frombuffer(numbers, stored, count, place)
        found[entry["name"]] = values.reshape(entry["shape"]).astype(_MEANT[entry["dtype"]])
        place += count * stored.itemsize
    _expect("number of bytes", len(numbers), place)
    return found


def _expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise ValueError(f"its {what} is {found} and should be {wanted}")
