"""What the page of teaching shows, asked of the library off the window's thread."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from photoorg.folding import name_key
from photoorg.library import browse, teaching
from photoorg.library.browse import Card
from photoorg.library.senses import Senses
from photoorg.library.store import Database
from photoorg.library.teaching import Question, Taught
from photoorg.outcomes import PhotoorgError

BEST = 120
"""So many of the photos that it is surest of are shown."""
COUNTED = 1_000
"""Of more photos than these it is said only that there are more."""
_LIKELIEST = 20  # so many where it would be shown on none
Said = Mapping[int, bool]
"""What a person said of photos and what is not stored: examples and counter-examples, the newest last."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A tag as it would be taught, `made`, or (None) why it cannot be: `trouble`. `used` is what was learned before.

    `yes` and `no` are its examples and counter-examples, the newest first; of those `stored` are in the library. It
    would be shown on `new` photos that nobody spoke of, COUNTED at most.
    """

    name: str
    yes: Sequence[int]
    no: Sequence[int]
    stored: Collection[int]
    made: Taught | None = None
    used: Taught | None = None
    best: Sequence[Question] = ()
    questions: Sequence[Question] = ()
    cards: Mapping[int, Card] = field(default_factory=dict[int, Card])
    trouble: str = ""
    new: int = 0


def sides(said: Said) -> tuple[list[int], list[int]]:
    """Examples and counter-examples, the newest first."""
    newest = list(reversed(said))
    return [one for one in newest if said[one]], [one for one in newest if not said[one]]


def look(db: Database, name: str, said: Said, skipped: Collection[int], senses: Senses) -> Lesson:
    """What would come of teaching a tag by what is stored and by what was said since. Writes nothing."""
    new, before = sides(said), teaching.examples(db, name)
    yes, no = ([*mine, *(one for one in old if one not in said)] for mine, old in zip(new, before, strict=True))
    made = used = None
    best: Sequence[Question] = ()
    asked: Sequence[Question] = ()
    trouble, count = "", 0
    try:
        drafted = teaching.draft(db, name, *new, senses=senses)
    except PhotoorgError as error:
        trouble = str(error)
    else:
        made = drafted.taught
        best = teaching.best(db, drafted, COUNTED)
        bar = made.estimate.bar if made.estimate.photos else 1.0
        count = sum(one.confidence >= bar for one in best)
        best = best[: min(count, BEST) or _LIKELIEST]
        several = teaching.questions(db, drafted, teaching.ASKED + len(skipped))
        asked = [one for one in several if one.photo_id not in skipped][: teaching.ASKED]
    name = made.name if made else name
    used = next((one for one in teaching.all_taught(db) if name_key(one.name) == name_key(name)), None)
    shown = {*yes, *no, *(one.photo_id for one in (*best, *asked))}
    stored = frozenset((*before[0], *before[1]))
    return Lesson(name, yes, no, stored, made, used, best, asked, browse.cards(db, list(shown)), trouble, count)
