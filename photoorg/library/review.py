"""Review: which tag to ask a person about next, and what follows from the answer.

A question is one tag on a photo, and on those that look like it. It is worth as much as wrong tags are to be expected
of what it settles: how likely it is wrong, added up over its photos, times the tags that fall with it. The likelihood
is that of belief.py, so each answer changes the order of what is left. Questions of one tag come in runs.

An answer is a verdict, as one may give it anywhere else, and moves the tag's bar by as much as what is thought of the
tag has moved. Both are one deed of the history. What was answered is never asked again: it is settled, and so is what
follows from it. What is skipped is for the caller to remember.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import repeat
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import bars, columns, own_bars, words
from photoorg.library.bars import Bar
from photoorg.library.belief import Belief, Floats
from photoorg.library.columns import Columns
from photoorg.library.deeds import Deed
from photoorg.library.edits import meant
from photoorg.library.plain import tag_name
from photoorg.library.review_alike import Alike
from photoorg.library.review_open import Open, beliefs, missed_guesses, shown_guesses, tags_of
from photoorg.library.wordbook import Word
from photoorg.outcomes import Changes, PhotoorgError

What = Literal["shown", "missed"]
"""Which guesses are asked about: the tags that are shown, or those that are not and may be right all the same."""
LIMIT = 50
RUN = 10
"""So many questions of one tag come one after another, while they are worth nearly as much as any other."""
_NEARLY = 0.5  # the share of the best one's worth
_LOOKED_AT = 1_000  # of all guesses, those worth most: their photos and kin are looked at

Asked = tuple[int, str]
"""A photo and a tag."""


@dataclass(frozen=True, slots=True)
class Question:
    """Is this tag right on these photos, which look alike? The first is the one that the numbers are of.

    `confidence` is what the models say, `chance` how likely it is right by what was answered so far, `at_least` the
    tag's bar. `worth`: see above. `shown`: the photos are found by the tag now.
    """

    tag: str
    photos: tuple[int, ...]
    confidence: float
    chance: float
    at_least: float
    worth: float
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Queue:
    """The questions that are worth most, in the order to ask them.

    `left`: guesses that are open, asked about or not; `settled`: tags on photos that a person stands for. `right`: the
    share of the tags shown that is likely right, open and settled ones together, None where there are none.
    """

    questions: tuple[Question, ...]
    left: int
    settled: int
    right: float | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer changed: it was about so many `photos`.

    `before`, `after`: the tag's bar; `came`, `went`: photos that it is shown of now, or
    is not any more, because the bar moved.
    """

    changes: Changes
    photos: int
    before: Bar
    after: Bar
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Asking:
    """What to ask: of all tags or one, of all photos or `among` some, without what was `skipped`."""

    tag: str | None = None
    what: What = "shown"
    among: Collection[int] | None = None
    skipped: frozenset[Asked] = frozenset()
    limit: int = LIMIT


def queue(db: Database, asking: Asking = Asking()) -> Queue:
    """What to ask next. Raises PhotoorgError where no such tag is known."""
    tag_id = None if asking.tag is None else known_tag(db, asking.tag)
    cols = columns.of(db)
    find = shown_guesses if asking.what == "shown" else missed_guesses
    tags = list(find(db, cols, tags_of(db), _mask(cols, asking.among), tag_id))
    left, settled = sum(len(one.slots) for one in tags), sum(one.settled for one in tags)
    right = settled + sum(float(one.chances.sum()) for one in tags)
    share = right / (left + settled) if asking.what == "shown" and left + settled else None
    tags = _without(cols, tags, asking.skipped)
    questions = _questions(cols, tags, _candidates(db, cols, tags), asking.limit)
    return Queue(tuple(_in_runs(questions)[: asking.limit]), left, settled, share)


