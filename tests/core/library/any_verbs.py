"""Every verb that a person has, each with what it is done to drawn by chance, and a library for all of them.

A verb may find nothing to do, or refuse: then it raises PhotoorgError, as it does to a person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import numpy as np
from shelf import Shelf

from photoorg.library import (
    albums,
    apart,
    bulk,
    catalog,
    due,
    edits,
    notes,
    own_bars,
    own_tags,
    proposals,
    proposing,
    retagging,
    review,
    searches,
    splitting,
    taking_in,
    teaching,
    wordbook,
    words,
)
from photoorg.library.retag_sql import Answer
from photoorg.library.sketches import LIKENESS
from photoorg.library.store import Database, writing
from photoorg.library.tagged import Rules
from photoorg.library.vocabulary_files import read_vocabulary
from photoorg.outcomes import Evidence, Suggestion, Understanding
from photoorg.sketch import to_sketch
from photoorg.taxonomy import load_taxonomy

TAGS = ("cat", "dog", "animal", "holiday", "Rex", "città", "Our bottle")
NAMES = ("Sea", "Snow", "sea", "Élan", "élan")
PHOTOS, WIDTH, LOOKS = 20, 16, 3
Verb = Callable[[Random, Database, list[int]], object]

_WNIDS = list(load_taxonomy().of_class)[:LOOKS]
_ABOVE = {"cat": frozenset({"animal"}), "dog": frozenset({"animal"})}
_BARS = ({"cat": 0.6}, {"cat": 0.4, "dog": 0.7}, {"dog": 0.3})


def fill(shelf: Shelf) -> list[int]:
    """Some photos that were looked at by older models and by newer ones: what these would change waits."""
    shelf.folder(is_root=True)
    with writing(shelf.db):
        proposing.use_rules(shelf.db, Rules(0.5, _BARS[0], _ABOVE, hold=True))
    for number in range(PHOTOS):
        shelf.put(f"{number}.jpg", taken=None if number % 7 == 3 else f"2024-05-{number + 1:02}T10:00:00")
    for version in (1, 2):
        look_anew(shelf.db, list(shelf.ids.values()), version)
    return list(shelf.ids.values())


def look_anew(db: Database, ids: Sequence[int], version: int) -> None:
    """Models and rules of another version look at all photos: what they say is always the same for a version."""
    rng = np.random.default_rng(version)
    looks = to_sketch(np.eye(LOOKS, WIDTH)[np.arange(len(ids)) % LOOKS] + 0.2 * rng.standard_normal((len(ids), WIDTH)))
    with writing(db):
        proposing.use_rules(db, Rules(0.5, _BARS[(version - 1) % len(_BARS)], _ABOVE, hold=True))
        for number, (photo, look) in enumerate(zip(ids, looks, strict=True)):
            seen = Evidence({_WNIDS[number % LOOKS]: float(rng.uniform(0.1, 0.6))})
            one = catalog.Finding(photo, LIKENESS, str(version), "Test", seen, sketch=look.tobytes())
            catalog.save_findings(db, [one])
        due.saw_all(db, ids, {LIKENESS: str(version)})
        catalog.save_understandings(db, {photo: _meaning(rng) for photo in ids}, f"rules {version}")


def _meaning(rng: np.random.Generator) -> Understanding:
    guessed = ((name, round(float(rng.uniform(0.1, 1)), 2)) for name in ("cat", "dog", "animal") if rng.random() < 0.8)
    return Understanding(tuple(Suggestion(name, sure, ((LIKENESS, sure),)) for name, sure in guessed))


def _album(rng: Random, db: Database) -> int:
    return rng.choice([one.album_id for one in albums.albums(db)] or [0])


def _search(rng: Random, db: Database) -> int:
    return rng.choice([one.search_id for one in searches.searches(db)] or [0])


def _tags(rng: Random) -> tuple[str, ...]:
    return tuple(rng.sample(TAGS, rng.randint(1, 3)))


def _take(rng: Random, db: Database, some: list[int]) -> object:
    """Words from elsewhere: of photos that are here and of one that is not, and of the library."""
    away = wordbook.Said(bytes([rng.randrange(3)]) * 16, "x", "v", "away.jpg", None)
    of = rng.choice([*words.photos(db, some).values(), away])
    at = rng.randrange(2**31)
    word = wordbook.Word(of, "tag", rng.choice(TAGS), rng.choice(["added", "rejected", None]), at)
    return words.take(db, [
        word, word._replace(about="in album", name=rng.choice(NAMES), said="2.0"),
        wordbook.Word(of, "note", rng.choice(["rating", "title"]), rng.choice(["3", None]), at),
        wordbook.Word(wordbook.LIBRARY, "bar", rng.choice(TAGS), rng.choice(["0.3", None]), at),
        wordbook.Word(wordbook.LIBRARY, "alias", "Rex", rng.choice(["dog", None]), at),
    ][:rng.randint(1, 5)])  # fmt: skip


def _edit(rng: Random, db: Database, some: list[int]) -> object:
    """Several things at once."""
    return bulk.apply(db, some, rng.choice([
        bulk.Edit(shift=rng.choice([3600, -3600, 86_400]), texts={"title": rng.choice(["", "Sea"])}),
        bulk.Edit(
            taken=rng.choice(["", "2020-01-01", "1950-02-03T04:05:06"]),
            texts={"creator": rng.choice(["", "Ann"]), "alt": rng.choice(["", "A lake"])},
        ),
        bulk.Edit(add=("Rex",), remove=(rng.choice(("dog", "animal")),), rating=rng.choice([None, -1, 3])),
        bulk.Edit(replace=(("dog", "cat"),), accept=("Rex",), reject=("holiday",), pick=rng.choice([None, True])),
    ]))  # fmt: skip


def _teach(rng: Random, db: Database, some: list[int]) -> object:
    half = rng.randint(0, len(some))
    return teaching.teach(db, rng.choice(("Our bottle", "cat", "Rex")), some[:half], some[half:])


def _learn(rng: Random, db: Database, some: list[int]) -> object:
    return teaching.learn(db, _taught(rng, db), some[:1], some[1:3])


def _copy_taught(rng: Random, db: Database, _some: list[int]) -> object:
    return teaching.take(db, teaching.export(db, _taught(rng, db)), rng.choice(TAGS))


def _taught(rng: Random, db: Database) -> str:
    return rng.choice([one.name for one in teaching.all_taught(db)] or ["cat"])


def _answer(rng: Random, db: Database, some: list[int]) -> object:
    """What is asked next, unless it is skipped."""
    skipped = frozenset((photo, tag) for photo in some for tag in ("cat", "dog"))
    found = review.queue(db, review.Asking(what=rng.choice(["shown", "missed"]), skipped=skipped))
    if not found.questions:
        return review.answer(db, rng.choice(TAGS), some, yes=rng.random() < 0.5)
    one = rng.choice(found.questions)
    return review.answer(db, one.tag, one.photos, yes=rng.random() < 0.5)


def _retag(rng: Random, db: Database, _some: list[int]) -> object:
    said: Answer = rng.choice(["approve", "decline"])
    names = [one.name for one in proposals.diff(db).tags]
    if rng.random() < 0.2 or not names:
        return retagging.answer(db, said)
    return retagging.answer(db, said, rng.sample(names, 1))


def _split(rng: Random, db: Database, _some: list[int]) -> object:
    parts = [(rng.choice(TAGS), rng.choice(["dog", "rating:>2", ""])), ("journey", "cat")]
    return splitting.split(db, rng.choice(TAGS), parts[: rng.randint(1, 2)], keep=rng.random() < 0.3)


_FILES = (
    ("Pets\n\tcat\n\t\tRex\n\t\t{moggy}\n\tdog\n", False),
    ("holiday\n\tcittà\n\tOur bottle\n", False),
    ("name,under,colour,synonyms\nRex,dog,green,hound\njourney,holiday,,trip\n", True),
)


def _import(rng: Random, db: Database, _some: list[int]) -> object:
    text, as_csv = rng.choice(_FILES)
    return taking_in.take_in(db, read_vocabulary(text, as_csv=as_csv), "file.txt")


VERBS: tuple[tuple[Verb, int], ...] = (
    (lambda rng, db, some: edits.judge(db, some, rng.choice(TAGS), rng.choice(["added", "accepted"])), 2),
    (lambda rng, db, some: edits.judge(db, some, rng.choice(TAGS), rng.choice(["removed", "rejected"])), 2),
    (lambda rng, db, some: edits.judge(db, some, rng.choice(TAGS), None), 1),
    (
        lambda rng, db, some: edits.describe(db, some, rng.choice(["en", "it"]), rng.choice(["Here.", "There.", None])),
        1,
    ),
    (lambda rng, db, some: notes.rate(db, some, rng.randint(-1, 5)), 1),
    (lambda rng, db, some: notes.label(db, some, rng.choice(["red", "blue", None])), 1),
    (lambda rng, db, some: notes.pick(db, some, rng.random() < 0.5), 1),
    (lambda rng, db, some: albums.create(db, rng.choice(NAMES), some), 1),
    (lambda rng, db, some: albums.add(db, _album(rng, db), some), 1),
    (lambda rng, db, some: albums.move(db, _album(rng, db), some), 1),
    (lambda rng, db, some: albums.take_out(db, _album(rng, db), some), 1),
    (lambda rng, db, _some: albums.rename(db, _album(rng, db), rng.choice(NAMES)), 1),
    (lambda rng, db, _some: albums.remove(db, _album(rng, db)), 1),
    (lambda rng, db, _some: searches.save(db, rng.choice(NAMES), rng.choice(["cat", "dog"])), 1),
    (lambda rng, db, _some: searches.change(db, _search(rng, db), rng.choice(["cat", "owl"]), "name"), 1),
    (lambda rng, db, _some: searches.rename(db, _search(rng, db), rng.choice(NAMES)), 1),
    (lambda rng, db, _some: searches.remove(db, _search(rng, db)), 1),
    (lambda _rng, db, some: apart.say_apart(db, some), 1),
    (lambda _rng, db, some: apart.take_back(db, some), 1),
    (_take, 2),
    (_edit, 2),
    (lambda rng, db, _some: own_tags.rename(db, rng.choice(TAGS), rng.choice(["Pet", "journey"]), merge_into=True), 1),
    (lambda rng, db, _some: own_tags.merge(db, _tags(rng), rng.choice(TAGS)), 1),
    (lambda rng, db, _some: own_tags.create(db, rng.choice(["Pet", "journey", "Our bottle"])), 1),
    (lambda rng, db, _some: own_tags.change(db, rng.choice(TAGS), colour=rng.choice(["red", ""]), synonyms="it"), 1),
    (lambda rng, db, _some: own_tags.move(db, _tags(rng), [rng.choice(TAGS)]), 1),
    (lambda rng, db, _some: own_tags.remove(db, _tags(rng)), 1),
    (lambda rng, db, _some: own_bars.set_bar(db, rng.choice(TAGS), rng.choice([0.2, 0.7, None])), 1),
    (_teach, 2),
    (_learn, 1),
    (_copy_taught, 1),
    (lambda rng, db, _some: teaching.forget(db, _taught(rng, db)), 1),
    (_answer, 3),
    (_retag, 3),
    (_split, 1),
    (_import, 1),
)
"""Each with how often it is done."""
