"""A person's words in the library: kept twice, given back to their photos, exported and imported.

See library/wordbook.py for the file of lines that they are also in.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from photoorg import durable
from photoorg.library import derived, history_record, marks, word_tables, wordbook
from photoorg.library.connection import home_of, keep_lock, writing
from photoorg.library.deeds import UNNAMED, Deed
from photoorg.library.finding import find
from photoorg.library.identified import joined
from photoorg.library.identified import photos as photos  # noqa: PLC0414 - named here for who says words
from photoorg.library.kinds import KINDS, OF_PHOTOS, About, Touched
from photoorg.library.lost_words import is_whole, lost_words, set_aside
from photoorg.library.names import name_key, to_db
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.waiting_words import keep_aside, waiting
from photoorg.library.wordbook import Word
from photoorg.outcomes import Changes, PhotoorgError

_BLOCK = 5_000
_DAY = 86_400
# What finds words for photos: their identities, and every place where one of their files lies.
_STORED = (
    "SELECT p.identity, d.path, f.name FROM json_each(?) j CROSS JOIN photos p ON p.id = j.value "
    "LEFT JOIN files f ON f.photo_id = p.id LEFT JOIN folders d ON d.id = f.folder_id"
)


Saying = tuple[About, str, Mapping[int, str | None]]
"""A word of photos: its kind, its name, and what is said of each by its id; None takes it back."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of words: those that changed something, those that did not, those that wait for their photo."""

    applied: int
    unchanged: int
    waiting: int
    changes: Changes


@contextmanager
def speaking(db: Database, deed: Deed = UNNAMED) -> Generator[list[Word], None, None]:
    """One transaction of a person's words: put each into the list. They are on the disk before it is committed.

    `deed` is what it is called in the history, from which it can be taken back (history.py).
    Raises PhotoorgError, and nothing is stored anywhere, where one of the two cannot be written.
    """
    with history_record.listening(db), saying(db) as said:
        yield said
        history_record.store(db, deed)


@contextmanager
def saying(db: Database) -> Generator[list[Word], None, None]:
    """The same of words that are no deed of their own, such as those that the history takes back."""
    home = home_of(db)
    sizes: list[int] = []  # of words.jsonl, before these words and with them
    with writing(db, undo=lambda: home and sizes and _take_back(db, home.words, *sizes)):
        said = [] if home is None else lost_words(home, _upto(db), lambda: export(db))
        yield said
        if said and home is not None:
            first = _upto(db) + 1
            sizes += [_append(home.words, said, first), home.words.stat().st_size]
            marks.put(db.conn, {"words": first + len(said) - 1})


def _upto(db: Database) -> int:
    return marks.read(db.conn).get("words", 0)


def _take_back(db: Database, path: Path, before: int, after: int) -> None:
    """Take the last words out again, unless others have come behind them: then they stay, and do no harm there."""
    keep_lock(db)
    if path.stat().st_size == after:
        durable.cut(path, before)


def _append(path: Path, said: Sequence[Word], first: int) -> int:
    try:
        return wordbook.append(path, said, first)
    except OSError as error:
        raise PhotoorgError(f"Your words cannot be written to {path}: {error.strerror or error}.") from error


def of_photos(db: Database, photo_ids: Iterable[int]) -> list[Word]:
    """Every word about some photos, in no order. To forget a photo, say each with `said=None`."""
    ids = list(photo_ids)
    rows = [(kind, row) for kind in OF_PHOTOS for row in word_tables.about_photos(db, kind, ids)]
    of = photos(db, {row[0] for _, row in rows})
    return [Word(of[photo_id], kind.about, name, said, at) for kind, (photo_id, name, said, at) in rows]


def say(  # noqa: PLR0913, PLR0917 - as `say_among`
    db: Database, photo_ids: Iterable[int], about: About, name: str, said: str | None, deed: Deed = UNNAMED
) -> frozenset[int]:
    """Say the same of photos, or (None) take it back: in one transaction. Returns those that are in the library.

    `name` and `said` are as the table of kinds checks them.
    """
    with speaking(db, deed) as spoken:
        return say_among(db, spoken, photo_ids, about, name, said)


def say_among(  # noqa: PLR0913, PLR0917 - as `say`
    db: Database, spoken: list[Word], photo_ids: Iterable[int], about: About, name: str, said: str | None
) -> frozenset[int]:
    """The same among other words that are `spoken` in one transaction."""
    return say_each_among(db, spoken, [(about, name, dict.fromkeys(photo_ids, said))])


def say_each_among(db: Database, spoken: list[Word], said: Sequence[Saying]) -> frozenset[int]:
    """Say several things of photos, each something else of each of them, among other words of one transaction."""
    now = int(time.time())
    of = photos(db, frozenset[int]().union(*(each for _, _, each in said)))
    touched: dict[Touched, derived.About] = {}
    for about, name, each in said:
        here = {photo_id: text for photo_id, text in each.items() if photo_id in of}
        spoken.extend(Word(of[photo_id], about, name, text, now) for photo_id, text in here.items())
        word_tables.put(db, KINDS[about], name, here, now)
        ids, names = touched.setdefault(KINDS[about].touches, (set(), set()))
        ids.update(here)
        names.add(name)
    derived.follow(db, touched, spoken)
    return frozenset(of)


