"""A person's words as JSON lines: what they look like, and the file `words.jsonl` beside the library.

Every word is written there, and on the disk, before the transaction that stores it is committed. So the last good copy
of the library and this file together have everything that a person has ever said.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, cast

from photoorg import durable
from photoorg.library.kinds import KINDS, About, Kind
from photoorg.library.names import name_key
from photoorg.outcomes import PhotoorgError

Key = tuple[bytes, str, str]

COMPACT_FROM = 8 << 20
_BLOCK, _LONGEST_LINE = 64 << 10, 128 << 10
_NUMBER = re.compile(rb'\{"n":(\d+),')
_FIELDS = {(kind.field, kind.says[0]): kind for kind in KINDS.values()}
_quoted = json.encoder.encode_basestring_ascii


# Plain tuples: a verdict on 100,000 photos makes as many of both.
class Said(NamedTuple):
    """Of which photo: its identity, and what finds it where that has changed.

    `path` is relative to the volume's mount point. `taken`: wall-clock seconds since 1970, None where the photo does
    not say.
    """

    identity: bytes
    scheme: str
    volume: str
    path: str
    taken: int | None


LIBRARY = Said(b"", "", "", "", None)
"""What a word is about that is about no photo, such as a saved search."""


class Word(NamedTuple):
    """What a person said of a photo or of the library, and when (seconds since 1970).

    `about` is the word's kind, and what `name` and `said` are is told there (kinds.py): of a tag the verdict, in a
    language the text of a sentence. `said` is None where it was taken back.
    """

    of: Said
    about: About
    name: str
    said: str | None
    at: int

    @property
    def key(self) -> Key:
        """What a later word replaces."""
        return self.of.identity, self.about, name_key(self.name)


class _UnknownError(ValueError):
    """A line says something, and of no kind that this photoorg has: a newer one may have written it."""


def line(word: Word, number: int | None = None) -> str:
    """A word as JSON on one line, in ASCII. `number`: of a line in words.jsonl."""
    kind = KINDS[word.about]
    numbered = "" if number is None else f'"n":{number},'
    said = [None] * len(kind.says) if word.said is None else word.said.split("\n", len(kind.says) - 1)
    values = ",".join(
        f'"{field}":{"null" if value is None else _quoted(value)}' for field, value in zip(kind.says, said, strict=True)
    )
    photo = _photo(word.of) if kind.of_photo else ""
    return f'{{{numbered}"at":{word.at},{photo}"{kind.field}":{_quoted(word.name)},{values}}}'


def _photo(of: Said) -> str:
    # Put together by hand: a third of the time that an encoder takes, for a word may be of 100,000 photos.
    return (
        f'"photo":"{of.identity.hex()}",'
        f'"scheme":{_quoted(of.scheme)},"volume":{_quoted(of.volume)},"path":{_quoted(of.path)},'
        f'"taken":{"null" if of.taken is None else of.taken},'
    )


def parse(text: bytes | str) -> tuple[int, Word]:
    """The number (0 where it has none) and the word of a line. Raises ValueError with what is wrong."""
    try:
        values: Any = json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(values, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004 - like everything else that may be wrong with it
    given = cast("dict[str, Any]", values)
    try:
        kind = _kind_of(given)
        of = _said(given) if kind.of_photo else LIBRARY
        name, said = _what(kind, given)
        word = Word(of, kind.about, name, said, int(given["at"]))
        number = int(given.get("n", 0))
    except PhotoorgError as error:
        raise ValueError(str(error)) from error
    except (KeyError, TypeError, OverflowError, AttributeError) as error:
        raise ValueError(f"it lacks, or has a wrong {error}") from error
    if max(abs(word.at), abs(of.taken or 0), abs(number)) >= 2**62:
        raise ValueError("it has a number that is too large")
    return number, word


def _kind_of(given: Mapping[str, Any]) -> Kind:
    for (field, says), kind in _FIELDS.items():
        if field in given and says in given:
            return kind
    raise _UnknownError("it says nothing that photoorg knows")


def _said(given: Mapping[str, Any]) -> Said:
    taken = given.get("taken")
    scheme, volume, path = (given.get(name, "") for name in ("scheme", "volume", "path"))
    for name, text in (("scheme", scheme), ("volume", volume)):
        if not isinstance(text, str) or not _is_text(text):
            raise ValueError(f"its {name} is no text")
    if not isinstance(path, str) or not _is_path(path):
        raise ValueError("its path is none")
    return Said(bytes.fromhex(given["photo"]), scheme, volume, path, None if taken is None else int(taken))


def _is_text(text: str) -> bool:
    """Whether a text can be kept in the library."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _is_path(text: str) -> bool:
    """Whether a file could have it: bytes that are no text are half letters of their own in it."""
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True


