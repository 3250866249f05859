"""A helper process: `python -m photoorg.media.helper_process`. It decodes what it is told to, until its pipe ends."""

from __future__ import annotations

import io
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from photoorg.media import confine, decode, rendering
from photoorg.media.budget import BUDGET
from photoorg.media.identity import Identity
from photoorg.media.limits import Limits, MediaError, may_pass
from photoorg.media.recipe import recipe_from
from photoorg.media.wire import Message, WireError, plain, receive, send, send_bytes, send_picture
from photoorg.said import said_json

_MOST_SAID = 500_000  # characters; see wire.py
_CRASHES = "The file makes its decoder crash."

_Done = tuple[Message, Image.Image | bytes | None]
Ask = Callable[[Message], Any]


def main() -> None:
    """Serve until the app ends the pipe, or is gone."""
    requests, answers = confine.private_pipes()
    confine.for_good()
    serve(requests, answers)


def serve(requests: io.RawIOBase, answers: io.RawIOBase) -> None:
    """Say hello, then do one job after the other."""
    bounds: list[Limits] = []

    def ask(question: Message) -> Any:
        with confine.time_stopped(bounds[-1].seconds):
            send(answers, question)
            return receive(requests).get("answer")

    BUDGET.ask_instead(lambda need: ask({"claim": need}))
    try:
        send(answers, {"ready": True})
        while True:
            job = receive(requests)
            bounds[:] = [Limits(**job["limits"])]
            with confine.for_job(bounds[-1]):
                message, more = _do(job, bounds[-1], ask)
                send(answers, message)
                if isinstance(more, bytes):
                    send_bytes(answers, more)
                elif more is not None:
                    send_picture(answers, more)
                more = None
    except WireError:
        return


def _do(job: Message, limits: Limits, ask: Ask) -> _Done:
    try:
        return _JOBS[job["do"]](job, limits, ask)
    except WireError:
        raise
    except MediaError as error:
        if confine.bounds_memory() and isinstance(error.__cause__, MemoryError):
            error = limits.too_hungry()  # it was this process's bound, not the machine's
        number = error.__cause__.errno if isinstance(error.__cause__, OSError) else None
        return {"error": str(error), "again": may_pass(error), "errno": number}, None
    except Exception:  # noqa: BLE001 - a defect of ours, for the app's log
        return {"defect": traceback.format_exc()}, None
    except BaseException:  # noqa: BLE001 - what native decoders raise instead of ending the process
        return {"error": _CRASHES}, None


def _read_unless(job: Message, limits: Limits, ask: Ask) -> _Done:
    found = decode.read_unless(
        Path(job["path"]),
        lambda identity: ask({"known": plain(identity)}),
        limits=limits,
        side=job["side"],
        short=job["short"],
        older=job["older"],
    )
    if isinstance(found, Identity):
        return {"identity": plain(found)}, None
    said = {"identity": plain(found.identity), "facts": plain(found.facts), "damaged": found.damaged}
    return {**said, "size": found.picture.size}, found.picture


def _full_picture(job: Message, limits: Limits, _ask: Ask) -> _Done:
    picture = decode.full_picture(Path(job["path"]), job["max_side"], limits=limits)
    return {"size": picture.size}, picture


def _render(job: Message, limits: Limits, _ask: Ask) -> _Done:
    made = rendering.render(Path(job["path"]), recipe_from(job["recipe"]), limits=limits)
    return {"bytes": len(made.data), "shape": made.size, "copied": made.copied}, made.data


def _read_said(job: Message, limits: Limits, _ask: Ask) -> _Done:
    from photoorg.media import heard  # noqa: PLC0415 - lxml is needed for nothing else here

    beside = job["sidecar"]
    found = heard.read_said(Path(job["path"]), None if beside is None else Path(beside), limits)
    said = said_json(found.said)
    if len(said) > _MOST_SAID:
        raise MediaError("It says more than can be taken in.")
    return {"said": said, "whole": found.whole, "notice": found.notice}, None


_JOBS: Mapping[str, Callable[[Message, Limits, Ask], _Done]] = {
    "read_unless": _read_unless,
    "full_picture": _full_picture,
    "render": _render,
    "read_said": _read_said,
}


if __name__ == "__main__":
    main()
