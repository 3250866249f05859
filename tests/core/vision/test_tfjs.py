"""TensorFlow.js graphs to ONNX: right where it is understood, refused where it is not."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from modelbuild.tfjs import GraphModel, read_graph
from modelbuild.tfjs_to_onnx import KINDS, convert_graph
from photoorg.outcomes import PhotoorgError
from photoorg.vision.session import runtime

Array = NDArray[np.float32]
FLOAT = {"T": {"type": "DT_FLOAT"}}
SIDE = 512
PICTURE = "tower/picture"


def word(text: str) -> dict[str, str]:
    return {"s": base64.b64encode(text.encode()).decode()}


def words(*texts: str) -> dict[str, Any]:
    return {"list": {"s": [word(text)["s"] for text in texts]}}


def numbers(*values: int) -> dict[str, Any]:
    return {"list": {"i": [str(value) for value in values]}}


CONV = {
    **FLOAT,
    "data_format": word("NHWC"),
    "dilations": numbers(1, 1, 1, 1),
    "explicit_paddings": {"list": {}},
    "padding": word("SAME"),
    "strides": numbers(1, 2, 2, 1),
}
GPU = {"use_cudnn_on_gpu": {"b": True}}
FUSED = {"fused_ops": words("BiasAdd", "Relu"), "num_args": {"i": "1"}}


class Files:
    """A graph model's two files, grown node by node; weights are stored as float16."""

    def __init__(self) -> None:
        shape = {"shape": {"dim": [{"size": str(size)} for size in (1, SIDE, SIDE, 3)]}}
        self.nodes: list[dict[str, Any]] = []
        self.entries: list[dict[str, Any]] = []
        self.numbers = b""
        self.node(PICTURE, "Placeholder", [], {"shape": shape, "dtype": {"type": "DT_FLOAT"}})

    def node(self, name: str, kind: str, inputs: list[str], settings: dict[str, Any]) -> None:
        self.nodes.append({"name": name, "op": kind, "input": inputs, "attr": settings})

    def constant(self, name: str, value: Any) -> Array:
        values = np.asarray(value)
        entry: dict[str, Any] = {"name": name, "shape": list(values.shape), "dtype": "int32"}
        if values.dtype.kind == "f":
            entry |= {"dtype": "float32", "quantization": {"dtype": "float16", "original_dtype": "float32"}}
        stored = values.astype("<f2" if values.dtype.kind == "f" else "<i4")
        self.nodes.append({"name": name, "op": "Const", "attr": {}})
        self.entries.append(entry)
        self.numbers += stored.tobytes()
        return stored.astype(np.float32)

    def read(self) -> GraphModel:
        content = {
            "format": "graph-model",
            "modelTopology": {"node": self.nodes},
            "weightsManifest": [{"paths": ["w.bin"], "weights": self.entries}],
        }
        return read_graph(json.dumps(content).encode(), self.numbers)

    def answer(self, name: str, image: Array) -> Array:
        """What the converted graph gives at a node, NHWC as TensorFlow has it."""
        model = convert_graph(self.read(), "tried", {name: "out"}, {"out": ["batch", "c", "h", "w"]})
        session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        return session.run(None, {"image": image})[0].transpose(0, 2, 3, 1)


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def image() -> Array:
    """Rows and columns differ, so that mixed up axes show."""
    return np.random.default_rng(1).uniform(-4, 4, (2, 8, 12, 3)).astype(np.float32)


def same_conv(image: Array, kernel: Array, stride: int) -> Array:
    """TensorFlow's SAME for sides that the stride divides, number by number."""
    size = kernel.shape[0]
    before = (size - stride) // 2
    padded = np.pad(image, ((0, 0), (before, size), (before, size), (0, 0)))
    rows, columns = image.shape[1] // stride, image.shape[2] // stride
    out = np.zeros((len(image), rows, columns, kernel.shape[3]))
    for row in range(rows):
        for column in range(columns):
            top, left = row * stride, column * stride
            out[:, row, column] = np.tensordot(padded[:, top : top + size, left : left + size], kernel, 3)
    return out.astype(np.float32)


@pytest.mark.parametrize("stride", [1, 2])
def test_convolutions_pad_as_tensorflow_does(files: Files, image: Array, stride: int) -> None:
    kernel = files.constant("kernel", np.random.default_rng(2).normal(size=(3, 3, 3, 5)))
    bias = files.constant("bias", np.linspace(-1, 1, 5))
    settings = {**CONV, **GPU, **FUSED, "epsilon": {"f": 0}, "strides": numbers(1, stride, stride, 1)}
    files.node("conv", "_FusedConv2D", [PICTURE, "kernel", "bias"], settings)
    expected = np.maximum(same_conv(image, kernel, stride) + bias, 0)
    assert files.answer("conv", image) == pytest.approx(expected, abs=1e-4)


def test_depthwise_convolutions_keep_channels_apart(files: Files, image: Array) -> None:
    kernel = files.constant("kernel", np.random.default_rng(3).normal(size=(5, 5, 3, 1)))
    files.node("conv", "DepthwiseConv2dNative", [PICTURE, "kernel"], CONV)
    expected = np.concatenate([same_conv(image[..., [place]], kernel[:, :, [place]], 2) for place in range(3)], axis=-1)
    assert files.answer("conv", image) == pytest.approx(expected, abs=1e-4)


