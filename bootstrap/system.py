"""What Qt needs from the system: a screen, its libraries, a font."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bootstrap.console import SetupError, quietly


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library that Qt's wheels expect of the system, and the package that has it on each kind of Linux."""

    soname: str
    apt: str
    dnf: str
    pacman: str


# Found by trying on a bare Debian 12, one by one: the first six are for any window, the rest for one under X11.
LIBRARIES = (
    Library("libGL.so.1", "libgl1", "mesa-libGL", "libglvnd"),
    Library("libEGL.so.1", "libegl1", "mesa-libEGL", "libglvnd"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"),
    Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb"),
)
FONT = Library("", "fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")

INSTALLERS = {"apt": "apt-get install -y", "dnf": "dnf install -y", "pacman": "pacman -S --needed"}


def has_screen(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a window could be shown to somebody: on Linux something must answer, for Qt ends the process if not."""
    if platform.startswith("linux"):
        return any(_answers(address) for address in _screens(environment))
    return not environment.get("SSH_CONNECTION")


def _screens(environment: Mapping[str, str]) -> Iterator[str | tuple[str, int]]:
    """Where a screen would answer: a socket's path (a zero byte begins one that is no file), or a host and port."""
    if wayland := environment.get("WAYLAND_DISPLAY"):
        yield os.path.join(environment.get("XDG_RUNTIME_DIR", ""), wayland)  # noqa: PTH118 - wayland may be absolute
    if found := re.fullmatch(r"(?P<host>.*):(?P<number>\d{1,4})(\.\d+)?", environment.get("DISPLAY", "")):
        host, number = found["host"], int(found["number"])
        if host in {"", "unix"}:
            yield f"/tmp/.X11-unix/X{number}"  # noqa: S108 - X11's own place
            yield f"\0/tmp/.X11-unix/X{number}"
        else:
            yield host.strip("[]"), 6000 + number


def _answers(address: str | tuple[str, int], seconds: float = 2.0) -> bool:
    """Whether a socket can be connected to."""
    try:
        if isinstance(address, tuple):
            socket.create_connection(address, timeout=seconds).close()
            return True
        with socket.socket(socket.AF_UNIX) as ours:
            ours.settimeout(seconds)
            ours.connect(address)
    except (OSError, ValueError):  # a name that is too long, or has a zero in it
        return False
    return True


def missing_libraries() -> list[Library]:
    """What Qt would not find here; always empty off Linux, where its wheels bring all they need."""
    if not sys.platform.startswith("linux"):
        return []
    return [library for library in LIBRARIES if not _loads(library.soname)] + ([] if _has_fonts() else [FONT])


def install_line(libraries: Sequence[Library]) -> str:
    """The one line that a person would type to install them, or a list where the system is of an unknown kind."""
    kind = _kind()
    if kind is None:
        return "install these with your system's package manager: " + ", ".join(_packages(libraries, "apt"))
    return f"sudo {INSTALLERS[kind]} {' '.join(_packages(libraries, kind))}"


def ensure_libraries() -> str:
    """Install what Qt misses where we may (apt, as root); elsewhere the line that would do it, "" when all is there."""
    libraries = missing_libraries()
    if not libraries:
        return ""
    if _kind() != "apt" or os.geteuid() != 0:
        return install_line(libraries)
    _apt("Asking for the system's list of packages", "update")
    packages = _packages(libraries, "apt")
    _apt(f"Installing {len(packages)} system packages for Qt", "install", "-y", "--no-install-recommends", *packages)
    if missing_libraries():
        raise SetupError(f"Qt still misses {', '.join(library.soname for library in missing_libraries())}.")
    return ""


def _apt(title: str, *arguments: str) -> None:
    quietly(title, ["apt-get", "-q", *arguments], folder=Path("/"),
            environment=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            explain=lambda _: f"apt-get could not do it. Try: {install_line(missing_libraries())}")  # fmt: skip


def _kind() -> str | None:
    """Which of INSTALLERS this system uses."""
    commands = {"apt": "apt-get", "dnf": "dnf", "pacman": "pacman"}
    return next((kind for kind, command in commands.items() if shutil.which(command)), None)


def _packages(libraries: Sequence[Library], kind: str) -> list[str]:
    return sorted({str(getattr(library, kind)) for library in libraries})


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _has_fonts() -> bool:
    kinds = (".ttf", ".otf", ".ttc", ".pfb")
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(file.suffix.lower() in kinds for folder in folders for file in folder.rglob("*"))
