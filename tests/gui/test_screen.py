"""Where there is no screen, a sentence says so."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from photoorg.gui.screen import check_screen
from photoorg.outcomes import PhotoorgError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
FREE = 4000  # no X server has such a number


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ""},
        {"DISPLAY": "nonsense"},
        {"DISPLAY": f":{FREE}"},
        {"DISPLAY": f"unix:{FREE}.0"},
        {"DISPLAY": f"127.0.0.1:{FREE}"},
        {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/nowhere"},
    ],
)
def test_no_screen(environment: dict[str, str]) -> None:
    with pytest.raises(PhotoorgError, match="no screen"):
        check_screen(environment)


def test_a_platform_that_is_asked_for_is_left_to_qt() -> None:
    check_screen({"QT_QPA_PLATFORM": "offscreen"})


def test_an_x_server_elsewhere() -> None:
    with socket.create_server(("127.0.0.1", 6000 + FREE)):
        check_screen({"DISPLAY": f"127.0.0.1:{FREE}.0"})


def test_an_x_server_here() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(f"\0/tmp/.X11-unix/X{FREE}")
        server.listen()
        check_screen({"DISPLAY": f":{FREE}"})


def test_wayland(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "w0"))
        check_screen({"WAYLAND_DISPLAY": "w0", "XDG_RUNTIME_DIR": str(tmp_path)})
        check_screen({"WAYLAND_DISPLAY": str(tmp_path / "w0")})
