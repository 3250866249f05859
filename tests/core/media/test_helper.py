"""Decoding in helper processes: the same result, and decoders that hang, crash or eat memory."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from media_samples import SAMPLES, corners, has_corners, saved

from photoorg.media import decode, helper, helper_pool
from photoorg.media.budget import BUDGET
from photoorg.media.decode import Reading
from photoorg.media.helper_pool import Helpers, Stop
from photoorg.media.identity import Identity
from photoorg.media.limits import Limits, MediaError, may_pass

POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX only")
QUICK = Limits(seconds=0.5)


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Helpers]:
    """Helpers whose decoders do as the file says."""
    helpers = Helpers("hostile_helper")
    monkeypatch.setattr(helper, "HELPERS", helpers)
    yield helpers
    helpers.close()
    assert not BUDGET._used


def hostile_file(folder: Path, deed: str) -> Path:
    path = folder / f"{deed.split(maxsplit=1)[0]}.jpg"
    path.write_bytes(b"HOSTILE " + os.fsencode(deed))
    return path


def children() -> set[int]:
    return {one.pid for one in psutil.Process().children()}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_as_in_this_process(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(SAMPLES[name]())
    here, there = decode.read_photo(path, side=200, short=100), helper.read_photo(path, side=200, short=100)
    assert (there.identity, there.facts, there.damaged) == (here.identity, here.facts, here.damaged)
    assert there.picture.mode == "RGB"
    assert there.picture.tobytes() == here.picture.tobytes()
    assert helper.full_picture(path, 300).tobytes() == decode.full_picture(path, 300).tobytes()


def test_facts_survive_the_way(sample_pictures: Path) -> None:
    for path in sample_pictures.iterdir():
        there = helper.read_photo(path).facts
        assert there == decode.read_photo(path).facts
        assert there.taken is not None


def test_a_picture_of_several_bands(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(saved(corners(3000, 1701), "PNG"))
    assert helper.full_picture(path, 9000).tobytes() == decode.full_picture(path, 9000).tobytes()


def test_reasons_come_through(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    for content, limits in ((b"", Limits()), (b"text", Limits()), (SAMPLES["sample.bmp"](), Limits(memory_bytes=999))):
        path.write_bytes(content)
        with pytest.raises(MediaError) as here:
            decode.read_photo(path, limits=limits)
        with pytest.raises(MediaError) as there:
            helper.read_photo(path, limits=limits)
        assert str(there.value) == str(here.value)
        assert not may_pass(there.value)
    with pytest.raises(MediaError, match="not found") as caught:
        helper.read_photo(tmp_path / "missing.jpg")
    assert may_pass(caught.value), "as it is when read here"


def test_relative_paths_and_odd_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.jpg", "caf\u00e9\n\U0001f40e.jpg", os.fsdecode(b"\xff\xfe.jpg")):
        try:
            (tmp_path / name).write_bytes(SAMPLES["sample.jpg"]())
        except OSError:
            continue
        monkeypatch.chdir(tmp_path)
        assert has_corners(helper.read_photo(Path(name)).picture)
    with pytest.raises(MediaError, match="cannot be used"):
        helper.read_photo(tmp_path / "a\0b.jpg")


def test_a_photo_folder_is_no_place_to_load_code_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(1)")
    (tmp_path / "a.jpg").write_bytes(SAMPLES["sample.jpg"]())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(helper, "HELPERS", Helpers())
    assert has_corners(helper.read_photo(Path("a.jpg")).picture)
    helper.close()


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("hang", r"longer than 0\.5 s"),
        pytest.param("spin", r"longer than 0\.5 s", marks=POSIX),
        ("segfault", "makes its decoder crash"),
        ("abort", "makes its decoder crash"),
        ("exit", "makes its decoder crash"),
        ("panic", "makes its decoder crash"),
    ],
)
def test_a_decoder_that_misbehaves(
    hostile: Helpers, deed: str, reason: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = hostile_file(tmp_path, deed)
    began = time.monotonic()
    with pytest.raises(MediaError, match=reason) as caught:
        helper.read_photo(path, limits=QUICK if "longer" in reason else Limits())
    assert time.monotonic() - began < 5
    assert not may_pass(caught.value), "tried again when it changes"
    good = hostile_file(tmp_path, "good")
    assert helper.read_photo(good).picture.size == (40, 30)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the app looks now and then, which may be too late")
def test_a_decoder_that_eats_memory(hostile: Helpers, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="more than 105 MB of memory") as caught:
        helper.read_photo(hostile_file(tmp_path, "eat"), limits=Limits(memory_bytes=100 << 20))
    assert not may_pass(caught.value)


def test_memory_is_watched_from_outside_too(hostile: Helpers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper.read_photo(hostile_file(tmp_path, "good"))
    monkeypatch.setattr("photoorg.media.helper_guard._resident", lambda _pid: 10 << 30)
    with pytest.raises(MediaError, match="of memory to decode"):
        helper.read_photo(hostile_file(tmp_path, "hang"))


@POSIX
def test_a_helper_that_somebody_killed_is_replaced(
    hostile: Helpers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mark = tmp_path / "mark"
    mark.touch()
    assert helper.read_photo(hostile_file(tmp_path, f"once {mark}")).picture.size == (40, 30)
    assert not mark.exists()
    for worker in hostile._idle:
        worker.kill()
    assert helper.read_photo(hostile_file(tmp_path, "good")).picture.size == (40, 30)
    with pytest.raises(MediaError, match="stopped the decoder") as caught:
        helper.read_photo(hostile_file(tmp_path, "killed"))
    assert may_pass(caught.value)


def test_noise_of_a_library_does_no_harm(hostile: Helpers, tmp_path: Path) -> None:
    assert helper.read_photo(hostile_file(tmp_path, "chatter")).picture.size == (40, 30)
    assert len(hostile._idle) == 1


@POSIX
def test_a_decoder_writes_no_file(hostile: Helpers, tmp_path: Path) -> None:
    target = tmp_path / "written"
    with pytest.raises(MediaError):
        helper.read_photo(hostile_file(tmp_path, f"write {target}"))
    assert not target.exists() or not target.stat().st_size


def test_a_helper_is_kept_and_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helpers = Helpers()
    monkeypatch.setattr(helper, "HELPERS", helpers)
    path = tmp_path / "a.png"
    path.write_bytes(SAMPLES["sample.png"]())
    before = children()
    for _ in range(3):
        helper.read_photo(path)
    assert len(children() - before) == 1
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(helper.read_photo, [path] * 16))
    helpers.trim(1)
    assert len(children() - before) == 1
    monkeypatch.setattr(helper_pool, "_MOST_JOBS", 1)
    helper.read_photo(path)
    assert children() == before, "one that has done much is replaced"
    helper.close()


def test_claims_are_this_processs(hostile: Helpers, tmp_path: Path) -> None:
    """A decode that needs much waits for the memory of this process, and its clock waits with it."""
    path = hostile_file(tmp_path, "claim")
    with ThreadPoolExecutor(1) as pool:
        with BUDGET.share():
            BUDGET.claim(1 << 30)
            waiting = pool.submit(helper.read_photo, path, limits=QUICK)
            time.sleep(1)
            assert not waiting.done()
        assert waiting.result(5).picture.size == (40, 30)


def test_whoever_stops_does_not_wait(hostile: Helpers, tmp_path: Path) -> None:
    stop = Stop()
    path = hostile_file(tmp_path, "hang")
    with ThreadPoolExecutor(2, initializer=stop.enter) as pool:
        running = [pool.submit(helper.read_photo, path) for _ in range(3)]
        deadline = time.monotonic() + 5
        while len(stop._busy) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        began = time.monotonic()
        stop.now()
        for one in running:
            with pytest.raises(MediaError, match="stopped") as caught:
                one.result(5)
            assert may_pass(caught.value)
    assert time.monotonic() - began < 2
    assert helper.read_photo(hostile_file(tmp_path, "good")).picture.size == (40, 30), "others go on"


def test_without_helpers_it_is_done_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(SAMPLES["sample.png"]())
    for helpers in (Helpers("no_such_module"), Helpers("frozen")):
        helper._tell_once.cache_clear()
        caplog.clear()
        monkeypatch.setattr(helper, "HELPERS", helpers)
        if helpers._program == "frozen":
            monkeypatch.setattr(sys, "frozen", True, raising=False)
        for _ in range(2):
            assert has_corners(helper.read_photo(path).picture)
            assert has_corners(helper.full_picture(path, 300))
        assert [one.levelno for one in caplog.records] == [logging.WARNING]
    helper._tell_once.cache_clear()


def test_a_defect_of_ours_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(SAMPLES["sample.png"]())
    with pytest.raises(RuntimeError, match="stumbled"):
        helper._ask({"do": "nothing", "path": str(path)}, Limits(), lambda found: found, lambda: None)
    assert has_corners(helper.read_photo(path).picture)


NONSENSE = """
import os, sys
for text in ({first!r}, {second!r}):
    os.write(1, len(text).to_bytes(4, "big") + text)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    "second",
    [b"[]", b"nope", b'{"size":[99999,99999]}', b'{"size":[0,0]}', b'{"size":"x"}', b'{"known":{}}', b'{"known":7}'],
)
def test_a_helper_that_talks_nonsense(
    second: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "nonsense_helper.py").write_text(NONSENSE.format(first=b"{}", second=second))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(helper, "HELPERS", Helpers("nonsense_helper"))
    before = children()
    with pytest.raises(MediaError, match="makes its decoder crash"):
        helper.read_photo(tmp_path / "a.png")
    assert children() == before


