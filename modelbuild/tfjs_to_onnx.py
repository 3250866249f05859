"""Turns a TensorFlow.js graph into ONNX: one small function for each kind of node, and a table of what it may ask for.

TensorFlow keeps pictures as batch, rows, columns, channels (NHWC); here they are NCHW from the first node on, so no
node is wrapped in transpositions. Whatever the table does not list (a kind, a setting, a shape) is refused: a guess
would give a model that runs and is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx

from modelbuild.graph import Graph
from modelbuild.tfjs import GraphModel, Node, Weights
from photoorg.outcomes import PhotoorgError


class _UnknownError(Exception):
    """What stands in the file and is not known here."""


class Converter:
    """The ONNX graph so far, and the sides in pixels of each tensor for a picture of the declared size."""

    def __init__(self, source: GraphModel) -> None:
        self.source = source
        self.graph = Graph()
        self.sides: dict[str, tuple[int, int]] = {}
        self.flows: dict[str, str] = {}

    def flow(self, name: str) -> str:
        """The ONNX name of what a node gives; the nodes that it needs are converted first."""
        if name in self.source.weights:
            return self._constant(name)
        if name not in self.flows:
            if name not in self.source.nodes:
                raise _UnknownError(f"a node {name}, which is not there")
            node = self.source.nodes[name]
            _check_settings(node)
            # Each kind asks for its inputs by `flow`, which is how their order comes about.
            self.flows[name] = KINDS[node.kind].convert(self, node)
        return self.flows[name]

    def same_sides(self, node: Node, *inputs: str) -> None:
        """Note that a node's result is as large as the largest of its inputs (constants and means are 1 x 1)."""
        self.sides[node.name] = max(self.sides.get(name, (1, 1)) for name in inputs)

    def weights(self, name: str, rank: int) -> Weights:
        """A constant that must be one, with `rank` axes."""
        value = self.source.weights.get(name)
        if value is None or value.ndim != rank:
            raise _UnknownError(f"{name} where a constant of {rank} axes belongs")
        return value

    def _constant(self, name: str) -> str:
        value = self.source.weights[name]
        if value.ndim > 1 or value.dtype != np.float32:
            raise _UnknownError(f"the constant {name} of shape {value.shape}")
        # A number each for the channels, which TensorFlow has last.
        return self.graph.constant(name, (value if value.ndim == 0 else value[:, None, None]).astype(np.float32))


def convert_graph(
    source: GraphModel, name: str, outputs: Mapping[str, str], shapes: Mapping[str, Sequence[int | str]]
) -> onnx.ModelProto:
    """A model with input `image` (N x rows x columns x 3 float32) and `outputs`: the names to give, by node.

    `shapes` are those of the outputs, batch axis first, channels second. Rows and columns are free. Raises
    PhotoorgError for anything that is not understood.
    """
    converter = Converter(source)
    try:
        for node, output in outputs.items():
            converter.graph.node("Identity", [converter.flow(node)], output)
    except _UnknownError as error:
        raise PhotoorgError(f"The model {name} cannot be converted: it has {error}.") from error
    return converter.graph.model(
        name, {"image": ["batch", "rows", "columns", 3]}, {output: shapes[output] for output in outputs.values()}
    )


def _placeholder(to: Converter, node: Node) -> str:
    _, rows, columns, _ = node.settings["shape"]
    to.sides[node.name] = rows, columns
    return to.graph.node("Transpose", ["image"], node.name, perm=[0, 3, 1, 2])


def _pointwise(kind: str) -> Callable[[Converter, Node], str]:
    def write(to: Converter, node: Node) -> str:
        inputs = [to.flow(name) for name in node.inputs]
        to.same_sides(node, *node.inputs)
        return to.graph.node(kind, inputs, node.name)

    return write


