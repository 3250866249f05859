"""The doctor: everything a bug report needs, whatever is broken."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from photoorg import doctor
from photoorg.app import App, open_app
from photoorg.cli import commands
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Settings, resources
from photoorg.vision.packs import read_stamp

SECTIONS = ["versions", "processors", "tasks", "tags", "formats", "paths", "library", "safety", "settings"]
needs_model = pytest.mark.skipif(read_stamp(resources() / "models", "efficientnet-lite2") is None, reason="no model")


@pytest.fixture
def app(library_home: Path) -> Iterator[App]:
    yield open_app(library_home)
    logger = logging.getLogger("photoorg")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


@needs_model
def test_a_healthy_machine(app: App) -> None:
    report = doctor.examine(app)
    assert list(report) == SECTIONS
    assert doctor.is_healthy(report)
    assert not any("error" in section for section in report.values())
    assert {"photoorg", "python", "sqlite", "onnxruntime", "pillow"} <= set(report["versions"])
    assert report["formats"]["JPEG"] == "on"
    assert report["library"] == {"health": "none yet"}
    assert report["settings"] == Settings().model_dump(mode="json")
    assert json.loads(json.dumps(report)) == report
    assert set(report["tasks"]["classify"]) == {"model", "version", "processor", "notes"}  # type: ignore[call-overload]


@needs_model
def test_a_library(app: App) -> None:
    app.writer().close()
    library = doctor.examine(app)["library"]
    assert library["health"] == "ok"
    assert library["photos"] == 0


def test_a_damaged_library_is_not_healthy(app: App) -> None:
    app.home.database.write_text("This is no library, whatever its name may say of it. " * 30)
    report = doctor.examine(app)
    assert "damaged" in str(report["library"]["error"])
    assert not doctor.is_healthy(report)


@pytest.mark.parametrize("error", [PhotoorgError("No model."), OSError("No disk."), ImportError("No runtime.")])
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_that_fails_leaves_the_others(
    section: str, error: Exception, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_app: App) -> doctor.Section:
        raise error

    monkeypatch.setattr(doctor, "_SECTIONS", {**doctor._SECTIONS, "tasks": lambda _app: {}, section: fail})
    report = doctor.examine(app)
    assert list(report) == SECTIONS
    assert str(error) in str(report[section]["error"])
    assert doctor.is_healthy(report) == (section not in {"tasks", "tags", "library"})


@needs_model
def test_the_command(library_home: Path, app: App) -> None:
    plain = CliRunner().invoke(commands, ["doctor"])
    assert plain.exit_code == 0
    assert all(f"{title.capitalize()}\n" in plain.stdout for title in SECTIONS)
    rows = [json.loads(line) for line in CliRunner().invoke(commands, ["doctor", "--json"]).stdout.splitlines()]
    assert [row["section"] for row in rows] == SECTIONS
    app.home.database.write_text("This is no library, whatever its name may say of it. " * 30)
    assert CliRunner().invoke(commands, ["doctor"]).exit_code == 1
