"""Teaching a tag by examples: verbs, and what a window or a command asks.

    made = teaching.draft(db, "our bottle", yes=[...], no=[...], senses=app.senses())   # writes nothing
    made.taught.estimate            # how well it would do, by cross-validation: precision, low..high, recall, photos
    teaching.questions(db, made)    # photos to ask about next, with how sure it is
    teaching.best(db, made)         # the photos it is surest of, nobody having spoken of them
    teaching.teach(db, "our bottle", yes=[...], no=[...], senses=...)   # the same, and lets it loose
    teaching.learn(db, "our bottle", yes=[...], no=[...])               # answers: learned at once
    teaching.questions(db, "our bottle")
    teaching.all_taught(db), teaching.taught(db, name)
    teaching.forget(db, name)                                           # suggestions go, verdicts stay
    text = teaching.export(db, name); teaching.take(db, text)           # a small file

Examples are a person's verdicts on the tag (added and rejected), said in the same deed: so they are kept and undone
like all words, and a later classifier is taught anew with them (`renew`). Without counter-examples, and beside few,
other photos of the library stand in for them. What the tag's name means counts too, where `senses` understand it.
Everything here takes a second at most for 100,000 photos. What is suggested is in taught_tags.py.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library import columns, derived, taught_examples, taught_models, taught_seen, word_tables, words
from photoorg.library.deeds import Deed
from photoorg.library.edits import meant
from photoorg.library.learning import Floats
from photoorg.library.plain import tag_name
from photoorg.library.senses import Senses
from photoorg.library.tagged import NO, YES, derived_with
from photoorg.library.taught_models import Estimate, Model
from photoorg.library.wordbook import LIBRARY, Word
from photoorg.outcomes import Changes, PhotoorgError

ASKED = 10
_KIND = "photoorg taught tag"
_TARGET = 0.9
_LOOKED_AT = 50  # times as many as are asked: so far it is looked for photos unlike each other
_APART = 0.85  # the cosine from which asking about both photos tells no more than asking about one


@dataclass(frozen=True, slots=True)
class Taught:
    """A tag that was taught. `yes` and `no`: from how many examples and counter-examples.

    `estimate` is how well it does at the setting of how many tags are to be right: that is what is shown. `likely` is
    the same of all photos that are likelier to have it than not. `stale` says why it suggests nothing
    new now; empty where it does. `changes` are what saying it changed.
    """

    name: str
    yes: int
    no: int
    estimate: Estimate
    likely: Estimate
    stale: str = ""
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A tag as it would be taught, and which photos it would be taught by: nothing is stored."""

    taught: Taught
    model: Model
    spoken: frozenset[int]


@dataclass(frozen=True, slots=True)
class Question:
    """A photo to ask about, and how sure it is that the photo has the tag, 0 to 1."""

    photo_id: int
    confidence: float


def draft(db: Database, name: str, yes: Iterable[int], no: Iterable[int] = (), senses: Senses | None = None) -> Draft:
    """What would come of teaching a tag by these examples, and by the verdicts on it that there are.

    Raises PhotoorgError where too few of them have been looked at, or one is said to be both.
    """
    tag = meant(db, tag_name(name))
    wanted, unwanted = taught_examples.sides(db, tag, yes, no)
    model = taught_examples.learned(db, tag, wanted, unwanted, taught_examples.name_weights(db, tag, senses))
    return Draft(_told(db, tag, model), model, frozenset((*wanted, *unwanted)))


def teach(db: Database, name: str, yes: Iterable[int], no: Iterable[int] = (), senses: Senses | None = None) -> Taught:
    """Teach a tag, or teach it more: one deed. From then on it is suggested all over the library. Raises as `draft`."""
    new = list(yes), list(no)
    tag = meant(db, tag_name(name))
    verb = "learn" if name_key(tag) in {name_key(one) for one in taught_models.stored(db)} else "teach"
    return _say(db, verb, draft(db, tag, *new, senses=senses), *new)


def learn(db: Database, name: str, yes: Iterable[int] = (), no: Iterable[int] = ()) -> Taught:
    """Take answers about a tag that is taught, and learn from them. Raises PhotoorgError where it is not taught."""
    return teach(db, _known(db, name)[0], yes, no)


def questions(db: Database, about: str | Draft, count: int = ASKED) -> list[Question]:
    """The photos that most is learned from by asking, each unlike the others: unsure ones, the likelier first.

    `about` is a taught tag, or a draft. Photos that a person spoke of are not asked about. Raises PhotoorgError.
    """
    ids, sure, slots = _unspoken(db, about)
    doubt = -(sure * np.log(sure + 1e-9) + (1 - sure) * np.log(1 - sure + 1e-9))
    order = np.argsort(-sure * doubt, kind="stable")[: _LOOKED_AT * count]
    rising = np.sort(order)
    looks = taught_seen.looks_at(columns.of(db), slots[rising])[np.searchsorted(rising, order)]
    return [Question(int(ids[one]), float(sure[one])) for one in order[_apart(looks, count)]]


def best(db: Database, about: str | Draft, count: int = 60) -> list[Question]:
    """The photos that it is surest of, surest first. As `questions`."""
    ids, sure, _ = _unspoken(db, about)
    return [Question(int(ids[one]), float(sure[one])) for one in np.argsort(-sure, kind="stable")[:count]]


def all_taught(db: Database) -> list[Taught]:
    """Every taught tag, from A."""
    return [_told(db, name, model) for name, model in taught_models.stored(db).items()]


