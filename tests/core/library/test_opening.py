"""Libraries in places that are full, cannot be written, or are not on this computer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from shelf import Shelf

from photoorg import volumes
from photoorg.library import backups, lines
from photoorg.library.cautions import cautions
from photoorg.library.edits import judge
from photoorg.library.store import health, open_reader, open_writer
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home, Settings, save_settings

ROOT = Path(__file__).resolve().parents[3]


def mount(point: Path, *options: str) -> None:
    point.mkdir(exist_ok=True)
    command = ["mount", *options, str(point)]
    if os.name != "posix" or os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("cannot mount here")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte and a half."""
    point = tmp_path / "small"
    mount(point, "-t", "tmpfs", "-o", "size=1536k", "none")
    yield point
    subprocess.run(["umount", "-l", str(point)], check=True)


def fill(disk: Path, leave: int, name: str = "filler") -> Path:
    """Fill a disk, but for some bytes."""
    filler = disk / name
    filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - leave)))
    return filler


def test_a_full_disk_loses_nothing_and_is_told(small_disk: Path) -> None:
    home = Home(small_disk / "library")
    shelf = Shelf(open_writer(home), "/pictures")
    shelf.folder(is_root=True)
    cat = shelf.put("cat.jpg")
    judge(shelf.db, [cat], "first", "added")
    filler = fill(small_disk, 60_000)

    def talk() -> None:
        for number in range(2000):
            judge(shelf.db, [cat], f"word {number}", "added")
            said.append(number)

    said: list[int] = []
    with pytest.raises(PhotoorgError, match=r"disk is full|No space left"):
        talk()
    with pytest.raises(PhotoorgError, match=r"disk is full|No space left"):
        talk()
    shelf.db.close()
    with pytest.raises(PhotoorgError, match=r"nearly full|No space left"):
        backups.make(home, Settings())
    more = fill(small_disk, 0, "more")
    with pytest.raises(PhotoorgError, match="Cannot write the settings"):
        save_settings(home, Settings())
    more.unlink()
    filler.unlink()
    db = open_writer(home)
    assert health(db) == "ok"
    kept = {word.name for word in lines.everything(home).words}
    assert kept == {"first", *(f"word {number}" for number in said)}
    judge(db, [cat], "last", "added")
    db.close()


def test_a_full_disk_at_the_beginning(small_disk: Path) -> None:
    home = Home(small_disk / "library")
    filler = fill(small_disk, 30_000)
    with pytest.raises(PhotoorgError, match=r"disk is full|No space left|disk I/O error"):
        open_writer(home)
    filler.unlink()
    open_writer(home).close()


def spoken(home: Home) -> Shelf:
    shelf = Shelf(open_writer(home), "/pictures")
    shelf.folder(is_root=True)
    judge(shelf.db, [shelf.put("cat.jpg")], "cat", "added")
    return shelf


def test_on_a_full_disk_it_can_be_read(small_disk: Path) -> None:
    home = Home(small_disk / "library")
    spoken(home).db.close()
    fill(small_disk, 0)
    with pytest.raises(PhotoorgError, match="the disk is full: nothing more can be stored"):
        open_writer(home)
    db = open_reader(home)
    assert Shelf(db, "/pictures").names("tag:cat") == ["cat.jpg"]
    db.close()
    with pytest.raises(PhotoorgError, match="no good copy, and the library itself is whole"):
        backups.restore(home)


def test_on_a_full_disk_words_leave_a_library_that_was_not_closed(small_disk: Path, home: Home) -> None:
    open_here = spoken(home)
    killed = Home(small_disk / "library")
    shutil.copytree(home.root, killed.root, ignore=shutil.ignore_patterns("*-shm"))
    open_here.db.close()
    fill(small_disk, 0)
    with pytest.raises(PhotoorgError, match="disk is full"):
        open_reader(killed)
    assert [word.name for word in lines.everything(killed).words] == ["cat"]
    with pytest.raises(PhotoorgError, match="disk is full"):
        backups.restore(killed)
    assert killed.database.exists()


