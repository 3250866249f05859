"""What every test gets, and what no test may leave behind."""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from photoorg import volumes

ROOT = Path(__file__).resolve().parent.parent

# Without PySide6 the core must work all the same, so the window's tests are then not even looked at.
collect_ignore = [] if importlib.util.find_spec("PySide6") else ["gui"]

# picture bundled with scikit-image -> file name, camera, time of capture with its zone
SAMPLES = {
    "chelsea.png": ("cat.jpg", "Canon", "EOS 5D", "2019:05:04 10:20:30", "+02:00"),
    "coffee.png": ("coffee.jpg", "NIKON", "D750", "2020:01:02 08:00:00", "+01:00"),
    "rocket.jpg": ("rocket.jpg", "SONY", "ILCE-7M3", "2014:11:12 21:45:10", "-05:00"),
    "astronaut.png": ("astronaut.jpg", "FUJIFILM", "X-T30", "2021:07:20 16:00:00", "+00:00"),
}


@pytest.fixture(autouse=True)
def library_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library folder of the test's own: nothing ever touches the user's. It is not made yet."""
    home = tmp_path / "library"
    monkeypatch.setenv("PHOTOORG_HOME", str(home))
    return home


@pytest.fixture(autouse=True, scope="session")
def a_root_in_the_table() -> Iterator[None]:
    """In a plain chroot the kernel's table of mounts has no line for `/`, on which the made-up drives would lie."""
    real = volumes.read_table
    lines = real().split("\n")
    with pytest.MonkeyPatch.context() as patch:
        if len(lines) > 1 and not any(line.split(" ")[4:5] == ["/"] for line in lines):
            patch.setattr(volumes, "read_table", lambda: f"1 0 254:0 / / rw - tmpfs /dev/root rw\n{real()}")
        yield


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a thread running."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2
    left = _new_threads(before)
    while left and time.monotonic() < deadline:
        time.sleep(0.01)
        left = _new_threads(before)
    assert not left, f"threads left running: {left}"


def _new_threads(before: set[threading.Thread]) -> list[str]:
    """Threads of ours that were not there before. Qt's own show up as dummies when they call into Python."""
    now = set(threading.enumerate()) - before
    return sorted(thread.name for thread in now if not isinstance(thread, threading._DummyThread))


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_stray_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning or worse, unless it takes the log into its own hands by asking for `caplog`."""
    if "caplog" in request.fixturenames:
        yield
        return
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    assert not collector.lines, f"unexpected in the log: {collector.lines}"


@pytest.fixture
def no_log_left() -> Iterator[None]:
    """For tests that open an app: each opens the log of its library."""
    yield
    logger = logging.getLogger("photoorg")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


@pytest.fixture(scope="session")
def testdata() -> Path:
    """Real photos, damaged files and a metadata corpus that lie beside some checkouts; skips where they do not."""
    folder = (ROOT.parent / "shared" / "testdata").resolve()
    if not folder.is_dir():
        pytest.skip("no shared/testdata beside this checkout")
    return folder


@pytest.fixture(scope="session")
def _sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # found, not imported: importing scikit-image takes a second and pulls in scipy
    spec = importlib.util.find_spec("skimage")
    assert spec is not None
    assert spec.origin is not None
    folder = tmp_path_factory.mktemp("samples")
    for source, (name, make, model, taken, zone) in SAMPLES.items():
        exif = Image.Exif()
        exif[0x010F], exif[0x0110], exif[0x0112] = make, model, 1
        exif.get_ifd(0x8769).update({0x9003: taken, 0x9011: zone})
        with Image.open(Path(spec.origin).parent / "data" / source) as image:
            image.convert("RGB").save(folder / name, quality=92, exif=exif)
    return folder


@pytest.fixture
def sample_pictures(_sample_store: Path, tmp_path: Path) -> Path:
    """A folder of the test's own with four real photos: cat, coffee, rocket and astronaut, with camera and time."""
    return Path(shutil.copytree(_sample_store, tmp_path / "pictures"))


def pytest_configure(config: pytest.Config) -> None:
    """Without a screen the window is drawn in memory."""
    if os.name == "posix" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
