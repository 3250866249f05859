"""Answering other starts of photoorg: one thread that waits for them, one for each while it talks.

Whoever comes without the word is not answered; who is silent, talks nonsense or stops in the middle harms nobody.
"""

from __future__ import annotations

import hmac
import logging
import socket
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Client, Connection, Listener
from typing import Any, cast

from photoorg.outcomes import PhotoorgError
from photoorg.work.callers import Caller, Handler, Message, receive

log = logging.getLogger(__name__)
_AT_ONCE = 16
_SILENCE = 5.0
_END = 2.0


class Listening:
    """A place where others can call from the start; they are answered once there is somebody to `serve` them."""

    def __init__(self, address: str | None, key: str) -> None:
        self._listener = Listener(address, "AF_UNIX" if address else "AF_PIPE", backlog=_AT_ONCE)
        self.address = str(self._listener.address)
        self._key = key
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()

    def serve(self, handler: Handler) -> None:
        """Answer from now on."""
        self._thread = threading.Thread(target=self._wait, args=(handler,), name="other starts", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up on everybody, and wait until all threads have ended."""
        self._closing.set()
        if self._thread is not None:
            self._wake()
            self._thread.join(_END)
        with suppress(OSError):  # somebody has cleared away what it listened at
            self._listener.close()

    def _wake(self) -> None:
        try:
            Client(self.address).close()
        except OSError:  # nobody can call any more, not even this: only the socket itself is left
            with suppress(OSError, AttributeError):
                cast("Any", self._listener)._listener._socket.shutdown(socket.SHUT_RDWR)  # noqa: SLF001

    def _wait(self, handler: Handler) -> None:
        lines: list[_Line] = []
        while not self._closing.is_set():
            try:
                connection = self._listener.accept()
            except OSError as error:
                log.info("Somebody could not be heard: %s", error)
                self._closing.wait(0.1)
                continue
            lines = [line for line in lines if line.is_open()]
            if self._closing.is_set() or len(lines) >= _AT_ONCE:
                connection.close()
                continue
            lines.append(_Line(connection, self._key, handler))  # pyright: ignore[reportArgumentType]
        for line in lines:
            line.close()


class _Line:
    """One who calls, on a thread of its own."""

    def __init__(self, connection: Connection, key: str, handler: Handler) -> None:
        self._connection = connection
        self._caller = Caller(connection)
        self._since = time.monotonic()
        self._heard = False
        self._thread = threading.Thread(target=self._talk, args=(key, handler), name="another start", daemon=True)
        self._thread.start()

    def is_open(self) -> bool:
        """Whether it is still needed. One who began to say something and stopped for long is cut off."""
        if not self._heard and time.monotonic() - self._since > _SILENCE:
            self._caller.cut()
        return self._thread.is_alive()

    def close(self) -> None:
        """Hang up."""
        self._caller.cut()
        self._thread.join(_END)

    def _talk(self, key: str, handler: Handler) -> None:
        with self._connection, suppress(OSError, EOFError):
            message = receive(self._connection, _SILENCE)
            self._heard = True
            word = str(message.pop("key", "")) if message is not None else ""
            if message is not None and hmac.compare_digest(word.encode("utf-8", "replace"), key.encode()):
                self._answer(message, handler)
                self._caller.deliver()

    def _answer(self, message: Message, handler: Handler) -> None:
        try:
            handler(message, self._caller)
        except PhotoorgError as error:
            self._caller.end({"event": "failed", "sentence": str(error)})
        except Exception:
            log.exception("Another start could not be answered")
            self._caller.end({"event": "failed", "sentence": "photoorg could not do it: its log says why."})