def taught(db: Database, name: str) -> Taught:
    """A taught tag. Raises PhotoorgError where it is none."""
    return _told(db, *_known(db, name))


def examples(db: Database, name: str) -> tuple[list[int], list[int]]:
    """The photos that a tag is taught by: examples, and counter-examples, each the newest first."""
    return taught_examples.sides(db, meant(db, tag_name(name)), (), ())


def forget(db: Database, name: str) -> Changes:
    """Suggest a tag no longer. What a person said of photos stays. Raises PhotoorgError where it is not taught."""
    tag, _ = _known(db, name)
    with words.speaking(db, Deed("forget taught", {"tag": tag})) as spoken:
        return _say_model(db, spoken, tag, None)


def export(db: Database, name: str) -> str:
    """A taught tag as a small text that another library can take: JSON, with no photo in it. Raises PhotoorgError."""
    tag, model = _known(db, name)
    return json.dumps({"is": _KIND, "name": tag, "model": json.loads(taught_models.write(model))}, indent=1) + "\n"


def take(db: Database, text: str, name: str = "") -> Taught:
    """Take a tag that was taught elsewhere, under its own name or another one; it is suggested at once.

    Raises PhotoorgError where the text is none, or it was taught with other models than there are here.
    """
    tag, model = _read(text)
    tag = meant(db, tag_name(name or tag))
    if model.version != taught_models.version(db) or len(model.looks) != taught_seen.width(db):
        raise PhotoorgError(
            f"'{tag}' was taught with other models than this library was looked at with, so it cannot be used here."
        )
    with words.speaking(db, Deed("take taught", {"tag": tag})) as spoken:
        changes = _say_model(db, spoken, tag, model)
    return replace(_told(db, tag, model), changes=changes)


def renew(db: Database) -> Changes:
    """Learn anew, from their examples, the tags that were taught with another classifier than photos have now.

    One whose examples have not been looked at yet waits. For the end of indexing.
    """
    current, changes = taught_models.version(db), Changes()
    for name, model in taught_models.stored(db).items():
        if model.version != current:
            try:
                new = taught_examples.learned(
                    db, name, *taught_examples.sides(db, name, (), ()), model.name_weights() if model.meant else None
                )
            except PhotoorgError:
                continue
            with words.saying(db) as spoken:  # nobody did anything that could be taken back
                changes |= _say_model(db, spoken, name, new)
    return changes


def _say(db: Database, verb: str, made: Draft, yes: Collection[int], no: Collection[int]) -> Taught:
    tag = made.taught.name
    with words.speaking(db, Deed(verb, {"tag": tag})) as spoken:
        said = taught_examples.verdicts(db, tag)
        for ids, verdict, same in ((yes, "added", YES), (no, "rejected", NO)):
            words.say_among(db, spoken, [one for one in ids if said.get(one) not in same], "tag", tag, verdict)
        changes = _say_model(db, spoken, tag, made.model)
    return replace(made.taught, changes=changes | Changes(frozenset((*yes, *no)), tags=True))


def _say_model(db: Database, spoken: list[Word], tag: str, model: Model | None) -> Changes:
    said = None if model is None else taught_models.write(model)
    spoken.append(Word(LIBRARY, "taught", tag, said, int(time.time())))
    word_tables.store_of_library(db, spoken[-1], newer_only=False)
    return derived.follow(db, {"taught": (set(), {tag})})


def _known(db: Database, name: str) -> tuple[str, Model]:
    tag = meant(db, tag_name(name))
    row = word_tables.meant(db, "taught", tag)
    if row is None:
        raise PhotoorgError(f"'{tag}' has not been taught: 'photoorg teach --list' names what has.")
    known = taught_models.stored(db)
    if row[1] not in known:
        raise PhotoorgError(f"What was taught of '{tag}' cannot be read: a newer photoorg may have written it.")
    return row[1], known[row[1]]


def _told(db: Database, name: str, model: Model) -> Taught:
    stale = ""
    if model.version != taught_models.version(db):
        stale = "It was taught with other models than photos were looked at with since; it is taught anew by indexing."
    shown, likely = model.estimate(derived_with(db).get("target", _TARGET)), model.estimate(0.5)
    return Taught(name, model.yes, model.no, shown, likely, stale)


def _unspoken(db: Database, about: str | Draft) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Photos that are there and that nobody spoke of: their ids, how sure it is of them, and their slots, rising."""
    if isinstance(about, Draft):
        model, spoken = about.model, about.spoken
    else:
        tag, model = _known(db, about)
        spoken = frozenset(taught_examples.verdicts(db, tag))
    known = columns.of(db)
    slots = np.flatnonzero(taught_seen.sketched(known) & known.present)
    slots = slots[~np.isin(known.ids[slots], list(spoken))]
    sure = model.confidence(taught_seen.scores(known, model)[slots])
    return known.ids[slots], sure, slots


def _read(text: str) -> tuple[str, Model]:
    try:
        found = json.loads(text)
        name = {_KIND: found["name"]}[found["is"]]
        return str(name), taught_models.read(json.dumps(found["model"]))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise PhotoorgError("This is no taught tag: 'photoorg teach NAME --export FILE' writes one.") from error


def _apart(looks: Floats, count: int) -> list[int]:
    """The places of the first that are unlike those before them."""
    chosen: list[int] = []
    for one in range(len(looks)):
        if len(chosen) == count:
            break
        if not chosen or float(np.max(np.einsum("ij,j->i", looks[chosen], looks[one]))) < _APART:
            chosen.append(one)
    return chosen
