"""A pack for images and texts that is small enough to be made in a test: colours, and the words for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "green", "blue", "something", "yellow")
_COLOURS = {"red": (1, 0, 0), "green": (0, 1, 0), "blue": (0, 0, 1), "yellow": (1, 1, 0)}
SIZE = 8


def make_pack(folder: Path, **changes: Any) -> Path:
    """A valid pack in `folder`; `changes` replace entries of its manifest, those in `text` within `text`."""
    folder.mkdir(parents=True)
    onnx.save(image_model(), folder / "image.onnx")
    onnx.save(text_model(), folder / "text.onnx")
    (folder / "vocab.txt").write_text("\n".join(PIECES) + "\n", encoding="utf-8")
    files = {name: sha256(folder / name) for name in ("image.onnx", "text.onnx", "vocab.txt")}
    manifest: dict[str, Any] = {
        "kind": "image-text", "name": "colours", "title": "Colours", "version": "1", "licence": "CC0", "width": 3,
        "file": "image.onnx", "output": "vectors",
        "input": {"size": SIZE, "crop": SIZE, "mean": [0, 0, 0], "spread": [1, 1, 1], "layout": "NCHW",
                  "resample": "bilinear"},
        "text": {"file": "text.onnx", "output": "vectors", "tokens": "wordpiece", "vocabulary": "vocab.txt",
                 "longest": 8},
        "cutoff": 0.8, "sure": 0.9, "files": files,
    }  # fmt: skip
    write(folder, {**manifest, **changes, "text": {**manifest["text"], **changes.get("text", {})}})
    return folder


def write(folder: Path, manifest: Mapping[str, Any]) -> None:
    (folder / "pack.json").write_text(json.dumps(manifest), encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "pack.json").read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def image_model() -> onnx.ModelProto:
    """The mean colour."""
    node = helper.make_node("ReduceMean", ["pictures", "axes"], ["vectors"], keepdims=0)
    axes = numpy_helper.from_array(np.array([2, 3], np.int64), "axes")
    return _model(
        [node], [axes], ("pictures", TensorProto.FLOAT, ["N", 3, SIZE, SIZE]), ("vectors", TensorProto.FLOAT, ["N", 3])
    )


def text_model() -> onnx.ModelProto:
    """The sum of the words' colours."""
    table = np.array([_COLOURS.get(piece, (0, 0, 0)) for piece in PIECES], np.float32)
    nodes = [
        helper.make_node("Gather", ["table", "numbers"], ["colours"]),
        helper.make_node("ReduceSum", ["colours", "axis"], ["vectors"], keepdims=0),
    ]
    constants = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1], np.int64), "axis")]
    return _model(
        nodes, constants, ("numbers", TensorProto.INT64, ["N", "pieces"]), ("vectors", TensorProto.FLOAT, ["N", 3])
    )


def _model(
    nodes: list[Any], constants: list[Any], given: tuple[str, int, list[Any]], answer: tuple[str, int, list[Any]]
) -> onnx.ModelProto:
    ends = [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in (given, answer)]
    graph = helper.make_graph(nodes, "tiny", ends[:1], ends[1:], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