def _what(kind: Kind, given: Mapping[str, Any]) -> tuple[str, str | None]:
    """The word's name and what was said, each checked as if it had been typed."""
    name = kind.name(given[kind.field])
    values = [given[field] for field in kind.says]
    return name, None if None in values else kind.value(name, "\n".join(values))


def append(path: Path, words: Sequence[Word], first: int) -> int:
    """Write words to the file, numbered from `first`, on the disk when this returns. Returns its size before."""
    lines = "".join(f"{line(word, number)}\n" for number, word in enumerate(words, first))
    return durable.append(path, lines.encode("ascii"))


def read(
    path: Path, after: int = 0, wrong: Callable[[bytes, str], object] = lambda _line, _why: None
) -> Iterator[tuple[int, Word]]:
    """The words in the file whose numbers are above `after`, in the order they were said.

    A line that cannot be read, such as the last one after a power cut, is passed over; one that is whole and says what
    nobody can have said is told to `wrong`, with the reason. Raises PhotoorgError where the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            for text in file:
                try:
                    number, word = parse(text)
                except _UnknownError:
                    continue
                except ValueError as error:
                    if text.startswith(b"{") and text.endswith(b"}\n"):
                        wrong(text, str(error))
                    continue
                if number > after:
                    yield number, word
    except FileNotFoundError:
        return
    except OSError as error:
        raise PhotoorgError(f"Your words in {path} cannot be read: {error.strerror or error}.") from error


def count(path: Path, after: int) -> int:
    """How many lines there are with numbers above `after`, told quickly."""
    try:
        with path.open("rb") as file:
            return sum(1 for text in file if (found := _NUMBER.match(text)) and int(found[1]) > after)
    except OSError:
        return 0


def last_number(path: Path) -> int:
    """The number of the last whole line; 0 where there is none. Reads the end of the file, as far as that is spoilt."""
    try:
        return _last_number(path)
    except OSError:
        return 0


def ends_before(path: Path, number: int) -> bool:
    """Whether a file that can be read has lost its end: its last whole line comes before the one of that number."""
    try:
        return _last_number(path) < number
    except FileNotFoundError:
        return number > 0
    except OSError:
        return False


def _last_number(path: Path) -> int:
    """What a power cut left behind the last whole line may be long: it is looked for block by block."""
    with path.open("rb") as file:
        start = file.seek(0, 2)
        while start > 0:
            end, start = start, max(0, start - _BLOCK)
            file.seek(start)
            # A line that begins in this block may end behind it.
            for text in reversed(file.read(end - start + _LONGEST_LINE).splitlines()):
                with suppress(ValueError):
                    if number := parse(text)[0]:
                        return number
    return 0


def compact(path: Path) -> int:
    """Drop the lines that later ones replace; returns how many. Call it where nobody writes words.

    What is left says the same: no word is lost by it, and none that was taken back returns with an older copy. A line
    that cannot be used stays as it is, and replaces none.
    """
    last: dict[object, int] = {}
    total = 0
    with path.open("rb") as file:
        for total, text in enumerate(file, 1):
            last[_key(text)] = total
    last.pop(None, None)
    partial = durable.partial_of(path)
    with path.open("rb") as file, partial.open("wb") as shorter:
        for place, text in enumerate(file, 1):
            if last.get(_key(text)) == place:
                shorter.write(text.rstrip(b"\n") + b"\n")
    durable.sync(partial)
    durable.move(partial, path)
    return total - len(last)


def _key(text: bytes) -> object:
    """What a later line replaces; None of a line that is torn."""
    try:
        return parse(text)[1].key
    except ValueError:
        return text if text.startswith(b"{") and text.rstrip().endswith(b"}") else None


def latest(words: Iterable[Word]) -> list[Word]:
    """Of each word the last, in order."""
    found: dict[Key, Word] = {}
    for word in words:
        found.pop(word.key, None)
        found[word.key] = word
    return list(found.values())
