"""One writer at a time: who has a library open, and how other starts of photoorg reach it.

The lock is the system's, so that it ends with the process that holds it, however that ends. Beside it lies a card that
says who holds it, where it answers and with which word: only the person whose library it is can read it.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import suppress
from dataclasses import asdict, dataclass
from errno import EACCES, EPERM, EROFS
from multiprocessing.connection import Client, Connection
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from photoorg.library.connection import is_read_only
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home
from photoorg.work.callers import Handler, Message, receive, send
from photoorg.work.listening import Listening

log = logging.getLogger(__name__)
PATIENCE = 5.0
"""Seconds after which one who does not answer is taken for one who will not."""
_FOLDER = "photoorg-"
_SOCKET = "s"
_LONGEST_ADDRESS = 100  # the system takes 108 bytes of one, or 104

_GLANCES, _GLANCE = 20, 0.025  # seconds


class TakenError(PhotoorgError):
    """Another process writes to this library."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a library open: `what` is 'window' or the name of a command; `address` is empty where it is deaf."""

    what: str
    pid: int
    host: str
    since: int
    address: str
    key: str


class Claim:
    """The right to write to a library, until `close`. A context manager."""

    def __init__(self, home: Home, what: str, lock: FileLock, *, answers: bool) -> None:
        self._home = home
        self._lock = lock
        self._closed = False
        key = secrets.token_hex(16)
        self._listening = Listening(_new_address(), key) if answers else None
        address = self._listening.address if self._listening else ""
        try:
            _write_card(home, Holder(what, os.getpid(), socket.gethostname(), int(time.time()), address, key))
        except OSError:
            self.hang_up()
            raise

    def serve(self, handler: Handler) -> None:
        """Answer other starts from now on; `handler` is called on a thread of its own for each of them.

        For a claim that was made with `answers`: who came before this is answered now.
        """
        if self._listening is not None:
            self._listening.serve(handler)

    def hang_up(self) -> None:
        """Answer nobody any more, and wait for the threads that did. May be called twice."""
        listening, self._listening = self._listening, None
        if listening is not None:
            listening.close()
            _sweep(listening.address)

    def close(self) -> None:
        """Hang up, and let another process write: when nothing of this one writes any more. May be called twice."""
        try:
            self.hang_up()
            if not self._closed:
                _card(self._home).unlink(missing_ok=True)
        except OSError as error:  # the lock alone counts: who comes next writes another card
            log.info("Not all of it is put away in %s: %s", self._home.root, error)
        finally:
            self._closed = True
            self._lock.release()

    def __enter__(self) -> Claim:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def claim(home: Home, what: str, *, answers: bool = False) -> Claim:
    """Become the one who writes to a library; with `answers`, other starts wait from now on for `Claim.serve`.

    Raises TakenError where somebody else is, PhotoorgError where the place cannot be written.
    """
    lock = FileLock(home.root / "writer.lock", thread_local=False)
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout:
        raise TakenError(_sentence(_introduced(home))) from None
    except OSError as error:
        if error.errno in {EACCES, EPERM, EROFS}:
            raise PhotoorgError(f"{home.root} cannot be written: {error.strerror}.") from error
        # Some network drives know no locks: nothing then keeps a second one from writing but what SQLite can do there.
        log.info("No lock in %s: %s", home.root, error)
    try:
        if before := holder(home):
            if _lives(before):  # the lock that it holds was deleted, and this is another one
                lock.release()
                raise TakenError(_sentence(before))
            _sweep(before.address)
        return Claim(home, what, lock, answers=answers)
    except OSError as error:
        lock.release()
        raise PhotoorgError(f"{home.root} cannot be written: {error.strerror or error}.") from error


def _introduced(home: Home) -> Holder | None:
    """Who holds the lock: between taking it and writing the card there is a moment."""
    for _ in range(_GLANCES):
        found = holder(home)
        if found is not None and _lives(found):
            return found
        time.sleep(_GLANCE)
    return holder(home)


