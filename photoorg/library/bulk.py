"""One edit of any number of photos: tags, notes, texts and times, as one transaction and one deed of the history.

What a tag's words become is told in docs/editing.md; what is to be said of which photo is worked out in bulk_steps.py,
for the preview and for the deed alike. What photos have together, before an edit, is told by bulk_counts.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import words
from photoorg.library.bulk_below import below
from photoorg.library.bulk_counts import TagIn as TagIn  # noqa: PLC0414 - named here for who edits
from photoorg.library.bulk_counts import tags_in as tags_in  # noqa: PLC0414
from photoorg.library.bulk_counts import values_in as values_in  # noqa: PLC0414
from photoorg.library.bulk_edit import Edit as Edit  # noqa: PLC0414
from photoorg.library.bulk_edit import checked
from photoorg.library.bulk_steps import Step, existing, parts_of, said_now, steps
from photoorg.library.bulk_time import seconds_of as seconds_of  # noqa: PLC0414
from photoorg.library.deeds import Deed
from photoorg.library.kinds import TAKEN
from photoorg.library.notes import deed_of_label, deed_of_pick, deed_of_rating
from photoorg.outcomes import Changes, Told

_BLOCK = 10_000
_NAMED = 5  # tags that are added alone, in the history's sentence


@dataclass(frozen=True, slots=True)
class Preview:
    """What an edit would do: of how many of the chosen `photos` something would be said anew (`changes`).

    `parts` are the same for each part of the edit, as a sentence without its dot. `lost`: of how many of them something
    would go that the person had said before. `notes` are sentences about what else goes.
    """

    photos: int
    changes: int
    parts: tuple[tuple[str, int], ...]
    lost: int = 0
    notes: tuple[str, ...] = ()


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
    return Preview(len(chosen), len(everything), parts, len(lost), tuple(below(db, chosen, edit)))


def apply(db: Database, photo_ids: Iterable[int], edit: Edit, told: Told | None = None) -> Changes:
    """Edit photos, all or none of them. Returns those that changed; photos that are not there are passed over.

    `told(done, total)` is told of each block; what it raises takes everything back, and is raised.
    Raises PhotoorgError where the edit contradicts itself, or says what cannot be said.
    """
    edit = checked(db, edit)
    ids = list(photo_ids)
    with words.speaking(db, deed_of(edit)) as spoken:
        todo = list(steps(db, existing(db, ids), edit))
        changed = sorted(frozenset[int]().union(*(step.said for step in todo)))
        for start in range(0, len(changed), _BLOCK):
            if told is not None:
                told(start, len(changed))
            words.say_each_among(db, spoken, _of(todo, changed[start : start + _BLOCK]))
        if told is not None and changed:
            told(len(changed), len(changed))
    return Changes(frozenset(changed), tags=any(step.about == "tag" for step in todo))


def _of(todo: Iterable[Step], photo_ids: Iterable[int]) -> list[words.Saying]:
    """What is said of some of the photos."""
    block = list(photo_ids)
    parts = ((step, {one: step.said[one] for one in block if one in step.said}) for step in todo)
    return [(step.about, step.name, said) for step, said in parts if said]


def _deed_of_mark(edit: Edit) -> Deed | None:
    """What it is called to give photos that mark alone."""
    if edit.rating is not None:
        return deed_of_rating(edit.rating)
    if edit.label is not None:
        return deed_of_label(edit.label)
    return None if edit.pick is None else deed_of_pick(edit.pick)


def deed_of(edit: Edit) -> Deed:
    """What the history calls it."""
    parts = parts_of(edit)
    for verb, tags in (("tag", edit.add), ("untag", edit.remove), ("accept", edit.accept), ("reject", edit.reject)):
        if tags and len(parts) == 1:
            return Deed(verb, {"tag": tags[0]})
    if len(parts) == 1 and (alone := _deed_of_mark(edit)) is not None:
        return alone
    if len(edit.add) == len(parts) > _NAMED:
        return Deed("edit", {"what": f"add {len(edit.add)} tags"})
    return Deed("edit", {"what": ", ".join(f"{part[0].lower()}{part[1:]}" for part in parts)})
