"""What two starts of photoorg say to each other: lines of JSON over a channel of this machine, never pickled objects.

One side asks and hears events until the last one, or hangs up; the other side has a `Caller` for each who asks.
"""

from __future__ import annotations

import json
import os
import queue
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import cast

Message = dict[str, object]
Handler = Callable[[Message, "Caller"], None]
"""Is called with what a caller wants; answers with `Caller.tell` and `Caller.end`, at once or later, on any thread."""

LONGEST = 1 << 20
"""Bytes of one message: a few thousand folders."""
_BEHIND = 100


def send(connection: Connection, message: Mapping[str, object]) -> None:
    """Say one thing. Raises OSError where nobody is there any more."""
    connection.send_bytes(json.dumps(message, separators=(",", ":")).encode("ascii"))


def receive(connection: Connection, timeout: float | None) -> Message | None:
    """Hear one thing; None where nothing comes in `timeout` seconds (None: ever), or what comes is no message.

    Raises EOFError or another OSError where the other side has gone.
    """
    if not connection.poll(timeout):
        return None
    try:
        message = json.loads(connection.recv_bytes(LONGEST))
    except (ValueError, RecursionError):
        return None
    return cast("Message", message) if isinstance(message, dict) else None


class Caller:
    """One who asks. `tell` and `end` return at once and never fail: who asks may have gone, or may not listen."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._events: queue.SimpleQueue[Mapping[str, object] | None] = queue.SimpleQueue()

    def tell(self, event: Mapping[str, object]) -> None:
        """Say how far it is. Who does not listen for long misses some."""
        if self._events.qsize() < _BEHIND:
            self._events.put(event)

    def end(self, event: Mapping[str, object] | None = None) -> None:
        """Say the last thing and hang up. What is said after it is not heard."""
        if event is not None:
            self._events.put(event)
        self._events.put(None)

    @property
    def left(self) -> bool:
        """Whether the one who asked has hung up: nobody has anything else to say than what was asked."""
        try:
            return self._connection.poll(0)
        except BrokenPipeError:
            return True
        except OSError:  # hung up by this side
            return False

    def deliver(self) -> None:
        """Say what is told until the end. Raises OSError where the one who asked has gone."""
        while (event := self._events.get()) is not None:
            send(self._connection, event)

    def cut(self) -> None:
        """End whatever is waited for on this line."""
        self.end()
        if os.name == "posix":
            with suppress(OSError), socket.socket(fileno=os.dup(self._connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