def test_hard_swish_is_written_shorter_and_means_the_same(files: Files, image: Array) -> None:
    three = files.constant("three", 3.0)
    sixth = files.constant("sixth", 1 / 6)
    files.node("add", "Add", [PICTURE, "three"], FLOAT)
    files.node("relu6", "Relu6", ["add"], FLOAT)
    files.node("part", "Mul", ["sixth", PICTURE], FLOAT)
    files.node("swish", "Mul", ["part", "relu6"], FLOAT)
    files.node("gate", "Mul", ["sixth", "relu6"], FLOAT)
    gate = np.clip(image + three, 0, 6) * sixth
    assert files.answer("swish", image) == pytest.approx(image * gate, abs=2e-3)
    assert files.answer("gate", image) == pytest.approx(gate, abs=5e-4)
    model = convert_graph(files.read(), "tried", {"swish": "out"}, {"out": ["batch", "c", "h", "w"]})
    assert [node.op_type for node in model.graph.node] == ["Transpose", "HardSigmoid", "Mul", "Identity"]


def test_a_product_that_only_looks_like_hard_swish_stays_one(files: Files, image: Array) -> None:
    files.constant("three", 3.0)
    half = files.constant("half", 0.5)
    files.node("add", "Add", [PICTURE, "three"], FLOAT)
    files.node("relu6", "Relu6", ["add"], FLOAT)
    files.node("part", "Mul", ["half", PICTURE], FLOAT)
    files.node("product", "Mul", ["part", "relu6"], FLOAT)
    assert files.answer("product", image) == pytest.approx(half * image * np.clip(image + 3, 0, 6), abs=1e-5)


def test_the_other_kinds(files: Files, image: Array) -> None:
    files.constant("axes", [1, 2])
    files.constant("last", 3)
    channels = files.constant("channels", [1.0, -2.0, 0.5])
    files.node("mean", "Mean", [PICTURE, "axes"], {**FLOAT, "Tidx": {"type": "DT_INT32"}, "keep_dims": {"b": True}})
    files.node("sum", "Add", [PICTURE, "channels"], FLOAT)
    files.node("gate", "Sigmoid", ["mean"], FLOAT)
    files.node("gated", "Mul", ["sum", "gate"], FLOAT)
    files.node("relu", "Relu", [PICTURE], FLOAT)
    joined = {**FLOAT, "Tidx": {"type": "DT_INT32"}, "N": {"i": "2"}}
    files.node("both", "ConcatV2", ["gated", "relu", "last"], joined)
    gated = (image + channels) / (1 + np.exp(-image.mean(axis=(1, 2), keepdims=True)))
    expected = np.concatenate([gated, np.maximum(image, 0)], axis=-1)
    assert files.answer("both", image) == pytest.approx(expected, abs=1e-5)


def test_a_size_to_resize_to_becomes_how_many_times(files: Files, image: Array) -> None:
    files.constant("size", [2 * SIDE, 2 * SIDE])
    files.node(
        "twice",
        "ResizeBilinear",
        [PICTURE, "size"],
        {**FLOAT, "align_corners": {"b": False}, "half_pixel_centers": {"b": False}},
    )
    twice = files.answer("twice", image)
    assert twice.shape == (2, 16, 24, 3)
    assert twice[:, ::2, ::2] == pytest.approx(image, abs=1e-5)
    assert twice[:, 0, 1] == pytest.approx((image[:, 0, 0] + image[:, 0, 1]) / 2, abs=1e-5)


def with_setting(name: str, value: dict[str, Any]) -> Callable[[Files], None]:
    return lambda files: files.node("end", "DepthwiseConv2dNative", [PICTURE, "kernel"], {**CONV, name: value})


STRANGE: dict[str, tuple[Callable[[Files], None], str]] = {
    "kind": (lambda files: files.node("end", "Softplus", [PICTURE], FLOAT), "of the kind Softplus"),
    "number type": (lambda files: files.node("end", "Relu", [PICTURE], {"T": {"type": "DT_HALF"}}), "T is DT_HALF"),
    "layout": (with_setting("data_format", word("NCHW")), "data_format is NCHW"),
    "dilation": (with_setting("dilations", numbers(1, 2, 2, 1)), "dilations is"),
    "new setting": (with_setting("groups", {"i": "3"}), "not those known"),
    "missing setting": (lambda files: files.node("end", "Relu", [PICTURE], {}), "not those known"),
    "valid padding": (with_setting("padding", word("VALID")), "padding VALID"),
    "kernel": (lambda files: files.node("end", "DepthwiseConv2dNative", [PICTURE, "flat"], CONV), "4 axes belongs"),
    "input": (lambda files: files.node("end", "Relu", ["nowhere"], FLOAT), "a node nowhere"),
    "constant": (lambda files: files.node("end", "Add", [PICTURE, "flat"], FLOAT), "the constant flat"),
}


@pytest.mark.parametrize("strange", STRANGE)
def test_what_is_not_known_is_refused(files: Files, strange: str) -> None:
    files.constant("kernel", np.ones((3, 3, 3, 1)))
    files.constant("flat", np.ones((3, 3)))
    build, sentence = STRANGE[strange]
    build(files)
    with pytest.raises(PhotoorgError, match=sentence):
        convert_graph(files.read(), "tried", {"end": "out"}, {"out": ["batch", "c", "h", "w"]})


def test_every_kind_says_which_settings_are_right() -> None:
    assert all(kind.settings for kind in KINDS.values())


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data + b"x"])
def test_weights_of_another_length_are_refused(files: Files, spoil: Callable[[bytes], bytes]) -> None:
    files.constant("kernel", np.ones((3, 3, 3, 1)))
    files.numbers = spoil(files.numbers)
    with pytest.raises(PhotoorgError, match="cannot be used"):
        files.read()


@pytest.mark.parametrize("topology", [b"", b"[]", b"{}", b'{"format": "layers-model"}'])
def test_a_file_that_is_no_graph_is_refused(topology: bytes) -> None:
    with pytest.raises(PhotoorgError, match="cannot be used"):
        read_graph(topology, b"")
