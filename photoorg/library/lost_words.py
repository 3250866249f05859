"""Finding that words.jsonl is gone or has lost its end, and what is then to be said again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from photoorg import durable
from photoorg.library import journal, wordbook
from photoorg.library.wordbook import Word
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home


def is_whole(home: Home, upto: int) -> bool:
    """Whether the file is there and has a line of that number, or a later one."""
    return home.words.exists() and not wordbook.ends_before(home.words, upto)


def lost_words(home: Home, upto: int, everything: Callable[[], Iterable[Word]]) -> list[Word]:
    """What is to be written again: every word of the library where the file is not whole up to a number, else nothing.

    What was left of the file is moved aside, and never deleted. Raises PhotoorgError where that cannot be done.
    """
    if is_whole(home, upto):
        return []
    words = list(everything())
    known = {word.key for word in words}
    left = wordbook.latest(word for _, word in wordbook.read(home.words))
    _move_aside(home)
    # What the file has and the library has not was taken back, and an older copy must not bring it again.
    return [*(word._replace(said=None) for word in left if word.key not in known), *words]


def set_aside(home: Home, unused: Mapping[bytes, str]) -> None:
    """Keep lines that cannot be used, each with the reason, in a file of their own too, and tell of it once.

    Never raises: all other words are in, and must not wait for these.
    """
    aside = home.words.with_name("words-unused.jsonl")
    try:
        known = set(aside.read_bytes().splitlines(keepends=True)) if aside.exists() else set[bytes]()
        new = {line: why for line, why in unused.items() if line not in known}
        if new:
            durable.append(aside, b"".join(new))
            why = next(iter(new.values())).rstrip(".")
            note = f"Lines of {home.words.name} that cannot be used: {len(new):,}, also in {aside}. The first: {why}."
            journal.note(home, "words_unused", note)
    except OSError:
        return


def _move_aside(home: Home) -> None:
    if not home.words.exists() or not home.words.stat().st_size:
        return
    try:
        aside = durable.move_new(home.words, home.words.with_name("words-damaged.jsonl"))
    except OSError as error:
        raise PhotoorgError(f"{home.words} cannot be moved aside: {error.strerror or error}.") from error
    note = f"{home.words} had lost its end: it is written anew from the library, and what was left is in {aside.name}."
    journal.note(home, "words_rewritten", note)