def _multiply(to: Converter, node: Node) -> str:
    """A product; relu6(x + 3) / 6, alone or times x, in half the passes over the picture (a tenth of all time)."""
    one, other = node.inputs
    for factor, gate in ((one, other), (other, one)):
        gated, (share, multiplied) = _gated(to.source, gate), _shared(to.source, factor)
        if gated and share and multiplied in (gated, ""):
            flow = to.flow(gated)
            to.same_sides(node, gated)
            name = f"{node.name}.gate" if multiplied else node.name
            to.graph.node("HardSigmoid", [flow], name, alpha=share, beta=3 * share)
            return to.graph.node("Mul", [flow, name], node.name) if multiplied else name
    return _pointwise("Mul")(to, node)


def _gated(source: GraphModel, name: str) -> str:
    """The x of relu6(x + 3), or nothing."""
    relu6 = _node_of(source, name, "Relu6")
    total = None if relu6 is None else _node_of(source, relu6.inputs[0], "Add")
    if total is None:
        return ""
    left, right = total.inputs
    return left if _scalar(source, right) == 3 else ""


def _shared(source: GraphModel, name: str) -> tuple[float, str]:
    """The s and x of s * x, or s alone, for an s that is a sixth as well as half precision can say it; else zero."""
    product = _node_of(source, name, "Mul")
    for scalar, rest in ((name, ""),) if product is None else (product.inputs, product.inputs[::-1]):
        if abs(_scalar(source, scalar) - 1 / 6) < 1e-4:
            return _scalar(source, scalar), rest
    return 0, ""


def _scalar(source: GraphModel, name: str) -> float:
    value = source.weights.get(name)
    return float(value) if value is not None and value.ndim == 0 else float("nan")


def _node_of(source: GraphModel, name: str, kind: str) -> Node | None:
    node = source.nodes.get(name)
    if node is None or node.kind != kind:
        return None
    _check_settings(node)
    return node


def _relu6(to: Converter, node: Node) -> str:
    (source,) = node.inputs
    flow = to.flow(source)
    to.same_sides(node, source)
    return to.graph.relu6(flow, node.name)


def _identity(to: Converter, node: Node) -> str:
    (source,) = node.inputs
    flow = to.flow(source)
    to.same_sides(node, source)
    return flow


