"""What a file and a person say differently, as people read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from photoorg.gui.marks import STAR, label_name
from photoorg.gui.words import translated
from photoorg.library.conflicts import Torn
from photoorg.library.file_words import Conflict
from photoorg.texts import BY_NAME, LANGUAGES

_NOTES = {"rating": "Rating", "label": "Label", "pick": "Pick", "release": "Releases"}


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One of them: what it is about, what the file says, and what the person said."""

    conflict: Conflict
    label: str
    file: str
    mine: str


def line_of(one: Conflict) -> ConflictLine:
    """A conflict in words."""
    if one.about == "tag":
        mine = translated("not “{}”").format(one.file)
        return ConflictLine(one, label_of(one), one.file, mine)
    says = _SAYS.get(one.name, str)
    nothing = translated("nothing")
    return ConflictLine(
        one, label_of(one), says(one.file) if one.file else nothing, says(one.mine) if one.mine else nothing
    )


def label_of(one: Conflict) -> str:
    """What it is about."""
    if one.about == "tag":
        return translated("Keyword")
    if one.about in {"sentence", "alt"}:
        text = BY_NAME["caption" if one.about == "sentence" else "alt"]
        language = LANGUAGES.get(one.name)
        return f"{translated(text.label)} ({translated(language)})" if language else translated(text.label)
    if one.name in BY_NAME:
        return translated(BY_NAME[one.name].label)
    return translated(_NOTES.get(one.name, one.name.capitalize()))


def summary_of(one: Torn) -> str:
    """What a photo's file says otherwise: Title, Rating."""
    return ", ".join(dict.fromkeys(line_of(each).label for each in one.conflicts))


def _stars(value: str) -> str:
    return translated("rejected") if value == "-1" else STAR * int(value) if value.isdecimal() else value


def _label(value: str) -> str:
    return label_name(value) or value


_SAYS: dict[str, Callable[[str], str]] = {
    "rating": _stars,
    "label": _label,
    "release": lambda value: translated(value.replace("-", " ").capitalize()),
}