@pytest.mark.parametrize("known", [True, False])
def test_a_helper_asks_whether_a_photo_is_known(known: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(SAMPLES["sample.jpg"]())
    asked: list[Identity] = []

    def is_known(identity: Identity) -> bool:
        asked.append(identity)
        return known

    found = helper.read_unless(path, is_known, older=True)
    whole = decode.read_unless(path, lambda _identity: False, older=True)
    assert isinstance(whole, Reading)
    assert asked == [whole.identity]
    assert whole.identity.older is not None
    if known:
        assert found == whole.identity
    else:
        assert isinstance(found, Reading)
        assert (found.identity, found.facts) == (whole.identity, whole.facts)


def test_an_error_in_the_answer_is_this_processs(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(SAMPLES["sample.jpg"]())

    def fail(_identity: Identity) -> bool:
        raise LookupError("no library")

    with pytest.raises(LookupError, match="no library"):
        helper.read_unless(path, fail)
    assert has_corners(helper.read_photo(path).picture)


@POSIX
def test_helpers_end_with_the_app(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(SAMPLES["sample.png"]())
    code = (
        "import os, sys, psutil; from pathlib import Path; from photoorg.media import helper\n"
        "helper.read_photo(Path(sys.argv[1]))\n"
        "print(*(one.pid for one in psutil.Process().children()), flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.png")], capture_output=True, check=False)
    (pid,) = (int(word) for word in done.stdout.split())
    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no priority of their own")
def test_a_helper_has_the_priority_of_the_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helpers = Helpers()
    monkeypatch.setattr(helper, "HELPERS", helpers)
    path = tmp_path / "a.png"
    path.write_bytes(SAMPLES["sample.png"]())

    def slowly() -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 7)
        helper.read_photo(path)

    for work in (slowly, lambda: helper.read_photo(path)):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert sorted(psutil.Process(worker.pid).nice() for worker in helpers._idle) == [0, 7]
    helper.close()


def test_a_file_that_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(SAMPLES["sample.jpg"]())
    check = "photoorg.media.files._check_place"

    def grow(_opened: int, path: Path) -> None:
        with path.open("ab") as file:
            file.write(b"more")

    def shrink(_opened: int, path: Path) -> None:
        os.truncate(path, 100)

    def touch(_opened: int, path: Path) -> None:
        os.utime(path, ns=(1, 1))

    for change in (grow, touch, shrink):
        monkeypatch.setattr(check, change)
        with pytest.raises(MediaError, match="still being written") as caught:
            decode.read_photo(path)
        assert may_pass(caught.value)
