"""A person's words as a file of lines: all that a library has, in whatever state, and the words of such a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from photoorg.library import copies, places, wordbook, words
from photoorg.library.query import parse
from photoorg.library.query_tree import QueryError
from photoorg.library.salvage import salvage
from photoorg.library.store import DamagedError, FullDiskError, open_reader
from photoorg.library.wordbook import Word
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

_LONGEST_LINE = 100_000
_MOST_WRONG = 1_000  # lines after which a file without a word of ours is not looked through to its end


@dataclass(frozen=True, slots=True)
class Lines:
    """Words that were found, how many lines could not be understood, and a sentence where not all is well."""

    words: Sequence[Word]
    unread: int = 0
    note: str = ""


def everything(home: Home) -> Lines:
    """Every word of a person's: from the library or, where that is damaged, what can be read of it and words.jsonl."""
    try:
        db = open_reader(home)
    except DamagedError:
        return _from_damage(home, "The library is damaged: these are those that could be read.")
    except FullDiskError:
        return _from_damage(home, "The disk is full: these are those that could be read.")
    with closing(db):
        found = list(words.export(db))
    return Lines(found)


def _from_damage(home: Home, note: str) -> Lines:
    kept = [word for _, word in wordbook.read(home.words)]
    known = {word.key for word in kept}
    left = [word for word in salvage(home.database) if word.key not in known] if home.database.exists() else []
    return Lines([word for word in wordbook.latest([*left, *kept]) if word.said is not None], note=note)


def check_target(home: Home, file: Path) -> None:
    """Raises PhotoorgError where a file of words would take the place of another file, or lie among the photos."""
    if not file.absolute().parent.is_dir():
        raise PhotoorgError(f"There is no folder {file.absolute().parent}: nothing was written.")
    if file.exists() or file.is_symlink():
        raise PhotoorgError(f"{file} is there already: nothing is written over it.")
    try:
        db = open_reader(home)
    except (DamagedError, FullDiskError):
        return
    with closing(db):
        if copies.lies_among(file, places.roots(db)) and not copies.lies_among(file, [str(home.root)]):
            raise PhotoorgError(f"{file} lies among your photos, where nothing is written: choose another place.")


def read_file(path: Path) -> Lines:
    """The words in a file of lines. Raises PhotoorgError when it cannot be read, or has none and other things."""
    found: list[Word] = []
    wrong, first = 0, ""
    for number, line in enumerate(_lines_of(path), 1):
        if not line.strip():
            continue
        try:
            word = wordbook.parse(line)[1]
            if word.about == "search" and word.said is not None:
                parse(word.said.partition("\n")[0])  # no search of a person's is one that cannot be asked
            found.append(word)
        except (ValueError, QueryError) as error:
            wrong += 1
            first = first or f"line {number}: {error}"
            if wrong > _MOST_WRONG and not found:
                break
    if wrong and not found:
        raise PhotoorgError(f"{path} has no words that photoorg wrote: {first}.")
    note = f"{wrong:,} lines were left out, the first of them {first}." if wrong else ""
    return Lines(found, wrong, note)


def _lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file, in pieces where they are longer than any of ours."""
    try:
        # What is no file may never end, and one that nobody writes into is waited for.
        if path.exists() and not path.is_file():
            raise PhotoorgError(f"Cannot read {path}: it is not a file.")
        with path.open("rb") as file:
            yield from iter(lambda: file.readline(_LONGEST_LINE), b"")
    except OSError as error:
        raise PhotoorgError(f"Cannot read {path}: {error.strerror or error}.") from error
