"""One edit of any number of photos: tags, notes, texts and times, as one transaction and one deed of the history.

What a tag's words become is told in docs/editing.md; what is to be said of which photo is worked out in bulk_steps.py,
for the preview and for the deed alike. What photos have together, before an edit, is told by bulk_counts.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from sqlite_utils import Database

from photoorg.library import words
from photoorg.library.bulk_counts import TagIn as TagIn  # noqa: PLC0414 - named here for who edits
from photoorg.library.bulk_counts import tags_in as tags_in  # noqa: PLC0414
from photoorg.library.bulk_counts import values_in as values_in  # noqa: PLC0414
from photoorg.library.bulk_edit import Edit as Edit  # noqa: PLC0414
from photoorg.library.bulk_edit import checked
from photoorg.library.bulk_steps import Step, existing, parts_of, said_now, steps
from photoorg.library.bulk_time import seconds_of as seconds_of  # noqa: PLC0414
from photoorg.library.deeds import Deed
from photoorg.library.kinds import TAKEN
from photoorg.library.wordbook import Word
from photoorg.outcomes import Changes

Told = Callable[[int, int], object]
"""Told how many words of how many are said; what it raises takes all of them back."""

_BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class Preview:
    """What an edit would do: of how many of the chosen `photos` something would be said anew (`changes`).

    `parts` are the same for each part of the edit, as a sentence without its dot. `lost`: of how many of them something
    would go that the person had said before.
    """

    photos: int
    changes: int
    parts: tuple[tuple[str, int], ...]
    lost: int = 0


def preview(db: Database, photo_ids: Iterable[int], edit: Edit) -> Preview:
    """What `apply` would change, without changing anything. Raises PhotoorgError as it does."""
    edit, chosen = checked(db, edit), existing(db, photo_ids)
    changed: dict[str, set[int]] = {part: set() for part in parts_of(edit)}
    lost: set[int] = set()
    for step in steps(db, chosen, edit):
        changed[step.part].update(step.said)
        if not edit.shift or step.name != TAKEN:  # what is shifted is still what was said
            lost.update(said_now(db, chosen, step.about, step.name).keys() & step.said.keys())
    everything = set[int]().union(*changed.values())
    parts = tuple((part, len(ids)) for part, ids in changed.items())
    return Preview(len(chosen), len(everything), parts, len(lost))


def apply(db: Database, photo_ids: Iterable[int], edit: Edit, told: Told | None = None) -> Changes:
    """Edit photos, all or none of them. Returns those that changed; photos that are not there are passed over.

    `told(done, total)` is told of each block; what it raises takes everything back, and is raised.
    Raises PhotoorgError where the edit contradicts itself, or says what cannot be said.
    """
    edit = checked(db, edit)
    ids = list(photo_ids)
    changed: set[int] = set()
    with words.speaking(db, deed_of(edit)) as spoken:
        todo = list(steps(db, existing(db, ids), edit))
        done, total = 0, sum(len(step.said) for step in todo)
        for step in todo:
            for block in _blocks(step):
                if told is not None:
                    told(done, total)
                changed |= _say(db, spoken, step, block)
                done += len(block)
        if told is not None and total:
            told(done, total)
    return Changes(frozenset(changed), tags=any(step.about == "tag" for step in todo))


def deed_of(edit: Edit) -> Deed:
    """What the history calls it."""
    parts = parts_of(edit)
    for verb, tags in (("tag", edit.add), ("untag", edit.remove), ("accept", edit.accept), ("reject", edit.reject)):
        if tags and len(parts) == 1:
            return Deed(verb, {"tag": tags[0]})
    return Deed("edit", {"what": ", ".join(f"{part[0].lower()}{part[1:]}" for part in parts)})


def _say(db: Database, spoken: list[Word], step: Step, block: dict[int, str | None]) -> frozenset[int]:
    return words.say_each_among(db, spoken, step.about, step.name, block)


def _blocks(step: Step) -> Iterable[dict[int, str | None]]:
    rows = iter(step.said.items())
    while block := dict(islice(rows, _BLOCK)):
        yield block
