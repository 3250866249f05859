"""What a folder may hold that is no plain file, and names and places that few programs expect."""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

from bad_inputs import PICTURE, SKIP, Bad
from media_samples import SAMPLES, corners, saved

IGNORED = frozenset({"ignored"})
LEFT = frozenset({"ignored", "skipped"})
CONTROLS = ("control-first.jpg", "control-last.png", "folder.jpg/inside.jpg")

Expected = tuple[str, frozenset[str], str]


def fill(folder: Path, outside: Path, cases: tuple[Bad, ...]) -> list[Expected]:
    """Make all `cases` and every special place below `folder`, and what must not be seen in `outside`."""
    (folder / "cases").mkdir(parents=True)
    for case in cases:
        (folder / "cases" / case.name).write_bytes(case.make())
    expected = [(f"cases/{case.name}", case.may, case.reason) for case in cases]
    expected += _links(folder, outside) + _special(folder) + _names(folder)
    _beyond_the_longest_path(folder)
    if not is_root():
        expected += _closed(folder)
    for number, name in enumerate(CONTROLS):
        (folder / name).parent.mkdir(exist_ok=True)
        kind = "PNG" if name.endswith("png") else "JPEG"
        (folder / name).write_bytes(saved(corners(300 + number, 200), kind))
    return expected + [(name, PICTURE, "$^") for name in CONTROLS]


def is_root() -> bool:
    """Whether nothing is closed to this process."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def snapshot(folder: Path) -> dict[str, tuple[int, ...]]:
    """Every entry below `folder` with what would tell that somebody wrote to it."""
    found: dict[str, tuple[int, ...]] = {}
    for top, folders, files in os.walk(folder):
        for path in (Path(top), *(Path(top, name) for name in (*folders, *files))):
            with suppress(OSError):
                info = path.lstat()
                found[str(path)] = (info.st_mode, info.st_size, info.st_mtime_ns, info.st_nlink)
    return found


def _links(folder: Path, outside: Path) -> list[Expected]:
    outside.mkdir()
    (outside / "secret.jpg").write_bytes(saved(corners(99, 99), "JPEG"))
    (folder / "loop").mkdir()
    links = {
        "loop/back": "..", "self.jpg": "self.jpg", "dangling.jpg": "nothing.jpg", "passwd.jpg": "/etc/passwd",
        "out.jpg": outside / "secret.jpg", "out": outside, "ring-a": "ring-b", "ring-b": "ring-a",
        "zero.jpg": "/dev/zero",
    }  # fmt: skip
    for name, target in links.items():
        (folder / name).symlink_to(target)
    seen = ("out/secret.jpg", "loop/back/control-first.jpg")
    return [(name, LEFT, "link|not a regular file|loop") for name in (*links, *seen)]


def _special(folder: Path) -> list[Expected]:
    os.mkfifo(folder / "pipe.jpg")
    here = Path.cwd()
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(folder)  # a socket's path has a short limit
        server.bind("socket.jpg")
        try:
            os.chdir(here)
        except PermissionError:  # an ordinary user who was started in a folder of another's
            os.chdir("/")
    made = ["pipe.jpg", "socket.jpg"]
    with suppress(PermissionError):  # only root may
        os.mknod(folder / "device.jpg", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        made.append("device.jpg")
    for name, size in (("sparse-5gb.jpg", 5 << 30), ("sparse-500mb.png", 500 << 20)):
        with (folder / name).open("wb") as file:
            file.truncate(size)
    sparse = [("sparse-5gb.jpg", SKIP, "too large"), ("sparse-500mb.png", SKIP, "not an image")]
    return [(name, LEFT, "not a regular file") for name in made] + sparse


_ODD = (
    b"bad \xff\xfe.jpg", b"new\nline.jpg", b"\x1b[31mred\x07.jpg", "\u202egpj.exe.jpg".encode(), b"x" * 251 + b".jpg",
    b"-rf.jpg", b"$(touch pwned).jpg", b"`id`.jpg", b"a;b|c&d.jpg", b"%s%n.jpg", b"trailing .jpg",
    b"a .. .jpg", b"' OR 1=1 --.jpg",
    b"cafe\xcc\x81.jpg", b"caf\xc3\xa9.jpg", b"\xf0\x9f\x90\xb4.jpg", b"CON.jpg", b"*.jpg", b"\\back\\slash.jpg",
)  # fmt: skip


def _names(folder: Path) -> list[Expected]:
    (folder / "names").mkdir()
    names = [f"names/{os.fsdecode(name)}" for name in _ODD]
    for number, name in enumerate(names):
        (folder / name).write_bytes(saved(corners(100 + number, 80), "JPEG"))
    deep = folder / "/".join(["a folder with quite a long name"] * 40)
    deep.mkdir(parents=True)
    (deep / "deep.jpg").write_bytes(SAMPLES["sample.jpg"]())
    return [(name, PICTURE, "$^") for name in (*names, str((deep / "deep.jpg").relative_to(folder)))]


def _beyond_the_longest_path(folder: Path) -> None:
    """Folders so deep that no path leads there: made step by step."""
    at = os.open(folder, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=at)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    file = os.open("beyond.jpg", os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=at)
    os.write(file, SAMPLES["sample.jpg"]())
    os.close(file)
    os.close(at)


def _closed(folder: Path) -> list[Expected]:
    (folder / "closed.jpg").write_bytes(SAMPLES["sample.jpg"]())
    (folder / "closed.jpg").chmod(0)
    (folder / "closed").mkdir()
    (folder / "closed").chmod(0)
    return [("closed.jpg", SKIP, "[Pp]ermission"), ("closed", LEFT, "[Pp]ermission")]