@pytest.fixture
def frozen(shelf: Shelf, home: Home) -> Iterator[Home]:
    """A library with a photo on a disk that can only be read; closed."""
    judge(shelf.db, [shelf.put("cat.jpg")], "cat", "added")
    shelf.db.close()
    mount(home.root, "--bind", str(home.root))
    subprocess.run(["mount", "-o", "remount,ro,bind", str(home.root)], check=True)
    yield home
    subprocess.run(["umount", "-l", str(home.root)], check=True)


def test_what_can_only_be_read_is_read(frozen: Home) -> None:
    db = open_reader(frozen)
    assert db.conn.execute("SELECT COUNT(*) FROM verdicts").fetchone() == (1,)
    db.close()
    assert [word.name for word in lines.everything(frozen).words] == ["cat"]
    with pytest.raises(PhotoorgError, match=r"can only be read|Read-only"):
        open_writer(frozen)
    assert "can be looked at" in cautions(frozen, Settings())[0]


def test_what_can_only_be_read_and_is_older(frozen: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from photoorg.library import schema

    monkeypatch.setattr(schema.MIGRATIONS, "_migrations", list(schema.MIGRATIONS._migrations))
    schema._migration("9999_test", "ALTER TABLE tags ADD COLUMN colour TEXT")
    with pytest.raises(PhotoorgError, match="older photoorg and lies where nothing can be written: copy the folder"):
        open_reader(frozen)


def test_what_can_only_be_read_and_was_left_open(shelf: Shelf, home: Home, tmp_path: Path) -> None:
    judge(shelf.db, [shelf.put("cat.jpg")], "cat", "added")
    left = Home(tmp_path / "left")
    shutil.copytree(home.root, left.root)
    (left.root / "library.db-shm").unlink()
    mount(left.root, "--bind", str(left.root))
    subprocess.run(["mount", "-o", "remount,ro,bind", str(left.root)], check=True)
    try:
        with pytest.raises(PhotoorgError, match="was not closed, and lies where nothing can be written: copy the"):
            open_reader(left)
    finally:
        subprocess.run(["umount", "-l", str(left.root)], check=True)


@pytest.mark.skipif(os.name != "posix" or (os.geteuid() == 0 and not shutil.which("su")), reason="POSIX only")
def test_a_file_that_can_only_be_read(shelf: Shelf, home: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    shelf.put("cat.jpg")
    shelf.db.close()
    home.database.chmod(0o444)
    if os.geteuid() != 0:
        with pytest.raises(PhotoorgError, match="can only be read here"):
            open_writer(home)
        return
    for folder in (home.root, *home.root.parents):
        if folder.is_relative_to(tmp_path_factory.getbasetemp().parent):
            folder.chmod(0o777)
    script = (
        "import os, sys; from pathlib import Path\nfrom photoorg.library.store import open_reader, open_writer\n"
        "from photoorg.settings import Home\nos.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "home = Home(Path(sys.argv[1]))\nopen_reader(home).close()\n"
        "try: open_writer(home).close(); print('opened')\nexcept Exception as error: print(error)"
    )
    command = [sys.executable, "-c", script, str(home.root)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "can only be read here" in told or "opened" in told, told


def test_a_network_drive(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    open_writer(home).close()
    table = f"30 29 0:40 / {home.root} rw - nfs4 nas:/photos rw\n29 1 8:1 / / rw - ext4 /dev/sda1 rw"
    monkeypatch.setattr(volumes, "read_table", lambda: table)
    shelf = Shelf(open_writer(home), "/pictures")
    assert shelf.db.conn.execute("PRAGMA journal_mode").fetchone() == ("delete",), "no memory is shared over a network"
    shelf.folder(is_root=True)
    judge(shelf.db, [shelf.put("cat.jpg")], "cat", "added")
    assert [path.name for path in home.root.glob("library.db*")] == ["library.db"]
    reader = open_reader(home)
    assert reader.conn.execute("SELECT COUNT(*) FROM verdicts").fetchone() == (1,)
    reader.close()
    assert backups.make(home, Settings())[0].words == 1
    shelf.db.close()
    (told,) = cautions(home, Settings())
    assert "lies on a network drive (nfs4)" in told
    monkeypatch.undo()
    db = open_writer(home)
    assert db.conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()
    assert cautions(home, Settings()) == []
