"""How a folder of the library is, and how it is looked after: the one table of it, and the one place that finds out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from photoorg import volumes

Standing = Literal["there", "offline", "silent", "lost", "closed"]
How = Literal["watched", "polled", "unwatched", "offline", "silent", "lost", "closed"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a state means, the line that a terminal tells of it, and whether all of the folder is due now and then."""

    means: str
    line: str
    looks: bool = False


STATES: Mapping[How, Meaning] = {
    "watched": Meaning(
        "changes are seen at once. Every 15 minutes it is looked at as a whole too, in case that something was not "
        "told",
        "Watching {path}.", looks=True,
    ),
    "polled": Meaning(
        "it cannot be watched, and is looked at as a whole every `poll_seconds`; less often where a look takes long "
        "(at most a twentieth of the time is spent on it)",
        "Looking at {path} every {seconds} seconds. {why}", looks=True,
    ),
    "unwatched": Meaning("watching is switched off (`watch`)", "Not watching {path}. {why}"),
    "offline": Meaning(
        "its drive is not connected. Its photos stay in the library, and are known again when the drive is back",
        "Not there now: {path}. {why}",
    ),
    "silent": Meaning("its drive is there and does not answer; for its photos it is offline", "Silent: {path}. {why}"),
    "lost": Meaning(
        "its drive is there, but the folder is not: it was moved, renamed or deleted. Its photos are missing, with all "
        "that they carry",
        "Gone: {path}. {why}",
    ),
    "closed": Meaning(
        "it may not be looked into. What is known of its photos stays as it is", "Closed: {path}. {why}"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FolderState:
    """How a folder of the library is looked after (`STATES`), and why not better."""

    path: str
    how: How
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """How a folder is, whoever looks after it; `why` is a sentence where it cannot be looked at."""

    how: Standing
    why: str = ""


def stand(path: str, uid: str, drive: str = "", *, ask: bool = True, answered: bool = True) -> Stand:
    """How a folder on the volume `uid`, called `drive`, is now.

    Without `ask` a drive that is connected is taken to be there, as it may never answer; `answered` says whether it
    did at the last look.
    """
    its = f"The drive {drive}" if drive else "Its drive"
    if volumes.volume_of(Path(path)).uid != uid:
        return Stand("offline", _away(path, uid, its))
    if ask and _is_linked(path):
        return Stand("lost", "It is a link now, or lies below one: name the folder's new place.")
    if not answered:
        return Stand("silent", f"{its} does not answer.")
    try:
        if ask:
            with os.scandir(path):
                pass
    except (FileNotFoundError, NotADirectoryError):
        return Stand("lost", "There is no such folder any more: it was moved, renamed or deleted.")
    except OSError as error:
        why = error.strerror or error
        silent = error.errno in volumes.OFFLINE
        return Stand("silent", f"{its} does not answer: {why}.") if silent else Stand("closed", f"It is closed: {why}.")
    return Stand("there")


def _away(path: str, uid: str, its: str) -> str:
    if volumes.connected(uid) is not None:
        return "Another drive is mounted over it: it can be looked at when that is unmounted."
    other = ": another one is in its place" if os.path.exists(path) else ""  # noqa: PTH110
    return f"{its} is not connected{other}."


def _is_linked(folder: str) -> bool:
    """Whether a folder is a link, or a folder above it is: none of its files can be read then."""
    return any(os.path.islink(path) for path in (folder, *map(str, Path(folder).parents)))  # noqa: PTH114


def docs_table() -> str:
    """The table of docs/watching.md."""
    rows = [f"| {how} | {state.means} |" for how, state in STATES.items()]
    return "\n".join(["| state | what it means |", "|---|---|", *rows])
