"""What a folder may hold or be: closed, linked, oddly named, full of special files, the library itself."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from working import Library, drain, picture

from photoorg.library import browse
from photoorg.library.edits import judge
from photoorg.outcomes import PhotoorgError
from photoorg.volumes import volume_of

POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX only")
ROOT = Path(__file__).resolve().parents[3]
Watch = Callable[[Path], None]
Copy = Callable[[Path, int], list[Path]]


# --- folders that cannot be looked at


def test_a_folder_that_is_not_there(library: Library, small_photos: Copy, tmp_path: Path) -> None:
    small_photos(library.photos, 2)
    library.run()
    library.photos.rename(tmp_path / "unplugged")
    with pytest.raises(PhotoorgError, match=r"There is no folder .*photos\. Is its drive connected\?"):
        library.run()
    assert library.names() == ["000.jpg", "001.jpg"], "nothing is taken for missing"
    with pytest.raises(PhotoorgError, match="is a file: name the folder"):
        library.run(tmp_path / "unplugged" / "000.jpg")


@POSIX
def test_roots_through_links(library: Library, small_photos: Copy, tmp_path: Path) -> None:
    small_photos(library.photos, 1)
    (tmp_path / "link").symlink_to(library.photos)
    (tmp_path / "self").symlink_to("self")
    library.run(tmp_path / "link")
    assert library.photo("000.jpg")
    for folder in (tmp_path / "self", Path("~nobody-of-that-name/photos")):
        with pytest.raises(PhotoorgError):
            library.run(folder)


UNLISTED = """
import logging, os, sys
logging.getLogger("photoorg.media.helper").disabled = True  # that nobody may not start this Python is no matter here
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from working import Counter, Library
from photoorg.media import heard  # which is else imported when it is first needed
from photoorg.taxonomy import load_taxonomy
load_taxonomy()  # as it is before one becomes nobody, who may not everywhere read it
os.setgroups([]); os.setgid(65534); os.setuid(65534)
library = Library(Path(sys.argv[1]), Path(sys.argv[2]), Counter())
for mode in (0o755, 0, 0o444):
    closed = library.photos / "closed"
    closed.chmod(mode)
    (library.photos / "file.jpg").chmod(0o644 if mode else 0)
    print(library.run().title, "|", len(library.names()), "|", sorted(library.problems().items()))
closed.chmod(0o755)
(library.photos / "new.jpg").chmod(0o644)
print(library.run().title, "|", len(library.names()), "|", library.problems())
library.close()
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_what_may_not_be_read(tmp_path_factory: pytest.TempPathFactory, small_photos: Copy) -> None:
    top = tmp_path_factory.mktemp("shared")
    photos = top / "photos"
    small_photos(photos / "closed" / "in", 2)
    shutil.copy2(photos / "closed" / "in" / "000.jpg", photos / "file.jpg")
    picture(photos / "new.jpg").chmod(0)
    for folder in (top, *top.rglob("*")):
        os.chown(folder, 65534, 65534)
    for folder in (top, *top.parents):
        if folder.is_relative_to(tmp_path_factory.getbasetemp().parent):
            folder.chmod(0o755)
    command = [sys.executable, "-c", UNLISTED, str(top / "home"), str(photos), str(Path(__file__).parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    lines = [line.split(" | ") for line in done.stdout.splitlines()]
    assert [line[1] for line in lines] == ["2", "2", "2", "3"], "a closed folder's photos are not taken for missing"
    denied = "('new.jpg', 'Permission to read the file was denied.')"
    assert all(denied in line[2] for line in lines[:3])
    assert "('closed', 'This folder cannot be listed: Permission denied.')" in lines[1][2]
    assert lines[3][2] == "{}", "what is allowed now is read now"


# --- odd names and special files


@POSIX
def test_odd_names(library: Library, untouched: Watch) -> None:
    names = [
        b"emoji \xf0\x9f\x90\x95.jpg", b"new\nline.jpg", b"it's \"quoted\".jpg", b"-rf.jpg", b"bad \xff\xfe.jpg",
        b"trailing space .jpg", "caf\u00e9.jpg".encode(), "cafe\u0301.jpg".encode(), b"x" * 251 + b".jpg",
        b"UPPER.JPEG", b"%s_%n;$(x)`y`.jpg", b"dots...jpg", b"\x01\x1b[31m.jpg",
    ]  # fmt: skip
    for number, name in enumerate(names):
        picture(library.photos / "plain.jpg", (number * 16, 0, 90)).rename(library.photos / os.fsdecode(name))
    deep = library.photos
    while len(str(deep)) < 1000:
        deep /= "a folder with a long name " * 4
    picture(deep / "deep.jpg", (99, 0, 0))
    picture(library.photos / os.fsdecode(b"folder \xff.jpg") / "inside.jpg", (98, 0, 0))
    untouched(library.photos)
    library.run()
    assert library.problems() == {}
    assert library.names() == sorted([*(os.fsdecode(name) for name in names), "deep.jpg", "inside.jpg"])
    for name in names:
        judge(library.db, [library.photo(os.fsdecode(name))], "mine", "added")
    library.close()
    assert library.run().title == "0 read, 15 unchanged."
    assert len(library.names("mine")) == len(names)
    library.check()


@POSIX
def test_special_files(library: Library, small_photos: Copy, untouched: Watch, tmp_path: Path) -> None:
    small_photos(library.photos / "loop", 1)
    outside = small_photos(tmp_path / "outside", 2)[1]
    links = {
        "loop/back": "..", "self.jpg": "self.jpg", "dangling.jpg": "nothing", "out.jpg": outside, "out": outside.parent,
        "passwd.jpg": "/etc/passwd",
    }  # fmt: skip
    for name, target in links.items():
        (library.photos / name).symlink_to(target)
    os.mkfifo(library.photos / "pipe.jpg")
    (library.photos / ".hidden").mkdir()
    picture(library.photos / ".hidden" / "x.jpg")
    picture(library.photos / ".dot.jpg")
    picture(library.photos / "@eaDir" / "x.jpg")
    (library.photos / "notes.txt").write_text("x")
    untouched(library.photos)
    untouched(tmp_path / "outside")
    here = Path.cwd()
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(library.photos)  # a socket's path has a short limit
        server.bind("socket.jpg")
        os.chdir(here)
        began = time.monotonic()
        report = library.run()
    (library.photos / "socket.jpg").unlink()
    assert time.monotonic() - began < 5
    assert report.title == "1 read, 0 unchanged."
    assert library.names() == ["000.jpg"]
    assert library.problems() == {}


@POSIX
@pytest.mark.parametrize("way", ["plain", "link", "dots"])
def test_a_library_among_the_photos(
    way: str, tmp_path: Path, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    from photoorg.app import open_app

    photos = tmp_path / "photos"
    small_photos(photos, 3)
    (photos / "trip").mkdir()
    (tmp_path / "link").symlink_to(photos)
    home = {"plain": photos / "kept", "link": tmp_path / "link" / "kept", "dots": photos / "trip" / ".." / "kept"}[way]
    app = open_app(home)
    db = app.writer()
    for _ in range(2):
        drain(app.index(db, [photos]))
    assert browse.totals(db).photos == 3, "thumbnails are no photos"
    assert (photos / "kept" / "library.db").is_file()
    db.close()


def test_a_volume_is_named() -> None:
    volume = volume_of(Path(__file__).parent)
    assert volume.uid
    assert Path(__file__).is_relative_to(volume.mount)
