"""The program as a shell sees it: signals, pipes, terminals."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
Program = Callable[..., "subprocess.CompletedProcess[str]"]
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX only")


def many(folder: Path, number: int) -> Path:
    import numpy as np
    from PIL import Image

    folder.mkdir()
    random = np.random.default_rng(3)
    for count in range(number):
        noise = random.integers(0, 256, (60, 80, 3), np.uint8)
        Image.fromarray(noise).resize((1600, 1200)).save(folder / f"{count:03}.jpg", quality=70)
    return folder


def test_it_runs_and_its_status_is_the_commands(program: Program, pictures: Path) -> None:
    found = program("search", "cat")
    assert (found.returncode, found.stderr) == (0, "1 photo.\n")
    assert str(pictures / "cat.jpg") in found.stdout
    assert program("search", "(").returncode == 2
    assert program("nonsense").returncode == 2
    wrong = program("index", pictures / "nothing")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.count("\n") == 1


def test_no_progress_where_nobody_looks(program: Program, sample_pictures: Path) -> None:
    done = program("index", sample_pictures)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\r" not in done.stdout


@POSIX
def test_a_progress_bar_on_a_terminal(sample_pictures: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "photoorg", "index", str(sample_pictures)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # the terminal's other end is closed
        pass
    finally:
        os.close(ours)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"4 read" in output
    assert b"\r" not in output
    assert shown.count(b"\r") >= 2
    assert re.search(rb"Looking at files|\[[#.]{24}\] +\d+ %", shown)
    assert shown.endswith(b"\r"), "the line is left clean"


@POSIX
def test_interrupted_with_what_is_done_kept(program: Program, tmp_path: Path, library_home: Path) -> None:
    photos = many(tmp_path / "many", 60)
    command = [sys.executable, "-m", "photoorg", "index", str(photos), "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if '"done":0' not in line and '"stage":"stat"' not in line:
            break
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said == "Stopped. What is done is kept.\n"
    kept = len(program("search", "--limit", 0, "--json").stdout.splitlines())
    assert 0 < kept < 60
    done = program("index", photos)
    assert done.returncode == 0
    assert len(program("search", "--limit", 0, "--json").stdout.splitlines()) == 60


@POSIX
def test_a_reader_that_has_gone(pictures: Path) -> None:
    command = [sys.executable, "-m", "photoorg", "search", "--limit", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 0
    process.stderr.close()


@POSIX
def test_a_plain_terminal(program: Program, sample_pictures: Path) -> None:
    (sample_pictures / "cat.jpg").rename(sample_pictures / "caf\u00e9 \udcff.jpg")
    plain = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    assert program("index", sample_pictures, env=plain).returncode == 0
    found = program("search", "camera:canon", env=plain)
    assert found.returncode == 0
    assert "caf" in found.stdout
    assert found.stdout.isascii()


def test_two_programs_on_one_library(program: Program, sample_pictures: Path, library_home: Path) -> None:
    command = [sys.executable, "-m", "photoorg", "index", str(sample_pictures)]
    both = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends = [(process.communicate(timeout=60)[1], process.returncode) for process in both]
    assert ("", 0) in ends, "one of them does it; the other may come while it does, or when it has"
    assert all(status == 0 or "open already on this library (photoorg index, process" in said for said, status in ends)
    assert len(program("search").stdout.splitlines()) == 4


def test_it_starts_without_the_heavy_libraries() -> None:
    heavy = "{'onnxruntime', 'PySide6', 'rawpy'} & set(sys.modules)"
    check = f"import sys; from photoorg.cli import commands; sys.exit(bool({heavy}))"
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=False).returncode == 0


@POSIX
def test_stopped_while_it_starts_it_says_nothing() -> None:
    stops = "import os, signal; os.kill(os.getpid(), signal.SIGINT)"
    code = "import sys; from importlib import abc\nclass Stop(abc.MetaPathFinder):\n def find_spec(self, name, *_):\n"
    code += f"  if name == 'photoorg.cli':\n   {stops}\nsys.meta_path.insert(0, Stop())\n"
    code += "from photoorg.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")
