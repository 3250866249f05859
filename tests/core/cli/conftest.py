"""The command line on a library of four real photos, a damaged file and the real model."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from photoorg.cli import commands
from photoorg.settings import resources
from photoorg.vision.packs import read_stamp

ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _every_command_opens_a_log(no_log_left: None) -> None: ...


@pytest.fixture
def run() -> Run:
    """Runs a command in this process."""

    def invoke(*arguments: object, **options: Any) -> Result:
        return CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="photoorg", **options)

    return invoke


@pytest.fixture
def program(library_home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a command as a program."""

    def call(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "photoorg", *(str(argument) for argument in arguments)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, **options)

    return call


@pytest.fixture(scope="session")
def _indexed(_sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if read_stamp(resources() / "models", "efficientnet-lite2") is None:
        pytest.skip("the model is not built")
    folder = tmp_path_factory.mktemp("indexed")
    shutil.copytree(_sample_store, folder / "pictures")
    (folder / "pictures" / "broken.jpg").write_text("no picture")
    (folder / "library").mkdir()
    (folder / "library" / "settings.json").write_text('{"target_precision": 0.5}')  # so that each picture has tags
    done = CliRunner().invoke(commands, ["index", str(folder / "pictures"), "--library", str(folder / "library")])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def pictures(_indexed: Path, library_home: Path) -> Path:
    """The pictures, indexed into this test's own library."""
    shutil.copytree(_indexed / "library", library_home)
    return _indexed / "pictures"


def objects(text: str) -> list[dict[str, Any]]:
    """JSON lines: each line must be one object."""
    found = [json.loads(line) for line in text.splitlines()]
    assert all(isinstance(one, dict) for one in found)
    return found


@pytest.fixture
def lines() -> Callable[[str], list[dict[str, Any]]]:
    return objects


@pytest.fixture
def environment(library_home: Path) -> dict[str, str]:
    return dict(os.environ)
