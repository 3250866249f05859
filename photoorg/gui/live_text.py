"""Words for how the folders are kept, as people say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from photoorg.gui.words import number, translated
from photoorg.work.folder_states import FolderState, How
from photoorg.work.live import LiveState


@dataclass(frozen=True, slots=True)
class _Words:
    """How the window says a state: of one folder; of (one, several), beside others that are kept otherwise too.

    `alike` is instead of that where all that are kept are kept alike. `drawing` is the icon of such a folder.
    """

    alone: str
    counted: tuple[str, str]
    alike: tuple[str, str] | None = None
    drawing: str = "folder"


WORDS: Mapping[How, _Words] = {
    "watched": _Words("Watched", ("1 watched", "{} watched"), ("Watching 1 folder", "Watching {} folders")),
    "polled": _Words(
        "Looked at every {often}",
        ("1 looked at every {often}", "{} looked at every {often}"),
        ("1 folder looked at every {often}", "{} folders looked at every {often}"),
    ),
    "unwatched": _Words("Not watched", ("1 not watched", "{} not watched"), ("Not watching", "Not watching")),
    "offline": _Words(
        "Not connected", ("1 folder is not connected", "{} folders are not connected"), drawing="offline"
    ),
    "silent": _Words("Does not answer", ("1 folder does not answer", "{} folders do not answer"), drawing="offline"),
    "lost": _Words("Not there", ("1 folder is not there", "{} folders are not there"), drawing="warning"),
    "closed": _Words(
        "Cannot be opened", ("1 folder cannot be opened", "{} folders cannot be opened"), drawing="warning"
    ),
}
"""A state of `work.folder_states.STATES` as the window says and draws it."""


def live_text(state: LiveState | None, seconds: int) -> str:
    """One line for all folders; `seconds` lie between two looks at those that cannot be watched."""
    counts = Counter(folder.how for folder in state.folders) if state else Counter[How]()
    there = [(counts[how], said) for how, said in WORDS.items() if counts[how]]
    kept = [(count, said) for count, said in there if said.alike]
    alone = kept[0][1].alike if len(kept) == 1 else None
    parts = [_counted(alone or said.counted, count, seconds) for count, said in kept]
    gone = [_counted(said.counted, count, seconds) for count, said in there if not said.alike]
    return "  ·  ".join(part for part in (", ".join(parts), *gone) if part)


def _counted(forms: tuple[str, str], count: int, seconds: int) -> str:
    return translated(forms[count > 1]).format(number(count), often=every(seconds))


def reasons(state: LiveState | None) -> str:
    """Why folders are not watched, a line each."""
    return "\n".join(f"{folder.path}: {folder.why}" for folder in state.folders if folder.why) if state else ""


def folder_text(folder: FolderState | None, seconds: int, *, online: bool = True) -> str:
    """How one folder is kept; it may be that nobody has told yet."""
    if folder is None:
        return "" if online else translated(WORDS["offline"].alone)
    return translated(WORDS[folder.how].alone).format(often=every(seconds))


def folder_drawing(folder: FolderState | None, *, online: bool = True) -> str:
    """The icon of one folder."""
    how = folder.how if folder else "watched" if online else "offline"
    return WORDS[how].drawing


def every(seconds: int) -> str:
    """minute, 5 minutes, 30 seconds: what follows "every"."""
    if seconds % 60:
        return translated("{} seconds").format(number(seconds))
    minutes = seconds // 60
    return translated("minute") if minutes == 1 else translated("{} minutes").format(number(minutes))


def rest_text(reason: str) -> str:
    """A reason to rest, which is a sentence, as it stands after a colon."""
    plain = reason.rstrip(".")
    return plain[:1].lower() + plain[1:]
