"""What a folder may hold besides photos: special files, odd names, sizes; and the shared list of bad files."""

from __future__ import annotations

import csv
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from media_samples import SAMPLES, SHARED, has_corners, needs_shared

from photoorg.media.decode import read_photo
from photoorg.media.limits import Limits, MediaError

POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX only")


def reason(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(MediaError) as caught:
        read_photo(path, limits=limits or Limits())
    return str(caught.value)


@POSIX
def test_special_files_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.jpg"))
        (tmp_path / "folder.jpg").mkdir()
        before = time.monotonic()
        for path in (tmp_path / "pipe.jpg", tmp_path / "socket.jpg", tmp_path / "folder.jpg", Path("/dev/zero")):
            assert "not a regular file" in reason(path)
    assert time.monotonic() - before < 1


LINK = "The file is a link to another place."


@POSIX
def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(SAMPLES["sample.jpg"]())
    for name, target in (("self.jpg", "self.jpg"), ("dangling.jpg", "nothing"), ("to.jpg", "a.jpg")):
        (tmp_path / name).symlink_to(target)
        assert reason(tmp_path / name) == LINK
    assert "not found" in reason(tmp_path / "missing.jpg")


@POSIX
@pytest.mark.parametrize("known", [True, False], ids=["told by the system", "walked again"])
def test_folders_that_became_links_are_not_followed(
    known: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(path: str) -> str:
        raise FileNotFoundError(path)

    photos, outside = tmp_path / "photos" / "trip", tmp_path / "outside"
    photos.mkdir(parents=True)
    outside.mkdir()
    for folder in (photos, outside):
        (folder / "a.jpg").write_bytes(SAMPLES["sample.jpg"]())
    if not known:
        monkeypatch.setattr("photoorg.media.files._place_known", unknown)
    assert has_corners(read_photo(photos / "a.jpg").picture)
    photos.rename(tmp_path / "away")
    photos.symlink_to(outside)
    assert reason(photos / "a.jpg") == LINK


@POSIX
def test_a_link_that_takes_the_files_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(SAMPLES["sample.jpg"]())
    (tmp_path / "to.jpg").symlink_to("a.jpg")
    seen = os.stat(tmp_path / "a.jpg")  # noqa: PTH116
    monkeypatch.setattr("photoorg.media.files.os.lstat", lambda _path: seen)
    assert reason(tmp_path / "to.jpg") == LINK


def test_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "a.jpg").write_bytes(SAMPLES["sample.jpg"]())
    monkeypatch.chdir(tmp_path / "x")
    assert has_corners(read_photo(Path("..") / "a.jpg").picture)
    assert has_corners(read_photo(tmp_path / "x" / ".." / "a.jpg").picture)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch(mode=0)
    (tmp_path / "b.jpg").write_bytes(b"x")
    (tmp_path / "b.jpg").chmod(0)
    assert "denied" in reason(tmp_path / "b.jpg")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere such a file may take disk")
def test_five_empty_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "sparse.jpg"
    with path.open("wb") as file:
        file.truncate(5 << 30)
    before = time.monotonic()
    assert "too large" in reason(path)
    assert "not an image" in _reason_of_sparse(tmp_path)
    assert time.monotonic() - before < 1


def _reason_of_sparse(folder: Path) -> str:
    """Below the limit: only its head is read."""
    path = folder / "below.jpg"
    with path.open("wb") as file:
        file.truncate(500 << 20)
    return reason(path)


def test_the_limit_of_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "a.bmp"
    path.write_bytes(SAMPLES["sample.bmp"]())
    assert "too large: 1 MB" in reason(path, Limits(file_bytes=100_000))
    path.write_bytes(b"")
    assert reason(path) == "The file is empty (0 bytes)."


@pytest.mark.parametrize(
    "name", ["\u5199\u771f \U0001f40e.jpg", "a\nb.jpg", "'\"`$x.jpg", "-rf.jpg", "a.jpg ", "cafe\u0301.jpg"]
)
def test_odd_names(name: str, tmp_path: Path) -> None:
    try:
        (tmp_path / name).write_bytes(SAMPLES["sample.jpg"]())
    except OSError:
        pytest.skip("this file system refuses the name")
    assert has_corners(read_photo(tmp_path / name).picture)


@pytest.mark.skipif(sys.platform != "linux", reason="only there are names any bytes")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.jpg"))
    path.write_bytes(SAMPLES["sample.jpg"]())
    assert has_corners(read_photo(path).picture)
    assert "cannot be used" in reason(tmp_path / "a\0b.jpg")


def rows() -> list[dict[str, str]]:
    if not SHARED.is_dir():
        return []
    with (SHARED / "bad" / "expected.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if (SHARED / "bad" / row["path"]).is_file()]


@needs_shared
@pytest.mark.parametrize("row", rows(), ids=lambda row: row["case"])
def test_shared_bad_files(row: dict[str, str]) -> None:
    may = row["expect"].split("|")
    try:
        reading = read_photo(SHARED / "bad" / row["path"])
    except MediaError as error:
        assert "skipped" in may
        assert re.search(row["reason_like"], str(error), re.IGNORECASE)  # noqa: PT017 - either is right
    else:
        assert "indexed" in may
        assert min(reading.picture.size) >= 1
        assert (reading.damaged is not None) == (row["group"] == "damaged")
        if row["group"] == "orientation":
            assert reading.picture.size == (600, 400)


@needs_shared
def test_shared_files_look_right() -> None:
    folder = SHARED / "bad"
    wanted = read_photo(folder / "good" / "control_1.jpg").picture.resize((16, 12)).convert("L").tobytes()
    for name in ("cmyk.jpg", "gray.jpg", "gray16.png", "plain.heic", "plain.avif", "really_png.jpg"):
        found = read_photo(folder / "format" / name).picture.resize((16, 12)).convert("L").tobytes()
        far = sum(abs(a - b) for a, b in zip(found, wanted, strict=True)) / len(wanted)
        assert far < 30, name


@needs_shared
def test_shared_dates_and_places() -> None:
    assert read_photo(SHARED / "bad" / "metadata" / "date_zero.jpg").facts.taken is None
    facts = read_photo(SHARED / "bad" / "metadata" / "gps_good.jpg").facts
    assert (facts.latitude, facts.longitude) == (pytest.approx(45.4642, abs=1e-4), pytest.approx(9.1894, abs=1e-4))


@needs_shared
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_two_bombs_at_once_stay_small() -> None:
    code = (
        "import sys; from pathlib import Path; from concurrent.futures import ThreadPoolExecutor\n"
        "from photoorg.media.decode import read_photo\n"
        "def reason(path):\n    try: read_photo(path)\n    except Exception as error: return str(error)\n"
        "with ThreadPoolExecutor(2) as pool: print(list(pool.map(reason, [Path(sys.argv[1])] * 2)))\n"
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    )
    root = Path(__file__).resolve().parents[3]
    bomb = SHARED / "bad" / "size" / "bomb_30000x30000.png"
    done = subprocess.run(
        [sys.executable, "-c", code, str(bomb)], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    said, peak = done.stdout.splitlines()
    assert said.count("too large") == 2
    assert int(peak) < 300_000
