"""What a person took back, or did again: what is asked for from then on, and what must not be there any more.

While it is under way either is right, and it stays so where that was never acknowledged, or where something else had
changed the same since: then the library leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.soak.words import Words

Way = Literal["back", "forth"]
Heard = tuple[Any, ...]
"""What was said, as the parent heard it: its kind, and what that kind's hearer takes."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was said in one deed, and the photos that it was said of, by their ids and identities."""

    heard: Heard
    photos: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A deed that was taken back or done again, with what is heard again. `exact`: nothing else had to do with it."""

    heard: Heard
    exact: bool


def begin(words: Words, heard: Sequence[Heard]) -> None:
    """Hear that these are about to be taken back, or done again."""
    for kind, *about in heard:
        _BEGIN[kind](words, about)


def end(words: Words, way: Way, steps: Sequence[Step]) -> None:
    """Hear that they are, in this order."""
    for step in steps:
        kind, *about = step.heard
        if step.exact:
            _END[kind, way](words, about)


def _doubt_word(words: Words, about: list[Any]) -> None:
    number, word, verdict, _ = about
    if verdict is None:
        words.forget(number, words.sentences)
    else:
        words.things.unsure.add(word)


def _doubt_note(words: Words, about: list[Any]) -> None:
    words.forget(about[0], words.notes.last)


def _doubt_edit(words: Words, about: list[Any]) -> None:
    pictures, word, *_ = about
    words.things.unsure.add(word)
    for number, _ in pictures:
        words.forget(number, words.notes.last)


def _doubt_things(words: Words, about: list[Any]) -> None:
    words.things.unsure.update(about[:2])


def _word_back(words: Words, about: list[Any]) -> None:
    if about[2] is not None:
        words.drop(about[1])


def _word_forth(words: Words, about: list[Any]) -> None:
    words.things.unsure.discard(about[1])
    words.hear(*about)


def _edit_back(words: Words, about: list[Any]) -> None:
    words.drop(about[1])


def _edit_forth(words: Words, about: list[Any]) -> None:
    words.things.unsure.discard(about[1])
    for number, _ in about[0]:
        words.notes.begin(number, "rating", about[2])
    words.edit(*about)


def _note_forth(words: Words, about: list[Any]) -> None:
    words.notes.begin(*about[:3])
    words.note(*about)


def _nothing(_words: Words, _about: list[Any]) -> None:
    """Nothing is known of what was noted before, or how an album or a search was called and what was in it."""


_Hearer = Callable[[Words, list[Any]], None]
_BEGIN: dict[str, _Hearer] = {
    "word": _doubt_word, "note": _doubt_note, "edit": _doubt_edit, "album": _doubt_things, "search": _doubt_things,
}  # fmt: skip
_END: dict[tuple[str, Way], _Hearer] = {
    ("word", "back"): _word_back, ("word", "forth"): _word_forth,
    ("note", "back"): _nothing, ("note", "forth"): _note_forth,
    ("edit", "back"): _edit_back, ("edit", "forth"): _edit_forth,
    ("album", "back"): _nothing, ("album", "forth"): _nothing,
    ("search", "back"): _nothing, ("search", "forth"): _nothing,
}  # fmt: skip
