"""Setting up: pins, environment, system libraries, and what a person reads when something is wrong."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap import checks, environment, licences, lock, main, pins
from bootstrap.console import SetupError, guarded, quietly
from bootstrap.environment import Environment
from bootstrap.pins import BUILD, CORE, GROUPS, ROOT, WINDOW, explain_pip

WANTED = [CORE, BUILD]


class Pip:
    """Stands in for everything that `quietly` would start; makes what venv would make."""

    def __init__(self, fail: str = "") -> None:
        self.titles: list[str] = []
        self.fail = fail

    def __call__(self, title: str, command: list[str], **_: object) -> None:
        if self.fail and self.fail in title:
            raise SetupError("it failed")
        self.titles.append(title)
        if command[1:3] == ["-m", "venv"]:
            python = Environment(Path(command[3])).python
            python.parent.mkdir()
            python.symlink_to(sys.executable)


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Pip:
    fake = Pip()
    monkeypatch.setattr(environment, "quietly", fake)
    return fake


@pytest.fixture
def place(tmp_path: Path) -> Environment:
    return Environment(tmp_path / "a place" / ".venv")


@pytest.fixture(autouse=True)
def _folder(place: Environment) -> None:
    place.folder.parent.mkdir()


def test_first_run_makes_and_installs_and_second_does_nothing(place: Environment, pip: Pip) -> None:
    place.prepare(WANTED)
    place.install_project()
    assert [title.split(" (")[0] for title in pip.titles] == [
        "Making a private environment",
        "Installing packages for photoorg itself",
        "Installing packages for the model build",
        "Installing photoorg",
    ]
    pip.titles.clear()
    place.prepare(WANTED)
    place.install_project()
    assert pip.titles == []


def test_only_what_changed_is_installed(place: Environment, pip: Pip) -> None:
    place.prepare(WANTED)
    state = json.loads(place.stamp.read_text())
    state["installed"]["build"] = "an older digest"
    place.stamp.write_text(json.dumps(state))
    pip.titles.clear()
    place.prepare([*WANTED, WINDOW])
    assert [title.split(" (")[0] for title in pip.titles] == [
        "Installing packages for the model build",
        "Installing packages for the window",
    ]


def test_an_interrupted_install_is_made_again(place: Environment, pip: Pip) -> None:
    pip.fail = "the model build"
    with pytest.raises(SetupError):
        place.prepare(WANTED)
    pip.fail = ""
    pip.titles.clear()
    place.prepare(WANTED)
    assert pip.titles[0] == "Making a private environment"


@pytest.mark.parametrize("harm", ["python gone", "moved", "python changed"])
def test_a_broken_environment_is_made_again(place: Environment, pip: Pip, harm: str) -> None:
    place.prepare(WANTED)
    if harm == "python gone":
        place.python.unlink()
        place.python.symlink_to("/nowhere/python3")
    elif harm == "moved":
        moved = Environment(place.folder.with_name("moved"))
        place.folder.rename(moved.folder)
        place = moved
    else:
        place.stamp.write_text(place.stamp.read_text().replace("Python 3.", "Python 2."))
    pip.titles.clear()
    place.prepare(WANTED)
    assert pip.titles[0] == "Making a private environment"


def test_an_environment_of_somebody_else_is_left_alone(place: Environment, pip: Pip) -> None:
    place.folder.mkdir()
    (place.folder / "pyvenv.cfg").touch()
    with pytest.raises(SetupError, match="was not made by photoorg"):
        place.prepare(WANTED)
    assert (place.folder / "pyvenv.cfg").exists()


def test_a_kill_before_the_first_stamp_is_no_dead_end(place: Environment, pip: Pip) -> None:
    place.folder.mkdir()
    place.prepare(WANTED)
    assert place.stamp.read_text()


def test_missing_venv_is_named_with_its_package(place: Environment, pip: Pip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SetupError, match=r"apt-get install python3\.\d+-venv"):
        place.prepare(WANTED)


def test_what_leads_python_astray_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    assert "PYTHONPATH" not in environment.clean_environment()
    assert environment.clean_environment()["PIP_USER"] == "0"


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("NewConnectionError(...)\nERROR: No matching distribution found for numpy", "online"),
        ("ERROR: No matching distribution found for numpy", "Python 3.11"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "refused"),
        ("something new", "last lines"),
    ],
)
def test_pip_failures_become_a_sentence(output: str, expected: str) -> None:
    assert expected in explain_pip(output)


def test_a_failing_step_shows_its_last_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> int:
        command = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
        quietly("Trying", command, folder=tmp_path, environment=os.environ, explain=lambda output: "It went wrong.")
        return 0

    assert guarded(work) == 1
    shown = capsys.readouterr()
    assert "Trying ... failed" in shown.out
    assert "the reason" in shown.err
    assert "photoorg: It went wrong." in shown.err


class Starts:
    """Stands in for the environment and the start of what is in it: fails `failures` times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failures: int, *, whole: bool) -> None:
        self.done: list[str] = []
        codes = iter([1] * failures + [0] * 9)
        monkeypatch.setattr(
            main.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess("", next(codes), stderr="the reason\n")
        )
        for name in ("prepare", "install_project", "distrust"):
            monkeypatch.setattr(Environment, name, lambda *_, name=name: self.done.append(name))
        monkeypatch.setattr(Environment, "is_whole", lambda *_: whole)


