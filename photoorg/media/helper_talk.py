"""One job with a helper: what is asked and answered, and what is said of a file when a helper has ended over it."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from photoorg.media.budget import BUDGET
from photoorg.media.helper_guard import Guard
from photoorg.media.helper_pool import CannotStartError, Helpers, Stop, Worker
from photoorg.media.limits import Limits, MediaError
from photoorg.media.wire import Message, WireError, receive, receive_bytes, receive_picture, send

log = logging.getLogger(__name__)

CRASHES = "The file makes its decoder crash."
_STOPPED = "The system stopped the decoder of this file twice, perhaps for want of memory."
_KILLED = -signal.SIGKILL if sys.platform != "win32" else None
_START = Limits(seconds=60)
"""What a helper may take to start."""

Reply = Callable[[Any], bool | None]
"""What this process says to a helper's question."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a helper has said, and the picture or the bytes that it sent."""

    said: Message
    picture: Image.Image | None
    data: bytes = b""


class _DiedError(Exception):
    """A helper ended in the middle of a job; `code` is its exit status, None where it could not be ended."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


def answer(helpers: Helpers, job: Message, limits: Limits, replies: Mapping[str, Reply]) -> Answer:
    """What a helper says; what a second one says where the first is gone, for that may have had another reason.

    `replies` are this process's, by the name of the question. Raises MediaError where both are gone or time is up,
    CannotStartError where there is none.
    """
    stop, codes = Stop.of_this_thread(), list[int | None]()
    for take in (helpers.take, helpers.fresh):
        stop.check()
        worker = _greeted(take())
        try:
            found = _converse(worker, job, limits, replies, stop)
        except _DiedError as error:
            codes.append(error.code)
        else:
            helpers.give(worker)
            return found
    if all(code == _KILLED for code in codes):
        raise MediaError(_STOPPED, again=True)
    log.warning("Two helpers ended with %s while they read %r", codes, job["path"])
    raise MediaError(CRASHES)


def _greeted(worker: Worker) -> Worker:
    """A new helper says that it is there. Raises CannotStartError where it does not."""
    if not worker.greeted:
        try:
            with Guard(worker, _START):
                receive(worker.answers)
        except WireError as error:
            raise CannotStartError(f"it ended with {worker.died()} at its start") from error
        worker.greeted = True
    return worker


def _converse(worker: Worker, job: Message, limits: Limits, replies: Mapping[str, Reply], stop: Stop) -> Answer:
    """One job, within its bounds. Raises MediaError where it was ended, _DiedError where the helper ended by itself."""
    guard = Guard(worker, limits)
    stop.begin(worker)
    try:
        with BUDGET.share(), guard:
            return _talk(worker, job, limits, {"claim": _claimer(limits), **replies}, guard)
    except WireError as error:
        code = worker.died()
        stop.check()
        raise guard.reason or _DiedError(code) from error
    except BaseException:  # Ctrl-C, for one: in the middle of an answer it can do no other job
        worker.end()
        raise
    finally:
        stop.done(worker)


def _talk(worker: Worker, job: Message, limits: Limits, replies: Mapping[str, Reply], guard: Guard) -> Answer:
    """Send a job, answer the helper's questions, and take what it has done."""
    send(worker.requests, job)
    while True:
        said = receive(worker.answers)
        question = next((name for name in replies if name in said), None)
        if question is None:
            return Answer(said, _picture(worker, said, limits), _bytes(worker, said, limits))
        with guard.waiting():
            reply = replies[question](said[question])
        send(worker.requests, {"answer": reply})


def _claimer(limits: Limits) -> Reply:
    """Memory is this process's to give: a helper waits for it as a thread would."""

    def claim(need: Any) -> None:
        BUDGET.claim(min(need, limits.memory_bytes) if isinstance(need, int) else limits.memory_bytes)

    return claim


def _picture(worker: Worker, said: Message, limits: Limits) -> Image.Image | None:
    """The pixels that follow an answer with a size."""
    if "size" not in said:
        return None
    try:
        width, height = (int(side) for side in said["size"])
    except (TypeError, ValueError) as error:
        raise WireError("a size is not understood") from error
    if width < 1 or height < 1 or width * height * 3 > limits.hard_bytes:
        raise WireError("a picture has an impossible size")
    return receive_picture(worker.answers, (width, height))


def _bytes(worker: Worker, said: Message, limits: Limits) -> bytes:
    """The bytes that follow an answer with their number."""
    count = said.get("bytes", 0)
    if not isinstance(count, int) or not 0 <= count <= limits.hard_bytes:
        raise WireError("an impossible number of bytes")
    return receive_bytes(worker.answers, count) if count else b""
