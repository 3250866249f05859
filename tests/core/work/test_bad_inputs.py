"""Everything that is wrong with files, at once: each has a true reason, and what is good is there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from working import Library, drain, picture

from photoorg.library import browse
from photoorg.media import helper
from photoorg.media.helper_pool import Helpers
from photoorg.media.limits import Limits
from photoorg.work.jobs import Job

ROOT = Path(__file__).resolve().parents[3]
MEDIA = ROOT / "tests" / "core" / "media"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs special files, and names that are any bytes")


@pytest.fixture(autouse=True)
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(MEDIA)


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    helpers = Helpers("hostile_helper")
    monkeypatch.setattr(helper, "HELPERS", helpers)
    monkeypatch.setattr("photoorg.work.pipeline.HELPERS", helpers)
    yield
    helpers.close()


def test_every_case_of_the_table(library: Library, tmp_path: Path) -> None:
    from bad_inputs import CASES, wrong
    from bad_places import fill, snapshot

    assert len(CASES) > 250
    outside = tmp_path / "outside"
    expected = fill(library.photos, outside, CASES)
    before, elsewhere = snapshot(library.photos), snapshot(outside)
    library.run()
    assert wrong(library.db, library.photos, expected) == []
    assert snapshot(library.photos) == before
    assert snapshot(outside) == elsewhere
    library.check()
    problems = library.problems()
    assert library.run().title.startswith("0 read"), "what is bad is not read again"
    assert library.problems() == problems


AS_NOBODY = """
import logging, os, sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from working import Counter, Library
from bad_inputs import SAMPLES, bombs, endless, wrong
from bad_places import fill, snapshot
from photoorg.media import heard  # which is else imported when it is first needed
from photoorg.media.decode import read_photo
from photoorg.taxonomy import load_taxonomy
load_taxonomy()  # which nobody may not read where the checkout is closed to others
top = Path(sys.argv[1])
for name, make in SAMPLES.items():  # nobody may not everywhere import what this Python needs, nor start another
    (top / name).write_bytes(make())
    read_photo(top / name)
logging.disable(logging.CRITICAL)
os.setgroups([]); os.setgid(65534); os.setuid(65534)
library = Library(top / "home", top / "photos", Counter())
library.photos.mkdir()
expected = fill(library.photos, top / "outside", (*bombs(), *endless()))
before = snapshot(library.photos)
library.run()
print(wrong(library.db, library.photos, expected), snapshot(library.photos) == before)
library.close()
(library.photos / "closed").chmod(0o700)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_as_an_ordinary_user() -> None:
    with tempfile.TemporaryDirectory() as top:  # pytest's own folders are closed to others
        os.chown(top, 65534, 65534)
        command = [sys.executable, "-c", AS_NOBODY, top, str(Path(__file__).parent), str(MEDIA)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", "[] True\n")


def test_decoders_that_misbehave_do_not_end_the_job(
    library: Library, hostile: None, caplog: pytest.LogCaptureFixture
) -> None:
    for deed in ("hang", "segfault", "panic", "good"):
        (library.photos / f"{deed}.jpg").write_bytes(f"HOSTILE {deed}".encode())
    picture(library.photos / "zebra.jpg")
    library.limits = Limits(seconds=1.5)
    assert library.run().title == "5 read, 0 unchanged, 3 with problems."
    assert library.names() == ["good.jpg", "zebra.jpg"]
    crash = "The file makes its decoder crash."
    slow = "It takes longer than 1.5 s to decode this file."
    assert library.problems() == {"hang.jpg": slow, "segfault.jpg": crash, "panic.jpg": crash}
    assert library.run().title == "0 read, 5 unchanged.", "tried again only when it changes"
    assert len(library.problems()) == 3
    (library.photos / "hang.jpg").write_bytes(b"HOSTILE good now")
    assert library.run().title == "1 read, 4 unchanged."
    assert "hang.jpg" not in library.problems()


def test_to_cancel_does_not_wait_for_a_decoder(library: Library, hostile: None) -> None:
    for number in range(3):
        (library.photos / f"{number}.jpg").write_bytes(b"HOSTILE hang")
    picture(library.photos / "a.jpg")
    job = library.job()
    until_something_is_read(job)
    time.sleep(0.5)
    began = time.monotonic()
    job.close()
    assert time.monotonic() - began < 2
    assert library.problems() == {}, "they are read the next time"


def until_something_is_read(job: Job) -> None:
    for step in job:
        if step.progress.stage in {"look", "read"}:
            return


def test_a_file_that_grows_while_it_is_read(library: Library) -> None:
    """Whatever a run makes of it, when the last byte is there the next run has it whole."""
    from media_samples import gradient, saved

    data = saved(gradient(1600, 1200), "PNG")
    path = library.photos / "growing.png"
    path.write_bytes(data[: len(data) // 10])
    over = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            for start in range(len(data) // 10, len(data), 4096):
                file.write(data[start : start + 4096])
                if over.wait(0.002):
                    file.write(data[start + 4096 :])
                    return

    writer = threading.Thread(target=grow)
    writer.start()
    reasons = set[str]()
    for _ in range(4):
        drain(library.job())
        reasons.update(library.problems().values())
    over.set()
    writer.join()
    assert path.read_bytes() == data
    library.run()
    assert library.problems() == {}
    assert library.names("-is:damaged") == ["growing.png"]
    assert all("being written" in reason or "damaged" in reason for reason in reasons)
    assert browse.totals(library.db).photos == 1