def _mask(cols: Columns, among: Collection[int] | None) -> NDArray[np.bool_]:
    """The slots of the photos that are meant and there, bool (n,)."""
    if among is None:
        return cols.present
    mask = np.zeros(cols.n, np.bool_)
    mask[cols.slots(np.fromiter(among, np.int64))] = True
    return mask & cols.present


class _Candidate(NamedTuple):
    """A guess by its tag's place among the tags and its own among the tag's guesses, with what it is worth alone."""

    tag: int
    place: int
    worth: float


def _without(cols: Columns, tags: Sequence[Open], skipped: Collection[Asked]) -> list[Open]:
    """The guesses that were not skipped."""
    by_tag: dict[str, list[int]] = {}
    for photo_id, tag in skipped:
        by_tag.setdefault(tag, []).append(photo_id)
    left = (one.but(cols.slots(np.array(by_tag[one.tag]))) if one.tag in by_tag else one for one in tags)
    return [one for one in left if len(one.slots)]


def _questions(cols: Columns, tags: Sequence[Open], best: Sequence[_Candidate], limit: int) -> list[Question]:
    """Questions of the guesses that are worth most and of those that look like them, best first."""
    alike: dict[int, Alike] = {}
    found: list[Question] = []
    for one in best:
        group = alike.get(one.tag) or alike.setdefault(one.tag, Alike(cols, tags[one.tag]))
        if group.is_left(one.place):
            found.append(_question(cols, tags[one.tag], group.take(one.place), one.worth))
        if len(found) >= 3 * limit:
            break
    return sorted(found, key=lambda question: -question.worth)


def _question(cols: Columns, guesses: Open, places: Sequence[int], worth: float) -> Question:
    """The question of a guess, which is `worth` so much alone, and of those like it."""
    doubts, first = _doubts(guesses)[places], places[0]
    return Question(
        guesses.tag,
        tuple(cols.ids[guesses.slots[places]].tolist()),
        confidence=float(guesses.confidences[first]),
        chance=float(guesses.chances[first]),
        at_least=guesses.bar,
        worth=worth * float(doubts.sum()) / max(float(doubts[0]), 1e-9),
        shown=guesses.shown,
    )


def _doubts(guesses: Open) -> Floats:
    """How likely the library is wrong of each guess, by showing it or by not."""
    return 1 - guesses.chances if guesses.shown else guesses.chances


def _candidates(db: Database, cols: Columns, tags: Sequence[Open]) -> list[_Candidate]:
    """The guesses that are worth most alone, best first."""
    found: list[_Candidate] = []
    least = 0.0
    for number, guesses in enumerate(tags):
        doubts = _doubts(guesses)
        places = np.flatnonzero(doubts >= least)
        places = places[np.argsort(-doubts[places], kind="stable")[:_LOOKED_AT]]
        found += map(_Candidate, repeat(number), places.tolist(), doubts[places].tolist())
        if len(found) > 4 * _LOOKED_AT:
            found = nlargest(_LOOKED_AT, found, key=_worth)
            least = found[-1].worth
    found = nlargest(_LOOKED_AT, found, key=_worth)
    photos = [int(cols.ids[tags[one.tag].slots[one.place]]) for one in found]
    kin = _below(db, photos) if any(guesses.shown for guesses in tags) else {}
    weighed = (
        one._replace(worth=one.worth * (1 + kin.get((photo, tags[one.tag].tag_id), 0)))
        for one, photo in zip(found, photos, strict=True)
    )
    return sorted(weighed, key=_worth, reverse=True)


def _worth(one: _Candidate) -> float:
    return one.worth


