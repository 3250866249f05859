"""Decoding where it can do no harm: the functions of `decode`, done by a helper process with bounds.

A decoder is a large C library that is fed with whatever lies in a folder. Here one that hangs is ended after a while,
one that eats memory or crashes takes only the helper along, and the app says so of that one file.
"""

from __future__ import annotations

import atexit
import logging
import signal
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TypeVar

from PIL import Image
from pydantic import TypeAdapter

from photoorg.media import decode
from photoorg.media.budget import BUDGET
from photoorg.media.decode import SHORT_SIDE, Reading
from photoorg.media.helper_guard import Guard
from photoorg.media.helper_pool import CannotStartError, Helpers, Stop, Worker
from photoorg.media.limits import Limits, MediaError
from photoorg.media.metadata import Facts
from photoorg.media.wire import Message, WireError, receive, receive_picture, send

log = logging.getLogger(__name__)

T = TypeVar("T")

HELPERS = Helpers()
"""The process's. Started when the first file is decoded."""

CRASHES = "The file makes its decoder crash."
_STOPPED = "The system stopped the decoder of this file twice, perhaps for want of memory."
_START = Limits(seconds=60)
"""What a helper may take to start."""
_DEFAULT_LIMITS = Limits()


class _DiedError(Exception):
    """A helper ended in the middle of a job; `code` is its exit status, None where it could not be ended."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


def read_photo(path: Path, *, limits: Limits = _DEFAULT_LIMITS, side: int = 512, short: int = SHORT_SIDE) -> Reading:
    """As `decode.read_photo`, in a helper process. Raises MediaError where there is nothing to show."""
    request = {"do": "read_photo", "path": _absolute(path), "side": side, "short": short}
    return _ask(
        request,
        limits,
        lambda answer, picture: Reading(
            bytes.fromhex(answer["identity"]), _facts().validate_python(answer["facts"]), picture, answer["damaged"]
        ),
        lambda: decode.read_photo(path, limits=limits, side=side, short=short),
    )


def full_picture(path: Path, max_side: int, *, limits: Limits = _DEFAULT_LIMITS) -> Image.Image:
    """As `decode.full_picture`, in a helper process. Raises MediaError where there is nothing to show."""
    request = {"do": "full_picture", "path": _absolute(path), "max_side": max_side}
    return _ask(
        request, limits, lambda _answer, picture: picture, lambda: decode.full_picture(path, max_side, limits=limits)
    )


def close() -> None:
    """End the helpers that have nothing to do. Whoever decodes afterwards starts new ones."""
    HELPERS.close()


def _absolute(path: Path) -> str:
    """The helper's current folder is another."""
    return str(path if path.is_absolute() else Path.cwd() / path)


def _ask(
    request: Message,
    limits: Limits,
    understand: Callable[[Message, Image.Image], T],
    here: Callable[[], T],
) -> T:
    """Let a helper do a job, or do it `here` where none can be had."""
    try:
        answer, picture = _answer({**request, "limits": asdict(limits)}, limits)
    except CannotStartError as error:
        _tell_once(str(error))
        return here()
    if "error" in answer:
        raise MediaError(str(answer["error"]), again=bool(answer.get("again")))
    if picture is None:
        raise RuntimeError(f"a helper has stumbled over {request['path']!r}:\n{answer.get('defect')}")
    return understand(answer, picture)


def _answer(job: Message, limits: Limits) -> tuple[Message, Image.Image | None]:
    """What a helper says; what a second one says where the first is gone, for that may have had another reason."""
    helpers, codes = HELPERS, list[int | None]()
    for take in (helpers.take, helpers.fresh):
        worker = _greeted(take())
        try:
            found = _converse(worker, job, limits)
        except _DiedError as error:
            codes.append(error.code)
        else:
            helpers.give(worker)
            return found
    if all(code == -getattr(signal, "SIGKILL", 0) for code in codes):
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


def _converse(worker: Worker, job: Message, limits: Limits) -> tuple[Message, Image.Image | None]:
    """One job, within its bounds. Raises MediaError where it was ended, _DiedError where the helper ended by itself."""
    stop, guard = Stop.of_this_thread(), Guard(worker, limits)
    stop.begin(worker)
    try:
        with BUDGET.share(), guard:
            return _talk(worker, job, limits, guard)
    except WireError as error:
        code = worker.died()
        stop.check()
        raise guard.reason or _DiedError(code) from error
    except BaseException:  # Ctrl-C: in the middle of an answer it can do no other job
        worker.end()
        raise
    finally:
        stop.done(worker)


def _talk(worker: Worker, job: Message, limits: Limits, guard: Guard) -> tuple[Message, Image.Image | None]:
    """Send a job, answer the helper's questions, and take what it has done."""
    send(worker.requests, job)
    while True:
        answer = receive(worker.answers)
        need = answer.get("claim")
        if need is None:
            return answer, _picture(worker, answer, limits)
        with guard.waiting():
            BUDGET.claim(min(need, limits.memory_bytes) if isinstance(need, int) else limits.memory_bytes)
        send(worker.requests, {"granted": True})


def _picture(worker: Worker, answer: Message, limits: Limits) -> Image.Image | None:
    """The pixels that follow an answer with a size."""
    if "size" not in answer:
        return None
    try:
        width, height = (int(side) for side in answer["size"])
    except (TypeError, ValueError) as error:
        raise WireError("a size is not understood") from error
    if width < 1 or height < 1 or width * height * 3 > limits.memory_bytes:
        raise WireError("a picture has an impossible size")
    return receive_picture(worker.answers, (width, height))


@cache
def _facts() -> TypeAdapter[Facts]:
    return TypeAdapter(Facts)


@cache
def _tell_once(why: str) -> None:
    log.warning("Photos are decoded in this process, for no helper can be started: %s", why)


atexit.register(close)