def export(db: Database) -> Iterator[Word]:
    """Every word in the library: those about no photo, then photo by photo; then those that wait for theirs."""
    yield from word_tables.about_library(db)
    spoken = word_tables.spoken_of(db)
    for start in range(0, len(spoken), _BLOCK):
        yield from of_photos(db, spoken[start : start + _BLOCK])
    yield from waiting(db)


def take(db: Database, said: Iterable[Word]) -> Applied:
    """Take words from elsewhere as a person's: a newer one replaces what the library has. One transaction.

    One from the future (a clock may be a day ahead) counts as said now, or it would beat all that is said from now on.
    """
    now = int(time.time())
    ordered = sorted(said, key=lambda word: word.at)
    clamped = [word._replace(at=now) if word.at > now + _DAY else word for word in ordered]
    with speaking(db, Deed("import")) as kept:
        return apply(db, wordbook.latest(clamped), newer_only=True, heard=kept.append, spoken=kept)


def catch_up(db: Database) -> int:
    """Bring in what words.jsonl has and the library lacks; returns how many words.

    So it is after a crash at the very moment of storing, and where an older copy was put in the library's place.
    A library that has words gets a new file where there is none, or where that has lost its end. What is brought in is
    a deed of its own: the one that said it is not in the history, or is no longer how things are.
    """
    home = home_of(db)
    if home is None:
        return 0
    if not is_whole(home, _upto(db)):
        with saying(db):  # which says again what was lost
            return 0
    if wordbook.last_number(home.words) <= _upto(db):
        return 0
    with history_record.listening(db), saying(db) as said:  # asked again: another process may have been about to commit
        upto, last = _upto(db), wordbook.last_number(home.words)
        if last <= upto:
            return 0
        unused: dict[bytes, str] = {}
        heard = wordbook.latest(word for _, word in wordbook.read(home.words, upto, unused.__setitem__))
        done = apply(db, heard, spoken=said)
        marks.put(db.conn, {"words": last})
        history_record.store(db, Deed("catch up"))
    set_aside(home, unused)
    return done.applied + done.waiting


def tidy(db: Database) -> int:
    """Shorten words.jsonl where that is worth it; returns how many lines went."""
    home = home_of(db)
    if home is None:
        return 0
    path = home.words
    size = path.stat().st_size if path.exists() else 0
    if size < max(wordbook.COMPACT_FROM, 2 * marks.read(db.conn).get("words_size", 0)):
        return 0
    try:
        with writing(db):  # nobody else writes words meanwhile
            dropped = wordbook.compact(path)
            marks.put(db.conn, {"words_size": path.stat().st_size})
    except OSError as error:
        raise PhotoorgError(f"{path} cannot be shortened: {error.strerror or error}.") from error
    return dropped


def settle(db: Database, photo_ids: Iterable[int]) -> Changes:
    """Give words that wait to these photos, which have just been stored. Inside a transaction."""
    if db.conn.execute("SELECT 1 FROM waiting_words LIMIT 1").fetchone() is None:
        return Changes()
    found = db.conn.execute(_STORED, (json.dumps(sorted(photo_ids)),)).fetchall()
    about = [(identity, to_db(joined(folder, name))) for identity, folder, name in found]
    found_here = {word for one in about for word in waiting(db, "WHERE identity = ? OR path = ?", one)}
    db.conn.executemany(
        "DELETE FROM waiting_words WHERE identity = ? AND about = ? AND name = ?",
        [(word.of.identity, word.about, word.name) for word in found_here],
    )
    return apply(db, sorted(found_here, key=lambda word: word.at), newer_only=True).changes


def apply(
    db: Database,
    said: Sequence[Word],
    *,
    newer_only: bool = False,
    heard: Callable[[Word], object] = lambda _word: None,
    spoken: list[Word] | None = None,
) -> Applied:
    """Store words, inside a transaction; each key at most once. What waits for its photo is kept aside.

    `newer_only`: a word in the library stays where it is not older. `heard` is told of each that is stored or waits;
    `spoken` gets those that become others by them.
    """
    ids = find(db, {word.of for word in said if KINDS[word.about].of_photo})
    touched: dict[Touched, derived.About] = {}
    changed = waits = 0
    for word in _by_new_names(db, said):
        photo_id, kind = ids.get(word.of), KINDS[word.about]
        if not kind.of_photo:
            is_new = word_tables.store_of_library(db, word, newer_only=newer_only)
        elif photo_id is not None:
            is_new = word_tables.store(db, photo_id, word, newer_only=newer_only)
        else:
            is_new = keep_aside(db, word, newer_only=newer_only)
            waits += word.said is not None
        if is_new and (photo_id is not None or not kind.of_photo):
            photos, names = touched.setdefault(kind.touches, (set(), set()))
            names.add(word.name)
            photos.update(() if photo_id is None else (photo_id,))
            changed += 1
        if is_new:
            heard(word)
    return Applied(changed, len(said) - changed - waits, waits, derived.follow(db, touched, spoken))


def _by_new_names(db: Database, said: Sequence[Word]) -> Iterator[Word]:
    """Words with the names of tags as they are now: what renames them comes first, also where it is among them.

    What was taken back under an old name is no more than that: what was said under the new one holds.
    """
    yield from (word for word in said if word.about == "alias")
    renamed = taxonomy_of(db).own.renamed
    for word in said:
        if word.about == "tag" and word.said is not None and (name := renamed.get(name_key(word.name))):
            yield word._replace(name=name)
        elif word.about != "alias":
            yield word
