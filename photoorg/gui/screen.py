"""Whether there is a screen: Qt ends the whole process where there is none, without a word that helps."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from photoorg.outcomes import PhotoorgError

_DISPLAY = re.compile(r"(?P<host>.*):(?P<number>\d+)(\.\d+)?")
_X_PORT = 6000
_PATIENCE_S = 2.0


def check_screen(environment: Mapping[str, str]) -> None:
    """Raise PhotoorgError where no window can be shown: on Linux without an X or Wayland server that answers."""
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM"):
        return
    if not (_has_wayland(environment) or _has_x(environment.get("DISPLAY", ""))):
        raise PhotoorgError("There is no screen to show the window on; 'photoorg tour' works without one.")


def _has_wayland(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY")
    return bool(name) and Path(environment.get("XDG_RUNTIME_DIR", "/"), name).is_socket()


def _has_x(display: str) -> bool:
    """Whether an X server listens where DISPLAY ("[host]:number[.screen]") says."""
    found = _DISPLAY.fullmatch(display)
    if found is None:
        return False
    host, number = found["host"], int(found["number"])
    if host not in {"", "unix"}:
        return _answers(socket.AF_INET, (host, _X_PORT + number))
    place = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers listen
    return any(_answers(socket.AF_UNIX, address) for address in (place, f"\0{place}"))


def _answers(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as line:
            line.settimeout(_PATIENCE_S)
            line.connect(address)
    except OSError:
        return False
    return True
