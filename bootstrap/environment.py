"""The private environment `.venv`: made once, brought up to date when pins change, rebuilt when broken.

The stamp inside it says what is installed. It is emptied before anything is touched and written when all is
done, so an environment without a good stamp was interrupted, and is made again (pip's cache spares the downloads).
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bootstrap.console import SetupError, guarded, quietly, say
from bootstrap.pins import GROUPS, ROOT, Group, explain_pip


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment in `folder`, for the checkout in ROOT."""

    folder: Path = ROOT / ".venv"

    @property
    def programs(self) -> Path:
        """Where its commands lie."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.programs / ("python.exe" if os.name == "nt" else "python")

    @property
    def stamp(self) -> Path:
        """Says that the environment is ours and what it holds; empty while work is under way."""
        return self.folder / "photoorg.json"

    def program(self, name: str) -> str:
        """The full path of one of its commands."""
        return str(self.programs / (f"{name}.exe" if os.name == "nt" else name))

    def prepare(self, groups: Sequence[Group]) -> None:
        """Have `groups` installed as pinned. Raises SetupError."""
        if not self._missing(groups):
            return
        with self._alone():
            if not self._works(self._state()):
                self._create()
            if missing := self._missing(groups):
                self._install(missing)

    def install_project(self) -> None:
        """Have the checkout itself installed, editable, which gives the `photoorg` command. Needs CORE and BUILD."""
        digest = _project_digest()
        if self._state()["installed"].get("photoorg") == digest:
            return
        with self._alone():
            state = self._state()
            self._pip("Installing photoorg", "--no-build-isolation", "--no-deps", "--no-index", "-e", str(ROOT))
            self._record(state, {"photoorg": digest})

    def is_whole(self, groups: Sequence[Group]) -> bool:
        """Whether what `groups` brought can be imported; asked when something does not start."""
        line = "; ".join(f"import {module}" for group in groups for module in group.modules)
        done = subprocess.run(
            [self.python, "-c", line], cwd=self.folder, env=clean_environment(), capture_output=True, check=False
        )
        return done.returncode == 0

    def distrust(self) -> None:
        """Take it for broken, whatever the stamp says: `prepare` then makes it again."""
        with self._alone():
            self.stamp.write_text("", encoding="utf-8")

    def _alone(self) -> AbstractContextManager[None]:
        """Two set-ups at once would break each other."""
        return _only_one(self.folder.parent / ".cache" / f"{self.folder.name[1:]}.lock")

    def _missing(self, groups: Sequence[Group]) -> list[Group]:
        """The groups that are not installed or not up to date."""
        state = self._state()
        installed: dict[str, str] = state["installed"] if self._works(state) else {}
        return [group for group in groups if installed.get(group.name) != group.digest()]

    def _state(self) -> dict[str, Any]:
        try:
            return json.loads(self.stamp.read_text(encoding="utf-8") or "{}")
        except (OSError, ValueError):
            return {}

    def _works(self, state: dict[str, Any]) -> bool:
        """False for one that was interrupted, moved, or whose Python has gone or changed."""
        if state.get("folder") != str(self.folder):
            return False
        return state.get("python") == _version_of(self.python)

    def _create(self) -> None:
        """Make it anew, empty."""
        if os.path.lexists(self.folder) and not self.folder.is_dir():
            raise SetupError(f"{self.folder} is no folder. Move it away or delete it, then try again.")
        if self.folder.exists() and not self.stamp.exists() and any(self.folder.iterdir()):
            raise SetupError(f"{self.folder} was not made by photoorg. Move it away or delete it, then try again.")
        if Path(sys.prefix).resolve() == self.folder.resolve():
            raise SetupError("The environment must be made again: start this with the Python outside .venv.")
        if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            raise SetupError(
                f"Python's venv is missing. On Debian or Ubuntu: sudo apt-get install python{version}-venv"
            )
        if self.folder.exists():
            say("The private environment is incomplete or has moved: making it again.")
            self._discard()
        self.folder.mkdir()
        self.stamp.touch()
        command = [sys.executable, "-m", "venv", str(self.folder)]
        quietly("Making a private environment", command, folder=ROOT, environment=clean_environment(),
                explain=lambda _: "Python could not make a virtual environment; its last lines are above.")  # fmt: skip
        self._record({"folder": str(self.folder), "python": _version_of(self.python), "installed": {}}, {})

    def _discard(self) -> None:
        """Take it away whole: half of it without its stamp would look like somebody else's."""
        rubbish = self.folder.with_name(f"{self.folder.name}.old")
        shutil.rmtree(rubbish, ignore_errors=True)
        self.folder.rename(rubbish)
        shutil.rmtree(rubbish, ignore_errors=True)

    def _install(self, groups: Sequence[Group]) -> None:
        state = self._state()
        self.stamp.write_text("", encoding="utf-8")
        for group in groups:
            title = f"Installing packages for {group.purpose} (about {group.megabytes} MB)"
            self._pip(title, "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(group.file))
        self._record(state, {group.name: group.digest() for group in groups})

    def _record(self, state: dict[str, Any], installed: dict[str, str]) -> None:
        """Write the stamp: `state`, and what was installed on top of it. A crash leaves the old stamp or the new."""
        partial = self.stamp.with_suffix(".partial")
        partial.write_text(
            json.dumps(state | {"installed": state["installed"] | installed}, indent=1), encoding="utf-8"
        )
        partial.replace(self.stamp)

    def _pip(self, title: str, *arguments: str) -> None:
        command = [str(self.python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        quietly(title, [*command, *arguments], folder=ROOT, environment=clean_environment(), explain=explain_pip)


def main(arguments: Sequence[str]) -> int:
    """`python -m bootstrap.environment FOLDER GROUP...`: have GROUPs installed in an environment of that name."""
    folder, *names = arguments
    return guarded(lambda: Environment(ROOT / folder).prepare([g for g in GROUPS if g.name in names]) or 0)


def clean_environment() -> dict[str, str]:
    """This process's environment less what would lead another Python or pip astray."""
    astray = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in astray} | {"PIP_USER": "0"}


def _project_digest() -> str:
    """Changes when the checkout must be installed again: its scripts, dependencies or version."""
    files = (ROOT / "pyproject.toml", ROOT / "photoorg" / "__init__.py")
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _version_of(python: Path) -> str:
    """Its version as it says itself, or "" where it does not run."""
    try:
        return subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


@contextmanager
def _only_one(file: Path) -> Generator[None]:
    """Hold `file` locked. The system frees it if we are killed."""
    if os.path.lexists(file.parent) and not file.parent.is_dir():
        raise SetupError(f"{file.parent} is no folder. Move it away or delete it, then try again.")
    file.parent.mkdir(exist_ok=True)
    with file.open("a+b") as handle:
        _lock(handle)
        yield


def _lock(handle: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        return
    import fcntl  # noqa: PLC0415 - exists elsewhere only

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another set-up is at work in this folder: waiting for it.")
        fcntl.flock(handle, fcntl.LOCK_EX)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
