"""Grows an ONNX graph node by node. Equal calls give equal bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8

Dimensions = Sequence[int | str]


class Graph:
    """Nodes and constants in the order in which they are added; a node is named after its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self.made: set[str] = set()

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """A tensor that is the same for every picture, by its name; adding it once more changes nothing."""
        self.constants[name] = numpy_helper.from_array(value, name)
        return name

    def scalar(self, value: float) -> str:
        """A single number, shared by all that use it."""
        return self.constant(f"scalar.{value}", np.asarray(value, np.float32))

    def node(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """One operation; returns the name of what it gives."""
        self.several(kind, inputs, [output], **attributes)
        return output

    def several(self, kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any) -> None:
        """One operation that gives several tensors; it is named after the first."""
        self.nodes.append(helper.make_node(kind, list(inputs), list(outputs), name=outputs[0], **attributes))
        self.made.update(outputs)

    def relu6(self, source: str, output: str | None = None) -> str:
        """`source` held between 0 and 6."""
        return self.node("Clip", [source, self.scalar(0), self.scalar(6)], output or f"{source}.relu6")

    def model(
        self,
        name: str,
        inputs: Mapping[str, Dimensions],
        outputs: Mapping[str, Dimensions],
        types: Mapping[str, int] | None = None,
    ) -> onnx.ModelProto:
        """The finished model, checked. A dimension that is a word is free. `types` are those that are not float32."""

        def values(named: Mapping[str, Dimensions]) -> list[onnx.ValueInfoProto]:
            kinds = types or {}
            return [
                helper.make_tensor_value_info(key, kinds.get(key, TensorProto.FLOAT), list(shape))
                for key, shape in named.items()
            ]

        proto = helper.make_graph(self.nodes, name, values(inputs), values(outputs), list(self.constants.values()))
        model = helper.make_model(
            proto, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="photoorg"
        )
        onnx.checker.check_model(model, full_check=True)  # pyright: ignore[reportUnknownMemberType]
        return model
