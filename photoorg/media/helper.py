"""Decoding where it can do no harm: the functions of `decode`, done by a helper process with bounds.

A decoder is a large C library that is fed with whatever lies in a folder. Here one that hangs is ended after a while,
one that eats memory or crashes takes only the helper along, and the app says so of that one file.
"""

from __future__ import annotations

import atexit
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from PIL import Image

from photoorg.media import decode
from photoorg.media.decode import SHORT_SIDE, Reading
from photoorg.media.helper_pool import CannotStartError, Helpers
from photoorg.media.helper_talk import Answer, Reply, answer
from photoorg.media.identity import Identity
from photoorg.media.limits import Limits, MediaError
from photoorg.media.recipe import Recipe, Rendered, plain
from photoorg.media.wire import Message, facts_from, identity_from
from photoorg.said import FileSaid, said_from

log = logging.getLogger(__name__)

T = TypeVar("T")

HELPERS = Helpers()
"""The process's. Started when the first file is decoded."""

_DEFAULT_LIMITS = Limits()
_PATIENCE = 3  # times what a decode may take: it is encoded, too, and more than once where a size is asked for


def read_photo(path: Path, *, limits: Limits = _DEFAULT_LIMITS, side: int = 512, short: int = SHORT_SIDE) -> Reading:
    """As `decode.read_photo`, in a helper process. Raises MediaError where there is nothing to show."""
    found = read_unless(path, lambda _identity: False, limits=limits, side=side, short=short)
    if isinstance(found, Identity):
        raise TypeError("a helper took a photo for known")
    return found


def read_unless(  # noqa: PLR0913 - as `decode.read_unless`
    path: Path,
    known: Callable[[Identity], bool],
    *,
    limits: Limits = _DEFAULT_LIMITS,
    side: int = 512,
    short: int = SHORT_SIDE,
    older: bool = False,
) -> Reading | Identity:
    """As `decode.read_unless`, in a helper process. `known` is asked in this one, and again if a helper ends early."""
    return _ask(
        {"do": "read_unless", "path": _absolute(path), "side": side, "short": short, "older": older},
        limits,
        _reading,
        lambda: decode.read_unless(path, known, limits=limits, side=side, short=short, older=older),
        {"known": lambda values: known(identity_from(values))},
    )


def full_picture(path: Path, max_side: int, *, limits: Limits = _DEFAULT_LIMITS) -> Image.Image:
    """As `decode.full_picture`, in a helper process. Raises MediaError where there is nothing to show."""
    return _ask(
        {"do": "full_picture", "path": _absolute(path), "max_side": max_side},
        limits,
        _picture,
        lambda: decode.full_picture(path, max_side, limits=limits),
    )


def render(path: Path, recipe: Recipe, *, limits: Limits = _DEFAULT_LIMITS) -> Rendered:
    """As `rendering.render`, in a helper process. Raises MediaError where it cannot be done."""
    limits = replace(limits, seconds=limits.seconds * _PATIENCE)
    return _ask(
        {"do": "render", "path": _absolute(path), "recipe": plain(recipe)},
        limits,
        _rendered,
        lambda: _render_here(path, recipe, limits),
    )


def read_said(path: Path, sidecar: Path | None, *, limits: Limits = _DEFAULT_LIMITS) -> FileSaid:
    """As `heard.read_said`, in a helper process. Raises MediaError where the file cannot be read."""

    def here() -> FileSaid:
        from photoorg.media import heard  # noqa: PLC0415 - a window is up before lxml is there

        return heard.read_said(path, sidecar, limits)

    beside = None if sidecar is None else _absolute(sidecar)
    return _ask({"do": "read_said", "path": _absolute(path), "sidecar": beside}, limits, _said, here)


def close() -> None:
    """End the helpers that have nothing to do. Whoever decodes afterwards starts new ones."""
    HELPERS.close()


def _ask(
    request: Message,
    limits: Limits,
    understand: Callable[[Answer], T],
    here: Callable[[], T],
    replies: Mapping[str, Reply] | None = None,
) -> T:
    """Let a helper do a job, or do it `here` where none can be had."""
    try:
        found = answer(HELPERS, {**request, "limits": asdict(limits)}, limits, replies or {})
    except CannotStartError as error:
        _tell_once(str(error))
        return here()
    if "error" in found.said:
        raise MediaError(str(found.said["error"]), again=bool(found.said.get("again"))) from _cause(found.said)
    if "defect" in found.said:
        raise RuntimeError(f"a helper has stumbled over {request['path']!r}:\n{found.said['defect']}")
    return understand(found)


def _cause(said: Mapping[str, object]) -> OSError | None:
    """The system's own number of an error, for those who want to know whether a file is gone."""
    number = said.get("errno")
    return OSError(number, os.strerror(number)) if isinstance(number, int) else None


def _reading(found: Answer) -> Reading | Identity:
    identity = identity_from(found.said["identity"])
    if found.picture is None:
        return identity
    return Reading(identity, facts_from(found.said["facts"]), found.picture, found.said["damaged"])


def _picture(found: Answer) -> Image.Image:
    if found.picture is None:
        raise RuntimeError("a helper has sent no picture")
    return found.picture


def _render_here(path: Path, recipe: Recipe, limits: Limits) -> Rendered:
    from photoorg.media import rendering  # noqa: PLC0415 - it takes a while to load, and mostly helpers use it

    return rendering.render(path, recipe, limits=limits)


def _rendered(found: Answer) -> Rendered:
    width, height = found.said["shape"]
    return Rendered(found.data, (int(width), int(height)), bool(found.said["copied"]))


def _said(found: Answer) -> FileSaid:
    try:
        return FileSaid(said_from(str(found.said["said"])), bool(found.said["whole"]), str(found.said["notice"]))
    except (TypeError, ValueError) as error:
        raise MediaError("What it says cannot be understood.") from error


def _absolute(path: Path) -> str:
    """The helper's current folder is another."""
    return str(path if path.is_absolute() else Path.cwd() / path)


@cache
def _tell_once(why: str) -> None:
    log.warning("Photos are decoded in this process, for no helper can be started: %s", why)


atexit.register(close)