def test_broken_packages_are_installed_again_once(monkeypatch: pytest.MonkeyPatch, place: Environment) -> None:
    fine = Starts(monkeypatch, 0, whole=False)
    main._set_up(place, WANTED)
    assert fine.done == ["prepare", "install_project"]
    broken = Starts(monkeypatch, 1, whole=False)
    main._set_up(place, WANTED)
    assert broken.done == ["prepare", "distrust", "prepare", "install_project"]
    hopeless = Starts(monkeypatch, 2, whole=False)
    with pytest.raises(SetupError, match="models could not be built"):
        main._set_up(place, WANTED)
    assert hopeless.done == ["prepare", "distrust", "prepare"]
    other = Starts(monkeypatch, 1, whole=True)
    with pytest.raises(SetupError, match="models could not be built") as error:
        main._set_up(place, WANTED)
    assert other.done == ["prepare"]
    assert error.value.details == "the reason"


def test_a_distrusted_environment_is_made_again(place: Environment, pip: Pip) -> None:
    place.prepare(WANTED)
    place.distrust()
    pip.titles.clear()
    place.prepare(WANTED)
    assert len(pip.titles) == 3
    assert pip.titles[0] == "Making a private environment"


def test_what_is_whole_can_be_imported(place: Environment, pip: Pip) -> None:
    place.prepare(WANTED)
    assert place.is_whole([pins.Group("some", "", 1, ("json", "os.path")), pins.Group("none", "", 1)])
    assert not place.is_whole([pins.Group("some", "", 1, ("json", "no_such_module"))])
    assert all(importlib.util.find_spec(module) for module in CORE.modules), "else every failure were taken for damage"


@pytest.mark.parametrize("name", [".venv", ".cache"])
@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_what_is_in_the_way_is_told(name: str, kind: str, place: Environment, pip: Pip) -> None:
    way = place.folder.with_name(name)
    way.write_text("") if kind == "file" else way.symlink_to("/nowhere/at/all")
    with pytest.raises(SetupError, match=rf"{name} is no folder\."):
        place.prepare(WANTED)


def test_errors_of_the_system_become_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert guarded(lambda: len((tmp_path / "nothing").read_text())) == 1
    assert capsys.readouterr().err == (
        f"photoorg: The set-up cannot go on: {tmp_path / 'nothing'}: No such file or directory.\n"
    )


def test_a_missing_folder_is_told_before_anything_is_set_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "_set_up", lambda *_: pytest.fail("must not be reached"))
    assert main.run([str(tmp_path / "nothing")]) == 1
    assert "is not a folder" in capsys.readouterr().err


