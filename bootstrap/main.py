"""The two commands: `run` sets up and opens photoorg, `check` sets up and tests it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bootstrap import checks
from bootstrap.console import SetupError, guarded, say
from bootstrap.environment import Environment, clean_environment
from bootstrap.pins import BUILD, CHECK, CORE, FORMATS, ROOT, WINDOW, Group
from bootstrap.system import ensure_libraries, has_screen


def run(arguments: Sequence[str]) -> int:
    """`./run [FOLDER]`: set up what is missing, then show FOLDER in a window, or in the terminal without a screen."""
    options = _parse(arguments)
    return guarded(lambda: _run(options))


def check(arguments: Sequence[str]) -> int:
    """`./check [PYTEST OPTIONS]`: set up what is missing, then run every check; 1 if any fails."""
    return guarded(lambda: _check(arguments))


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("run", description="Set photoorg up on this machine and open it.")
    parser.add_argument("folder", nargs="?", type=Path, help="photos to show (default: your Pictures folder)")
    parser.add_argument("--library", type=Path, metavar="DIR", help="keep everything that photoorg knows in DIR")
    parser.add_argument("--terminal", action="store_true", help="no window: index and show the result in the terminal")
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace) -> int:
    folder: Path | None = options.folder
    if folder is not None and not folder.is_dir():
        raise SetupError(f"{folder} is not a folder.")
    window = has_screen() and not options.terminal
    environment = Environment()
    _set_up(environment, [CORE, BUILD, FORMATS, WINDOW] if window else [CORE, BUILD, FORMATS])
    if window and (line := ensure_libraries()):
        say(f"A window needs some system libraries first. Type this, then ./run again:\n  {line}")
        say("Until then, this is what the terminal can show.")
        window = False
    elif not window and not options.terminal:
        say("There is no screen here, so this is what the terminal can show. With a screen, ./run opens the window.")
    variables = clean_environment()
    if options.library is not None:
        variables["PHOTOORG_HOME"] = str(options.library.absolute())
    # -P: a folder named photoorg where the user happens to stand must not be taken for the program
    command = [str(environment.python), "-P", "-m", "photoorg", "open" if window else "tour"]
    return hand_over([*command, str(folder.absolute())] if folder else command, variables)


def _check(arguments: Sequence[str]) -> int:
    environment = Environment()
    _set_up(environment, [CORE, BUILD, FORMATS, WINDOW, CHECK])
    if line := ensure_libraries():
        raise SetupError(f"The window's tests need some system libraries. Type this, then ./check again:\n  {line}")
    variables = clean_environment()
    if not has_screen():
        variables.setdefault("QT_QPA_PLATFORM", "offscreen")
    return checks.run_all(environment, arguments, variables)


def _set_up(environment: Environment, groups: Sequence[Group]) -> None:
    """Everything that must be there before photoorg can start. Quick when it is."""
    environment.prepare(groups)
    try:
        _build(environment)
    except SetupError:
        if environment.is_whole(groups):
            raise
        say("Some packages are broken or have gone: installing them all again.")
        environment.distrust()
        environment.prepare(groups)
        _build(environment)
    environment.install_project()


def _build(environment: Environment) -> None:
    """Build the models; photoorg is imported on the way, so that what is broken is known before it starts.

    The model build knows itself what is there already, and says what it does.
    """
    line = "import sys, photoorg.cli, modelbuild.__main__ as build; sys.exit(build.main([]))"
    done = subprocess.run(
        [environment.python, "-c", line], cwd=ROOT, env=clean_environment(), stderr=subprocess.PIPE, text=True,
        errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        raise SetupError("The models could not be built; the reason is above.", done.stderr.strip())
    sys.stderr.write(done.stderr)


def hand_over(command: Sequence[str], variables: dict[str, str]) -> int:
    """Become `command`; on Windows, where a process cannot become another, wait for it."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], list(command), variables)  # noqa: S606 - there is no shell, and none is wanted
    return subprocess.call(command, env=variables)