def holder(home: Home) -> Holder | None:
    """Who says that the library is theirs. They may have been killed since."""
    try:
        return Holder(**json.loads(_card(home).read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def ask(home: Home, message: Message, timeout: float = PATIENCE) -> Message | None:
    """The first thing that the holder of a library says to a message; None where nobody answers in time."""
    events = converse(home, message, timeout)
    if events is None:
        return None
    try:
        return next(events, None)
    finally:
        events.close()


def converse(home: Home, message: Message, timeout: float = PATIENCE) -> Generator[Message, None, None] | None:
    """All that the holder says to a message, until the end; None where nobody answers in time. Close it to hang up."""
    line = _call(home, message, tries=10)
    if line is None:
        return None
    first = None
    with suppress(OSError, EOFError):
        first = receive(line, timeout)
    if first is not None:
        return _heard(line, first)
    line.close()
    return None


def tell(home: Home, message: Message) -> None:
    """Say something to the holder, if there is one that listens, and do not wait for an answer."""
    if line := _call(home, message, tries=1):
        line.close()


def why_read_only(home: Home) -> str:
    """Why nothing can be written to a library; nothing where it can, or where there is none yet."""
    for path in (home.root, home.database):
        if path.exists() and is_read_only(path):
            return f"{path} cannot be written: photos can be looked at and searched, and nothing is changed."
    return ""


def _heard(connection: Connection, first: Message) -> Generator[Message, None, None]:
    event: Message | None = first
    try:
        while event is not None:
            yield event
            event = receive(connection, None)
    except (EOFError, OSError):
        return
    finally:
        connection.close()


def _call(home: Home, message: Message, tries: int) -> Connection | None:
    """A line to the holder, on which a message has been said. One that has just begun gets a moment."""
    for left in reversed(range(tries)):
        found = holder(home)
        if found is not None and (not found.address or found.host != socket.gethostname()):
            return None
        with suppress(OSError):
            if found is not None:
                line = Client(found.address)
                send(line, {**message, "key": found.key})
                return line
        if left:
            time.sleep(0.05)
    return None


def _new_address() -> str | None:
    """Where to listen: in a folder of one's own with a short name; on Windows the system finds a name."""
    if sys.platform == "win32":
        return None
    preferred = os.environ.get("XDG_RUNTIME_DIR", "")
    for parent in (preferred, tempfile.gettempdir(), "/tmp"):  # noqa: S108 - a folder with a name of its own, and private
        if parent and os.access(parent, os.W_OK):
            address = Path(tempfile.mkdtemp(prefix=_FOLDER, dir=parent)) / _SOCKET
            if len(os.fsencode(address)) <= _LONGEST_ADDRESS:
                return str(address)
            address.parent.rmdir()
    raise OSError("no place to listen at")


def _sweep(address: str) -> None:
    """Take away what a process listened at."""
    place = Path(address)
    if place.name == _SOCKET and place.parent.name.startswith(_FOLDER):
        with suppress(OSError):
            place.unlink(missing_ok=True)
            place.parent.rmdir()


def _lives(one: Holder) -> bool:
    """Whether a process is still there, and no other one that got its number after it was killed."""
    import psutil  # noqa: PLC0415 - only where somebody was killed, or a lock deleted

    if one.host != socket.gethostname():
        return False
    try:
        process = psutil.Process(one.pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= one.since + 1
    except (psutil.Error, OSError, ValueError, OverflowError, TypeError):
        return False


def _card(home: Home) -> Path:
    return home.root / "writer.json"


def _write_card(home: Home, mine: Holder) -> None:
    partial = _card(home).with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123
        json.dump(asdict(mine), file)
    partial.replace(_card(home))


def _sentence(found: Holder | None) -> str:
    if found is None:
        return "photoorg is open already on this library: close it first."
    what = "its window" if found.what == "window" else f"photoorg {found.what}"
    where = "" if found.host == socket.gethostname() else f" on {found.host}"
    return (
        f"photoorg is open already on this library ({what}, process {found.pid}{where}): "
        "close that one first, or wait until it is done."
    )
