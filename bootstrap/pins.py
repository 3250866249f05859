"""The files of pinned packages, and what a failing pip means by its words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Group:
    """One file in `requirements/`: its name, what it is for, its rough download size in MB.

    `modules` can be imported where it is whole: those that photoorg cannot start or be built without.
    """

    name: str
    purpose: str
    megabytes: int
    modules: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """The hash-pinned requirements."""
        return ROOT / "requirements" / f"{self.name}.txt"

    def digest(self) -> str:
        """Changes when a pin does."""
        return hashlib.sha256(self.file.read_bytes()).hexdigest()


CORE = Group(
    "core", "photoorg itself", 60,
    (
        "click", "defusedxml", "fpdf", "lark", "lxml.etree", "numpy", "onnxruntime", "PIL.Image", "platformdirs",
        "pydantic", "sqlite_utils",
    ),
)  # fmt: skip
BUILD = Group("build", "the model build", 10, ("hatchling", "onnx"))
WINDOW = Group("window", "the window", 75, ("PySide6",))
FORMATS = Group("formats", "HEIC and JPEG XL", 10)
CHECK = Group("check", "the checks", 65)
TYPES = Group("types", "the type check", 65)
GROUPS = (CORE, BUILD, WINDOW, FORMATS, CHECK, TYPES)

# What a failed pip says -> what it means. The first match counts: without a network pip finds "no matching" ones too.
PIP_FAILURES = (
    (
        ("NewConnectionError", "NameResolutionError", "name resolution", "ProxyError", "TimeoutError", "unreachable"),
        "The packages could not be downloaded: is this machine online? Only the first run needs a network.",
    ),
    (
        ("No space left on device", "Errno 28"),
        "The disk is full: the set-up needs about 1 GB.",
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        "A downloaded package is not the one that photoorg was tested with, so it was refused.",
    ),
    (
        ("No matching distribution found",),
        "A package is not ready-made for this machine: it takes Python 3.11 to 3.14 and a recent 64-bit system.",
    ),
    (
        ("Permission denied", "Errno 13"),
        "The set-up may not write here: check who owns this folder.",
    ),
)


def explain_pip(output: str) -> str:
    """One sentence for what pip said when it failed."""
    for signs, sentence in PIP_FAILURES:
        if any(sign in output for sign in signs):
            return sentence
    return "pip could not install the packages; its last lines are above."