def _below(db: Database, photo_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """By photo and tag, how many tags on the photo imply it: they fall with it."""
    rows = db.conn.execute(
        "SELECT x.photo_id, t.ancestor_id, COUNT(*) FROM json_each(?) j CROSS JOIN photo_tag x ON x.photo_id = j.value "
        "JOIN tag_tree t ON t.tag_id = x.tag_id GROUP BY 1, 2",
        (json.dumps(sorted(set(photo_ids))),),
    )
    return {(photo, tag): number for photo, tag, number in rows}


def _in_runs(questions: Sequence[Question]) -> list[Question]:
    """The same questions, those of one tag one after another where that costs little."""
    left, ordered = list(questions), list[Question]()
    while left:
        best = left[0]
        run = [one for one in left if one.tag == best.tag and one.worth >= _NEARLY * best.worth][:RUN]
        ordered += run
        taken = {one.photos[0] for one in run}
        left = [one for one in left if one.tag != best.tag or one.photos[0] not in taken]
    return ordered


def answer(db: Database, tag: str, photo_ids: Collection[int], *, yes: bool) -> Answered:
    """Say whether a tag is right on photos, and let its bar follow.

    A no raises the bar. A yes to what is shown lowers it again, but not below the fitted one: whoever goes through what
    is shown is not shown more for it. A yes to what is not shown lowers it as far as it may.
    Raises PhotoorgError where no such tag is known, or no photo is in the library any more.
    """
    tag_id = known_tag(db, tag)
    name = tags_of(db).names[tag_id]
    with words.speaking(db, Deed("accept" if yes else "reject", {"tag": name})) as spoken:
        before, bar = beliefs(db, tag_id).get(tag_id, Belief()), bars.bar_of(db, name)
        had = _showing(db, tag_id, photo_ids)
        photos = words.say_among(db, spoken, photo_ids, "tag", name, "accepted" if yes else "rejected")
        if not photos:
            raise PhotoorgError("These photos are not in the library any more: nothing was stored.")
        after = beliefs(db, tag_id).get(tag_id, Belief())
        wanted = after.moved(bar.at_least, before)
        wanted = min(wanted, bar.at_least) if yes else max(wanted, bar.at_least)
        if yes and had == len(photos):
            wanted = max(wanted, min(bar.at_least, bar.fitted))
        if abs(wanted - bar.at_least) < 0.0001:  # as it is kept, it is the same
            return Answered(Changes(photos, tags=True), len(photos), bar, bar, 0, 0)
        return _move(db, spoken, name, (bar, wanted), photos)


def _move(db: Database, spoken: list[Word], tag: str, bar: tuple[Bar, float], photos: frozenset[int]) -> Answered:
    """Move a tag's bar, after what was said of `photos`, and tell what that changes."""
    before, wanted = bar
    tag_id = known_tag(db, tag)
    had = _showing(db, tag_id)
    changes = own_bars.set_among(db, spoken, tag, wanted)
    came = _showing(db, tag_id) - had
    return Answered(
        Changes(photos, tags=True) | changes,
        len(photos),
        before,
        replace(before, own=wanted),
        max(came, 0),
        max(-came, 0),
    )


def _showing(db: Database, tag_id: int, among: Collection[int] | None = None) -> int:
    """Of how many photos, all or some, a tag is shown."""
    which = "" if among is None else "AND photo_id IN (SELECT value FROM json_each(:ids))"
    return db.conn.execute(
        f"SELECT COUNT(*) FROM photo_tag WHERE tag_id = :tag {which}",  # noqa: S608 - fixed text
        {"tag": tag_id, "ids": json.dumps(sorted(among or ()))},
    ).fetchone()[0]


def is_suggested(db: Database, name: str) -> bool:
    """Whether a model suggests a tag, by its name, for any photo."""
    return bool(db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM tags g JOIN suggestions s ON s.tag_id = g.id WHERE g.name = ?)", (name,)
    ).fetchone()[0])  # fmt: skip


def known_tag(db: Database, tag: str) -> int:
    """The id of the tag that a word means. Raises PhotoorgError where there is none."""
    name = meant(db, tag_name(tag))
    row = db.conn.execute("SELECT id FROM tags WHERE name = ?", (name,)).fetchone()
    if row is not None:
        return row[0]
    raise PhotoorgError(f"No photo has the tag '{name}', and nothing suggests it.")