def _convolution(*, depthwise: bool) -> Callable[[Converter, Node], str]:
    def write(to: Converter, node: Node) -> str:
        source, weight, *bias = node.inputs
        flow = to.flow(source)
        kernel = to.weights(weight, 4)
        kernel = _depthwise_kernel(kernel) if depthwise else kernel.transpose(3, 2, 0, 1)
        inputs = [flow, to.graph.constant(weight, np.ascontiguousarray(kernel, np.float32))]
        inputs += [to.graph.constant(name, to.weights(name, 1).astype(np.float32)) for name in bias]
        _, *strides, _ = node.settings["strides"]
        fused: list[str] = node.settings.get("fused_ops", [])
        if len(bias) != len(fused[:1]) or (node.settings["padding"] == "VALID" and kernel.shape[2:] != (1, 1)):
            raise _UnknownError(f"{node.name} with {len(bias)} biases and padding {node.settings['padding']}")
        rows, columns = to.sides[source]
        to.sides[node.name] = -(-rows // strides[0]), -(-columns // strides[1])
        output = f"{node.name}.sum" if "Relu" in fused else node.name
        to.graph.node(
            "Conv", inputs, output, auto_pad="SAME_UPPER", strides=strides, kernel_shape=list(kernel.shape[2:]),
            group=kernel.shape[0] if depthwise else 1,
        )  # fmt: skip
        return to.graph.node("Relu", [output], node.name) if "Relu" in fused else output

    return write


def _depthwise_kernel(kernel: Weights) -> Weights:
    if kernel.shape[3] != 1:
        raise _UnknownError(f"a depthwise kernel of shape {kernel.shape}")
    return kernel.transpose(2, 3, 0, 1)


def _mean(to: Converter, node: Node) -> str:
    source, axes = node.inputs
    flow = to.flow(source)
    if to.weights(axes, 1).tolist() != [1, 2]:
        raise _UnknownError(f"{node.name} over other axes than rows and columns")
    to.sides[node.name] = 1, 1
    return to.graph.node("GlobalAveragePool", [flow], node.name)


def _concatenate(to: Converter, node: Node) -> str:
    *sources, axis = node.inputs
    if to.weights(axis, 0) not in (3, -1):
        raise _UnknownError(f"{node.name} along another axis than the channels")
    flows = [to.flow(source) for source in sources]
    to.same_sides(node, *sources)
    return to.graph.node("Concat", flows, node.name, axis=1)


def _resize(to: Converter, node: Node) -> str:
    """The file says the new size; here it is how many times the old one, so that other pictures fit too."""
    source, size = node.inputs
    flow = to.flow(source)
    sides = to.sides[source]
    wanted = to.weights(size, 1).tolist()
    if any(new % old for new, old in zip(wanted, sides, strict=True)):
        raise _UnknownError(f"{node.name} from {sides} to {wanted}, which is no whole number of times")
    to.sides[node.name] = wanted[0], wanted[1]
    times = [new / old for new, old in zip(wanted, sides, strict=True)]
    scales = to.graph.constant(f"{node.name}.scales", np.asarray([1, 1, *times], np.float32))
    return to.graph.node(
        "Resize", [flow, "", scales], node.name, mode="linear", coordinate_transformation_mode="asymmetric"
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of node is written, and each setting that it may have with the values that are right."""

    convert: Callable[[Converter, Node], str]
    settings: Mapping[str, tuple[Any, ...]]


_FLOAT = {"T": ("DT_FLOAT",)}
_CONV: dict[str, tuple[Any, ...]] = {
    **_FLOAT,
    "data_format": ("NHWC",),
    "dilations": ([1, 1, 1, 1],),
    "explicit_paddings": ([],),
    "padding": ("SAME", "VALID"),
    "strides": ([1, 1, 1, 1], [1, 2, 2, 1]),
}
_GPU = {"use_cudnn_on_gpu": (True, False)}
_FUSED: dict[str, tuple[Any, ...]] = {"fused_ops": (["BiasAdd"], ["BiasAdd", "Relu"]), "num_args": (1,)}

KINDS: Mapping[str, Kind] = {
    "Placeholder": Kind(_placeholder, {"shape": ([1, 512, 512, 3],), "dtype": ("DT_FLOAT",)}),
    "Conv2D": Kind(_convolution(depthwise=False), {**_CONV, **_GPU}),
    "_FusedConv2D": Kind(_convolution(depthwise=False), {**_CONV, **_GPU, **_FUSED, "epsilon": (0.0,)}),
    "DepthwiseConv2dNative": Kind(_convolution(depthwise=True), _CONV),
    "FusedDepthwiseConv2dNative": Kind(_convolution(depthwise=True), {**_CONV, **_FUSED}),
    "Add": Kind(_pointwise("Add"), _FLOAT),
    "Mul": Kind(_multiply, _FLOAT),
    "Relu": Kind(_pointwise("Relu"), _FLOAT),
    "Relu6": Kind(_relu6, _FLOAT),
    "Sigmoid": Kind(_pointwise("Sigmoid"), _FLOAT),
    "Identity": Kind(_identity, _FLOAT),
    "Mean": Kind(_mean, {**_FLOAT, "Tidx": ("DT_INT32",), "keep_dims": (True,)}),
    "ConcatV2": Kind(_concatenate, {**_FLOAT, "Tidx": ("DT_INT32",), "N": (2,)}),
    "ResizeBilinear": Kind(_resize, {**_FLOAT, "align_corners": (False,), "half_pixel_centers": (False,)}),
}


def _check_settings(node: Node) -> None:
    if node.kind not in KINDS:
        raise _UnknownError(f"a node {node.name} of the kind {node.kind}, which is not known here")
    allowed = KINDS[node.kind].settings
    # Names that begin with _ are notes of TensorFlow's optimiser to itself.
    found = {name: value for name, value in node.settings.items() if not name.startswith("_")}
    if found.keys() != allowed.keys():
        raise _UnknownError(
            f"a node {node.name} with the settings {', '.join(sorted(found))}, which are not those known"
        )
    for name, value in found.items():
        if value not in allowed[name]:
            raise _UnknownError(f"a node {node.name} whose {name} is {value}, which is not known here")
