"""What Qt needs of the system: a screen that answers, and libraries."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from bootstrap import system


@pytest.mark.parametrize(
    ("variables", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"DISPLAY": "unix:0.1"}, "linux", True),
        ({"DISPLAY": ":1"}, "linux", False),
        ({"DISPLAY": ":5"}, "linux", True),
        ({"DISPLAY": "localhost:10.0"}, "linux", True),
        ({"DISPLAY": "[::1]:11"}, "linux", True),
        ({"DISPLAY": "localhost:12"}, "linux", False),
        ({"DISPLAY": "nonsense"}, "linux", False),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/run/user/7"}, "linux", True),
        ({"WAYLAND_DISPLAY": "/somewhere/wayland-1"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": "/run/user/7"}, "linux", False),
        ({"WAYLAND_DISPLAY": "wayland-9", "DISPLAY": ":0"}, "linux", True),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "1 2 3 4"}, "darwin", False),
        ({}, "win32", True),
    ],
)
def test_screens(variables: dict[str, str], platform: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    alive = {
        "/tmp/.X11-unix/X0", "\0/tmp/.X11-unix/X5", ("localhost", 6010), ("::1", 6011),  # noqa: S108 - X11's own place
        "/run/user/7/wayland-0", "/somewhere/wayland-1",
    }  # fmt: skip
    monkeypatch.setattr(system, "_answers", lambda address: address in alive)
    assert system.has_screen(variables, platform) is expected


@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
def test_whether_a_screen_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may not be long
    with socket.socket(socket.AF_UNIX) as screen, socket.create_server(("127.0.0.1", 0)) as port:
        screen.bind("X7")
        assert not system._answers("X7"), "a socket that was left behind"
        screen.listen()
        assert system._answers("X7")
        assert system._answers(port.getsockname())
        dead = port.getsockname()
    assert not system._answers(dead)
    assert not system._answers("nothing")
    assert not system._answers("x" * 500)
    assert not system._answers("zero\0inside")


def test_the_install_line_names_each_package_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_kind", lambda: "pacman")
    assert system.install_line(system.LIBRARIES[:2]) == "sudo pacman -S --needed libglvnd"
    monkeypatch.setattr(system, "_kind", lambda: None)
    assert "libgl1, libxkbcommon0" in system.install_line([system.LIBRARIES[0], system.LIBRARIES[2]])


def test_without_root_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "missing_libraries", lambda: [system.FONT])
    monkeypatch.setattr(system, "_kind", lambda: "apt")
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    assert system.ensure_libraries() == "sudo apt-get install -y fonts-dejavu-core"