@pytest.mark.parametrize(("screen", "verb"), [(True, "open"), (False, "tour")])
def test_run_hands_over_to_photoorg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, screen: bool, verb: str) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(main, "_set_up", lambda *_: None)
    monkeypatch.setattr(main, "has_screen", lambda: screen)
    monkeypatch.setattr(main, "ensure_libraries", lambda: "")
    monkeypatch.setattr(main, "hand_over", lambda command, variables: seen.append((command, variables)) or 0)
    assert main.run([str(tmp_path), "--library", str(tmp_path / "lib")]) == 0
    ((command, variables),) = seen
    assert command[-4:] == ["-m", "photoorg", verb, str(tmp_path)]
    assert variables["PHOTOORG_HOME"] == str(tmp_path / "lib")


@pytest.mark.parametrize("script", ["run", "check"])
def test_the_commands_can_be_read_by_an_old_python(script: str) -> None:
    text = (ROOT / script).read_text()
    ast.parse(text, feature_version=(3, 0))
    assert os.access(ROOT / script, os.X_OK) or os.name == "nt"
    pretend = text.replace("import sys\n", "import sys\nsys.version_info = (3, 7, 0)\n", 1)
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == "photoorg needs Python 3.11 or newer, and this is Python 3.7."


def test_bootstrap_needs_nothing_but_python() -> None:
    for file in (ROOT / "bootstrap").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in {*sys.stdlib_module_names, "bootstrap"}, f"{file.name} imports {name}"


def test_pins_are_whole_and_name_no_host() -> None:
    for group in GROUPS:
        text = group.file.read_text()
        assert "://" not in text
        for pin in re.split(r"\n(?=\S)", text)[1:]:
            assert re.match(r"[a-z0-9._-]+==\S+", pin), pin
            assert "--hash=sha256:" in pin, pin
    (pyside,) = re.findall(r"^pyside6-essentials==(\S+)", WINDOW.file.read_text(), re.MULTILINE)
    assert pyside.startswith("6.11.")


def test_every_range_is_pinned() -> None:
    known: set[str] = set(lock.NEVER)
    for group, lines in lock.ranges().items():
        known |= lock.names(group.file.read_text())
        for line in lines:
            name = re.split(r"[\[<>=;, ]", line)[0].lower()
            assert name in known, f"{group.name} lacks {name}: run python -m bootstrap.lock"


def test_counts_add_up(tmp_path: Path) -> None:
    one, two = tmp_path / "one.xml", tmp_path / "two.xml"
    one.write_text('<testsuites><testsuite tests="10" failures="1" errors="1" skipped="2"/></testsuites>')
    two.write_text('<testsuites><testsuite tests="5" failures="0" errors="0" skipped="0"/></testsuites>')
    assert checks.count([one, two, tmp_path / "missing.xml"]) == "11 passed, 2 failed, 2 skipped"


def test_every_runtime_package_is_on_the_licence_page() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").lower()
    for group in (*licences.SHIPPED, *licences.FETCHED):
        for name in lock.names(group.file.read_text()):
            assert f"| {name} |" in page, f"{name} is missing: run python -m bootstrap.licences"


def test_nothing_that_is_shipped_is_under_the_gpl_alone() -> None:
    rows = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").split("\n## ")[1].splitlines()[4:]
    assert len(rows) >= 20
    for row in rows:
        licence = row.split("|")[3]
        assert "LGPL" in licence or "GPL" not in licence, row
    names = {name for group in licences.SHIPPED for name in lock.names(group.file.read_text())}
    assert not names & {"pillow-heif", "pillow-jxl-plugin"}, "one calls itself BSD, but its wheel holds x265"


def test_every_model_is_on_the_licence_page() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    for row in licences.model_rows(ROOT / "resources" / "models"):
        assert row in page, "run python -m bootstrap.licences"


def test_groups_have_a_name_a_file_and_a_purpose() -> None:
    assert [group.name for group in pins.GROUPS] == ["core", "build", "window", "formats", "check", "types"]
    assert all(group.file.is_file() and group.purpose and group.megabytes for group in pins.GROUPS)
