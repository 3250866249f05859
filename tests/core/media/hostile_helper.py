"""A helper process with decoders that misbehave, for test_helper.py: each file says in its first word what to do."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

from PIL import Image

from photoorg.media import formats, helper_process
from photoorg.media.budget import BUDGET
from photoorg.media.limits import Limits
from photoorg.media.opened import Opened, Tags


def _once(data: bytes) -> None:
    """Crash, but only the first time."""
    mark = Path(data.split()[1].decode())
    if mark.exists():
        mark.unlink()
        os.abort()


def _eat() -> None:
    held = []
    while True:
        held.append(bytearray(b"x") * (64 << 20))


def _chatter() -> None:
    sys.stdout.write("a library that prints")
    sys.stdout.flush()
    os.write(1, b"noise" * 100)


def _write(data: bytes) -> None:
    Path(data.split()[1].decode()).write_bytes(b"x" * 100)


class _Panic(BaseException):
    """What native decoders raise."""


def _panic() -> None:
    raise _Panic


def _wait_for_memory() -> None:
    BUDGET.claim(200 << 20)


DEEDS = {
    b"good": lambda: None,
    b"hang": lambda: time.sleep(3600),
    b"spin": lambda: ctypes.CDLL(None).pause(),
    b"segfault": lambda: ctypes.string_at(0),
    b"abort": os.abort,
    b"exit": lambda: os._exit(0),
    b"killed": lambda: os.kill(os.getpid(), 9),
    b"eat": _eat,
    b"chatter": _chatter,
    b"panic": _panic,
    b"claim": _wait_for_memory,
}


def _open(data: bytes, limits: Limits) -> Opened:
    word = data.split()[1]
    if word in {b"once", b"write"}:
        {b"once": _once, b"write": _write}[word](data[len(b"HOSTILE ") :])
    else:
        DEEDS[word]()
    return Opened(Image.new("RGB", (40, 30), "red"), (40, 30), Tags())


def _is_hostile(head: bytes, suffix: str) -> bool:
    return head.startswith(b"HOSTILE ")


if __name__ == "__main__":
    formats.FORMATS = (
        formats.Format("hostile", "Hostile", (".jpg",), _is_hostile, _open, "", ""),
        *formats.FORMATS,
    )
    helper_process.main()
