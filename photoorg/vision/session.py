"""Runs a model on the best processor that works: the only module that knows onnxruntime.

A provider is used only after it has answered a real batch as the CPU does; else the next one is tried and a sentence
says why. onnxruntime itself would fall back without a word.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import PhotoorgError

# onnxruntime 1.31 reports its use to its maker from the moment it is imported and keeps a database of it in the user's
# cache folder; only this variable, set before the import, stops both. A user's pictures are nobody's business.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime  # pyright: ignore[reportMissingTypeStubs]

if TYPE_CHECKING:
    Runtime = Any
runtime = cast("Runtime", onnxruntime)  # its Python layer carries no types
runtime.disable_telemetry_events()  # the older kind, on Windows
runtime.set_default_logger_severity(4)  # what goes wrong is told in `notes`, not on stderr

Array = NDArray[np.float32]

# Half-precision processors differ from the CPU in the third digit; a wrong result differs in the first.
LARGEST_DIFFERENCE = 0.05


@dataclass(frozen=True, slots=True)
class Provider:
    """A kind of processor. `key` is what settings say, `runtime_name` what onnxruntime says.

    `one_at_a_time`: its sessions must not be run by two threads at once. `preload`: its libraries come as Python
    packages, which must be loaded before the first session.
    """

    key: str
    label: str
    runtime_name: str
    package: str
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    one_at_a_time: bool = False
    preload: bool = False


CPU = Provider("cpu", "CPU", "CPUExecutionProvider", "onnxruntime")

# Best first.
PROVIDERS: tuple[Provider, ...] = (
    Provider("cuda", "NVIDIA CUDA", "CUDAExecutionProvider", "onnxruntime-gpu", preload=True),
    Provider("directml", "DirectML", "DmlExecutionProvider", "onnxruntime-directml", one_at_a_time=True),
    Provider("coreml", "Apple Core ML", "CoreMLExecutionProvider", "onnxruntime on macOS"),
    Provider("openvino", "Intel OpenVINO", "OpenVINOExecutionProvider", "onnxruntime-openvino"),
    CPU,
)


@dataclass(frozen=True, slots=True)
class Availability:
    """One line of `doctor`: whether the installed onnxruntime offers a provider, and why or why not."""

    provider: Provider
    offered: bool
    reason: str


class Session:
    """An open model.

    `provider` is the key of the processor in use, `notes` says what was tried before it, `shapes` are those of the
    outputs by name; a side that is free is a word.
    """

    def __init__(self, inner: Runtime, provider: Provider, notes: Sequence[str] = ()) -> None:
        self._inner = inner
        self._input: str = inner.get_inputs()[0].name
        self._turn = threading.Lock() if provider.one_at_a_time else nullcontext()
        self.shapes: dict[str, tuple[int | str, ...]] = {
            output.name: tuple(output.shape) for output in inner.get_outputs()
        }
        self.provider = provider.key
        self.notes = tuple(notes)

    def run(self, batch: Array | NDArray[np.int64], outputs: Sequence[str] = ()) -> list[Array]:
        """What the model says of a batch (first axis: pictures, texts): the outputs named, or all. Any thread may."""
        with self._turn:
            return self._inner.run(list(outputs) or None, {self._input: batch})


def available_providers(table: Sequence[Provider] = PROVIDERS) -> tuple[Availability, ...]:
    """Every known provider, offered or not. Offered means built in: only a trial shows that it works."""
    offered: list[str] = runtime.get_available_providers()
    version: str = runtime.__version__
    return tuple(
        Availability(provider, True, f"offered by onnxruntime {version}")
        if provider.runtime_name in offered
        else Availability(provider, False, _why_absent(provider))
        for provider in table
    )


def _why_absent(provider: Provider) -> str:
    """All packages of onnxruntime install one and the same folder, and the plain one wins."""
    if not (_is_installed(provider.package) and _is_installed(CPU.package)):
        return f"it needs the package {provider.package}"
    return (
        f"{provider.package} is installed but hidden by plain {CPU.package}: pip uninstall {CPU.package}, "
        f"then pip install --force-reinstall --no-deps {provider.package}"
    )


def _is_installed(package: str) -> bool:
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def open_session(  # noqa: PLR0913, PLR0917 (the last three are for those who know better)
    model: Path,
    trial: Array | NDArray[np.int64],
    provider: str = "auto",
    threads: int = 1,
    table: Sequence[Provider] = PROVIDERS,
    tolerance: Mapping[str, float] | None = None,
) -> Session:
    """Open a model on `provider`, or on the best one that works for "auto", with the CPU to fall back on.

    `trial` is a batch of the size that will be used. `threads` is per call, on the CPU. A provider asked for by name
    that does not work leaves a note. `tolerance` names the outputs to compare, each with how far a provider's may lie
    from the CPU's as a share of that one's length; by default all, by LARGEST_DIFFERENCE. Raises PhotoorgError when the
    name is unknown or not even the CPU can run it.
    """
    if provider not in ("auto", *(known.key for known in table)):
        known = ", ".join(("auto", *(known.key for known in table)))
        raise PhotoorgError(f"There is no processor called {provider}: choose one of {known}.")
    session = _open_cpu(model, trial, threads)
    shares = tolerance or dict.fromkeys(session.shapes, LARGEST_DIFFERENCE)
    notes: list[str] = []
    for choice in available_providers(table):
        if provider not in ("auto", choice.provider.key) or choice.provider is CPU:
            continue
        if choice.offered:
            try:
                other = Session(_start_on(model, choice.provider, threads), choice.provider, notes)
                _compare(other, session, trial, shares)
            except Exception as error:  # noqa: BLE001  (drivers fail in every way there is)
                notes.append(f"{choice.provider.label} was tried and not used: {_first_line(error)}")
            else:
                return other
        elif provider != "auto":
            notes.append(f"{choice.provider.label} is not used: {choice.reason}.")
    session.notes = tuple(notes)
    return session


def _open_cpu(model: Path, trial: Array | NDArray[np.int64], threads: int) -> Session:
    """The model on the CPU. One picture shows whether it runs; the memory that many take would stay taken."""
    try:
        session = Session(_start(model, CPU, threads), CPU)
        session.run(trial[:1])
    except Exception as error:
        raise PhotoorgError(f"The model {model.name} cannot be run: {_first_line(error)}") from error
    return session


def _start_on(model: Path, provider: Provider, threads: int) -> Runtime:
    """A session that runs on `provider` and not on what onnxruntime silently takes instead."""
    if provider.preload:
        runtime.preload_dlls()
    session = _start(model, provider, threads)
    if session.get_providers()[0] != provider.runtime_name:
        raise RuntimeError("it did not start, its driver or libraries may be missing.")
    return session


def _compare(session: Session, cpu: Session, trial: Array | NDArray[np.int64], shares: Mapping[str, float]) -> None:
    """Raise RuntimeError where a session answers a batch otherwise than the CPU does, picture by picture."""
    names = tuple(shares)
    alone = [cpu.run(trial[place : place + 1], names) for place in range(len(trial))]
    for answer, parts, share in zip(session.run(trial, names), zip(*alone, strict=True), shares.values(), strict=True):
        wanted = np.concatenate(parts)
        if not np.linalg.norm(answer - wanted) <= share * np.linalg.norm(wanted):  # NaN fails too
            raise RuntimeError("its answers differ from those of the CPU.")


def _start(model: Path, provider: Provider, threads: int) -> Runtime:
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # A waiting thread that spins takes a core from the ones that decode pictures.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    if provider.one_at_a_time:
        options.enable_mem_pattern = False  # DirectML asks for it
    # onnxruntime adds the CPU by itself, for single nodes that the provider does not know.
    return runtime.InferenceSession(str(model), options, providers=[(provider.runtime_name, dict(provider.options))])


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
