"""Words for how the folders are kept, as people say it."""

from __future__ import annotations

from collections import Counter

from photoorg.gui.words import number, translated
from photoorg.work.live import FolderState, LiveState

# (one folder, several) by how it is kept: where all are kept alike, and beside others.
_ALIKE = {
    "watched": ("Watching 1 folder", "Watching {} folders"),
    "polled": ("1 folder looked at every {often}", "{} folders looked at every {often}"),
    "unwatched": ("Not watching", "Not watching"),
}
_MIXED = {
    "watched": ("1 watched", "{} watched"),
    "polled": ("1 looked at every {often}", "{} looked at every {often}"),
    "unwatched": ("1 not watched", "{} not watched"),
}
_GONE = {
    "offline": ("1 folder is not connected", "{} folders are not connected"),
    "lost": ("1 folder is not there", "{} folders are not there"),
}
_ALONE = {
    "watched": "Watched",
    "polled": "Looked at every {often}",
    "unwatched": "Not watched",
    "offline": "Not connected",
    "lost": "Not there",
}


def live_text(state: LiveState | None, seconds: int) -> str:
    """One line for all folders; `seconds` lie between two looks at those that cannot be watched."""
    counts = Counter(folder.how for folder in state.folders) if state else Counter[str]()
    kept = [how for how in _ALIKE if counts[how]]
    said = _MIXED if len(kept) > 1 else _ALIKE
    parts = [_counted(said[how], counts[how], seconds) for how in kept]
    gone = [_counted(_GONE[how], counts[how], seconds) for how in _GONE if counts[how]]
    return "  ·  ".join(part for part in (", ".join(parts), *gone) if part)


def _counted(forms: tuple[str, str], count: int, seconds: int) -> str:
    return translated(forms[count > 1]).format(number(count), often=every(seconds))


def reasons(state: LiveState | None) -> str:
    """Why folders are not watched, a line each."""
    return "\n".join(f"{folder.path}: {folder.why}" for folder in state.folders if folder.why) if state else ""


def folder_text(folder: FolderState | None, seconds: int, *, online: bool = True) -> str:
    """How one folder is kept; it may be that nobody has told yet."""
    if folder is None:
        return "" if online else translated(_ALONE["offline"])
    return translated(_ALONE[folder.how]).format(often=every(seconds))


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
