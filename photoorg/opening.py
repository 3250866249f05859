"""Opening the window when another photoorg may have the library open already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from photoorg.app import App
from photoorg.outcomes import PhotoorgError
from photoorg.work.instance import Claim, TakenError, ask, claim


@dataclass(frozen=True, slots=True)
class Opening:
    """What is to be opened: a window that writes (`claim`, to be closed with it), or one that only shows.

    `told` is not empty where the window that is open already has come to the front instead: a sentence to say.
    """

    app: App
    claim: Claim | None = None
    told: str = ""


def open_for_window(app: App, folders: Sequence[Path]) -> Opening:
    """Take the library for a window; else let the window that has it come to the front, with `folders` added.

    Where that one does not answer, or the library cannot be written, a window can show it: `app.read_only` says why.
    """
    if app.read_only:
        return Opening(app)
    try:
        return Opening(app, claim(app.home, "window", answers=True))
    except TakenError as error:
        wanted = [str(folder.absolute()) for folder in folders]
        answer = ask(app.home, {"do": "show", "folders": wanted})
        if answer is not None and answer.get("shown"):
            return Opening(app, told="photoorg is open already: its window is in front now.")
        return _only_showing(app, error)
    except PhotoorgError as error:
        return _only_showing(app, error)


def _only_showing(app: App, why: PhotoorgError) -> Opening:
    if not app.home.database.is_file():
        raise why
    return Opening(replace(app, read_only=f"{why} Until then photos can be looked at and searched here."))
