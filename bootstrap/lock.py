"""Write `requirements/*.txt` from the ranges in pyproject.toml, every package pinned with its hashes.

    .venv/bin/python -m pip install uv
    .venv/bin/python -m bootstrap.lock            take the newest versions that the ranges allow
    .venv/bin/python -m bootstrap.lock --keep     change only what pyproject.toml now demands

One resolution holds for every platform and Python, so all files agree; a package is named in the first file
that needs it.

    .venv/bin/python -m bootstrap.lock --prove    change nothing; ask whether each pin has a wheel on each platform
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from bootstrap.console import say
from bootstrap.pins import BUILD, CHECK, CORE, FORMATS, GROUPS, ROOT, TYPES, WINDOW, Group

# sqlite-utils and the model build call pip, but the environment has its own: nothing to pin, and nothing to replace
# while it runs.
NEVER = ("pip",)
PYTHONS = ("3.11", "3.14")
PLATFORMS = (
    "x86_64-manylinux_2_34", "aarch64-manylinux_2_39", "aarch64-apple-darwin", "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc", "aarch64-pc-windows-msvc",
)  # fmt: skip
# Microsoft stopped building onnxruntime for Intel Macs before there was a Python 3.14.
IMPOSSIBLE = {("x86_64-apple-darwin", "3.14")}


def ranges() -> dict[Group, list[str]]:
    """What each group asks for, as pyproject.toml says it.

    PySide6 is split off, for a terminal does without; so are the decoders that photoorg is not shipped with.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime: list[str] = project["project"]["dependencies"]
    extras: dict[str, list[str]] = project["project"]["optional-dependencies"]
    groups: dict[str, list[str]] = project["dependency-groups"]
    return {
        CORE: [line for line in runtime if not line.startswith("PySide6")],
        BUILD: [*project["build-system"]["requires"], "editables"],  # hatchling asks for it for an editable install
        WINDOW: [line for line in runtime if line.startswith("PySide6")],
        FORMATS: [*extras["heic"], *extras["jxl"]],
        CHECK: groups["check"],
        TYPES: groups["types"],
    }


def names(requirements: str) -> set[str]:
    """The packages that a requirements text pins."""
    return set(re.findall(r"^([A-Za-z0-9._-]+)==", requirements, re.MULTILINE))


def compile_pins(lines: Sequence[str], *options: str) -> str:
    """The pins for `lines`, by uv. It reads no configuration, so the answer is that of the public index."""
    common = ("pip", "compile", "-", "--quiet", "--no-config", "--no-header", "--no-annotate", "--no-build")
    done = subprocess.run([sys.executable, "-m", "uv", *common, *options], input="\n".join(lines),
                          env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": "14.0"}, stdout=subprocess.PIPE, text=True,
                          check=True)  # fmt: skip
    return done.stdout


def lock(groups: dict[Group, list[str]], *, keep: bool) -> None:
    """Resolve all groups together and write each group's file."""
    universal = ("--universal", "--python-version", PYTHONS[0])
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        if keep:
            known = [group.file.read_text(encoding="utf-8") for group in groups if group.file.exists()]
            pins.write_text("\n".join(known), encoding="utf-8")
        everything = [line for lines in groups.values() for line in lines]
        pins.write_text(compile_pins(everything, *universal, "-o", str(pins)) or pins.read_text(encoding="utf-8"))
        told = set(NEVER)
        for group, lines in groups.items():
            skipped = [option for name in sorted(told) for option in ("--no-emit-package", name)]
            text = compile_pins(lines, *universal, "--generate-hashes", "-c", str(pins), *skipped)
            group.file.write_text(
                f"# For {group.purpose}. Made by `python -m bootstrap.lock`.\n{text}", encoding="utf-8"
            )
            told |= names(text)
            say(f"{group.file.name}: {len(names(text))} packages")


def prove() -> int:
    """Say for which platform and Python a pinned package has no wheel; 1 if there is one."""
    failed = False
    for platform in PLATFORMS:
        for python in PYTHONS:
            if (platform, python) in IMPOSSIBLE:
                continue
            failed |= not _has_wheels(platform, python)
    return int(failed)


def _has_wheels(platform: str, python: str) -> bool:
    pins = [line.rstrip(" \\") for group in GROUPS for line in group.file.read_text(encoding="utf-8").splitlines()
            if "==" in line]  # fmt: skip
    try:
        compile_pins(pins, "--no-deps", "--python-platform", platform, "--python-version", python)
    except subprocess.CalledProcessError:
        say(f"{platform}, Python {python}: see above")
        return False
    say(f"{platform}, Python {python}: every pin has a wheel")
    return True


def main(arguments: Sequence[str]) -> int:
    """The command line: lock, or prove."""
    if "--prove" in arguments:
        return prove()
    lock(ranges(), keep="--keep" in arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
