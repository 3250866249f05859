"""Providers: the best that works, a sentence for each that does not, and silence about ourselves."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from photoorg import doctor
from photoorg.app import App
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Settings
from photoorg.vision import session
from photoorg.vision.packs import load_manifest
from photoorg.vision.pixels import Batch, sample_batch
from photoorg.vision.session import CPU, PROVIDERS, Provider, available_providers, open_session
from photoorg.vision.tasks import open_tasks


@pytest.fixture(scope="module")
def model(models: Path) -> Path:
    return models / "efficientnet-lite2.onnx"


@pytest.fixture(scope="module")
def trial(models: Path) -> Batch:
    return sample_batch(load_manifest(models / "efficientnet-lite2.json").input, 2)


def second_cpu(**changes: object) -> Provider:
    """A provider that the table knows and onnxruntime offers, other than the one to fall back on."""
    return dataclasses.replace(CPU, key="other", label="Other", **changes)


def test_the_order_is_best_first_and_ends_with_the_cpu() -> None:
    assert [provider.key for provider in PROVIDERS] == ["cuda", "directml", "coreml", "openvino", "cpu"]


def test_doctor_has_a_line_for_each_provider() -> None:
    lines = available_providers()
    assert [line.provider for line in lines] == list(PROVIDERS)
    assert lines[-1].offered
    assert all(line.reason.startswith("offered by" if line.offered else "it needs the package") for line in lines)


def test_the_cpu_needs_no_notes(model: Path, trial: Batch) -> None:
    opened = open_session(model, trial, "cpu")
    assert (opened.provider, opened.notes) == ("cpu", ())
    assert opened.shapes["features"] == ("batch", 1280, 9, 9)
    probabilities, embedding = opened.run(trial, ("probabilities", "embedding"))
    assert probabilities.shape == (2, 1000)
    assert probabilities.sum(axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert embedding.shape == (2, 1280)


def test_a_provider_that_works_is_used(model: Path, trial: Batch) -> None:
    opened = open_session(model, trial, table=(second_cpu(), CPU))
    assert (opened.provider, opened.notes) == ("other", ())


@pytest.mark.parametrize("one_at_a_time", [False, True])
def test_both_kinds_of_turn_taking_answer_alike(model: Path, trial: Batch, one_at_a_time: bool) -> None:
    opened = open_session(model, trial, table=(second_cpu(one_at_a_time=one_at_a_time), CPU))
    assert np.allclose(opened.run(trial)[0], open_session(model, trial, "cpu").run(trial)[0], atol=1e-6)


def test_a_provider_that_fails_leaves_a_sentence(model: Path, trial: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object) -> None:
        raise RuntimeError("the driver is too old\nand a page of details")

    monkeypatch.setattr(session.runtime, "preload_dlls", broken.__get__(0), raising=False)
    opened = open_session(model, trial, table=(second_cpu(preload=True), CPU))
    assert opened.provider == "cpu"
    assert opened.notes == ("Other was tried and not used: the driver is too old",)


def test_a_silent_fall_back_of_the_runtime_is_noticed(
    model: Path, trial: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session.runtime, "get_available_providers", lambda: ["XExecutionProvider"])
    real = session.runtime.InferenceSession
    monkeypatch.setattr(
        session.runtime, "InferenceSession", lambda *given, **_: real(*given, providers=[CPU.runtime_name])
    )
    opened = open_session(model, trial, table=(second_cpu(runtime_name="XExecutionProvider"), CPU))
    assert opened.provider == "cpu"
    assert opened.notes == ("Other was tried and not used: it did not start, its driver or libraries may be missing.",)


@pytest.mark.parametrize("nonsense", [0.0, float("nan")])
def test_a_provider_with_wrong_answers_is_refused(
    model: Path, trial: Batch, monkeypatch: pytest.MonkeyPatch, nonsense: float
) -> None:
    class Wrong(session.Session):
        def run(self, batch: Batch, outputs: Sequence[str] = ()) -> list[Batch]:
            factor = nonsense if self.provider == "other" else 1.0
            return [np.asarray(answer * factor, np.float32) for answer in super().run(batch, outputs)]

    monkeypatch.setattr(session, "Session", Wrong)
    opened = open_session(model, trial, table=(second_cpu(), CPU))
    assert opened.provider == "cpu"
    assert opened.notes == ("Other was tried and not used: its answers differ from those of the CPU.",)


def test_each_output_has_its_own_tolerance(model: Path, trial: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    class Rough(session.Session):
        def run(self, batch: Batch, outputs: Sequence[str] = ()) -> list[Batch]:
            factor = 1.1 if self.provider == "other" else 1.0
            return [np.asarray(answer * factor, np.float32) for answer in super().run(batch, outputs)]

    monkeypatch.setattr(session, "Session", Rough)
    for tolerance, provider in ({"embedding": 0.2}, "other"), ({"embedding": 0.2, "probabilities": 0.05}, "cpu"):
        assert open_session(model, trial, table=(second_cpu(), CPU), tolerance=tolerance).provider == provider


def test_a_provider_that_is_not_installed_falls_back_with_a_sentence(models: Path) -> None:
    missing = next((line.provider for line in available_providers() if not line.offered), None)
    assert missing is not None
    for task in (one for one in open_tasks(Settings(provider=missing.key)) if one.task.pack):
        assert (task.provider, task.batch_size) == ("cpu", 1)
        assert task.notes == (f"{missing.label} is not used: it needs the package {missing.package}.",)


@pytest.mark.parametrize("provider", [known for known in PROVIDERS if known.package.startswith("onnxruntime-")])
def test_a_package_that_is_hidden_by_the_plain_one_is_told_with_the_repair(
    provider: Provider, model: Path, trial: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session.metadata, "distribution", lambda name: None)
    monkeypatch.setattr(session.runtime, "get_available_providers", lambda: [CPU.runtime_name])
    sentence = (
        f"{provider.package} is installed but hidden by plain onnxruntime: pip uninstall onnxruntime, "
        f"then pip install --force-reinstall --no-deps {provider.package}"
    )
    assert doctor.examine(cast("App", None))["processors"][provider.label] == sentence
    assert open_session(model, trial, provider.key).notes == (f"{provider.label} is not used: {sentence}.",)


def test_an_unknown_provider_is_an_error_that_lists_the_known(model: Path, trial: Batch) -> None:
    with pytest.raises(PhotoorgError, match=r"called tpu: choose one of auto, cuda, .*cpu\."):
        open_session(model, trial, "tpu")


def test_a_file_that_is_no_model_is_one_sentence(tmp_path: Path, trial: Batch) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"not a model")
    with pytest.raises(PhotoorgError, match=r"bad\.onnx cannot be run"):
        open_session(tmp_path / "bad.onnx", trial, "cpu")


def test_nothing_is_written_or_said_by_the_runtime(tmp_path: Path, models: Path) -> None:
    """onnxruntime's telemetry keeps a database in the user's folders; its log goes to stderr."""
    code = (
        "from photoorg.settings import Settings; from photoorg.vision.tasks import open_tasks; open_tasks(Settings())"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
    assert list(tmp_path.iterdir()) == []
