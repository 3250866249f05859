"""What was read of files taken into the library: words that came with them, and what other programs have changed since.

A file that is read for the first time is no deed of anybody's. What was changed in it afterwards is one, which can be
taken back: the history has it as "read files".
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from photoorg.library import words
from photoorg.library.bulk_edit import Edit
from photoorg.library.bulk_steps import existing, steps
from photoorg.library.deeds import Deed
from photoorg.library.file_keywords import Keywords
from photoorg.library.file_values import Slot, Values, values_in
from photoorg.library.file_words import READING, Conflict, FileWords, Mine, keep_said, mine_of, said_of
from photoorg.library.following import follow_vocabulary
from photoorg.library.merging import Merged, MergedTags, merge_tags, merge_values
from photoorg.library.wordbook import Word
from photoorg.outcomes import Changes
from photoorg.said import KeywordPath, Said


@dataclass(frozen=True, slots=True)
class Heard:
    """What the first file of a photo, and the sidecar beside it, say now; `stamp` as in file_words.py.

    Not `whole`: some of it may be missing, such as of a damaged file. Then nothing is taken back for that.
    """

    photo_id: int
    file_id: int
    stamp: str
    said: Said
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of one photo. `quiet`: it is no deed. `paths` are those of tags that come, by what tells these."""

    photo_id: int
    kept: FileWords
    values: Mapping[Slot, str | None]
    add: Mapping[str, KeywordPath]
    remove: tuple[str, ...]
    quiet: bool

    @property
    def says(self) -> bool:
        return bool(self.values or self.add or self.remove)


def take_in(db: Database, heard: Sequence[Heard]) -> Changes:
    """Take in what files say: one transaction for what is new, and one for what was changed elsewhere."""
    kept = said_of(db, [one.photo_id for one in heard])
    quiet = [one for one in heard if _is_quiet(kept.get(one.photo_id))]
    changes = Changes()
    if quiet:
        with words.saying(db) as spoken:
            changes |= _store(db, spoken, quiet)
    if later := [one for one in heard if not _is_quiet(kept.get(one.photo_id))]:
        with words.speaking(db, Deed("read files")) as spoken:
            changes |= _store(db, spoken, later)
    return changes


def _is_quiet(kept: FileWords | None) -> bool:
    """Whether nobody has read the file yet, or not in this way."""
    return kept is None or kept.version != READING


def _store(db: Database, spoken: list[Word], heard: Sequence[Heard]) -> Changes:
    ids = _first_still(db, heard)
    here = [one for one in heard if one.photo_id in ids]
    before, mine, keywords = said_of(db, ids), mine_of(db, ids), Keywords(db)
    plans = [_plan(one, before.get(one.photo_id), mine.get(one.photo_id, Mine()), keywords) for one in here]
    changes = _say(db, spoken, plans, keywords)
    keep_said(db, [(plan.photo_id, plan.kept) for plan in plans])
    torn = any(before.get(plan.photo_id, FileWords()).conflicts != plan.kept.conflicts for plan in plans)
    return replace(changes, problems=torn)


def _first_still(db: Database, heard: Sequence[Heard]) -> set[int]:
    """The photos whose first file still is the one that was read."""
    ids = json.dumps([one.photo_id for one in heard])
    sql = "SELECT p.id, p.file_id FROM json_each(?) j CROSS JOIN photos p ON p.id = j.value"
    first: dict[int, int | None] = dict(db.conn.execute(sql, (ids,)).fetchall())
    return {one.photo_id for one in heard if first.get(one.photo_id) == one.file_id}


def _plan(one: Heard, kept: FileWords | None, mine: Mine, keywords: Keywords) -> _Plan:
    """Merge one photo's words. Sure it is of the same file and sidecar as before, read in the same way."""
    same = kept is not None and kept.file_id == one.file_id
    has_all = kept is None or len(kept.stamp.split()) <= len(one.stamp.split())
    sure = same and one.whole and has_all and kept is not None and kept.version == READING
    theirs, paths = values_in(one.said), keywords.tags(one.said.keywords)
    was = None if kept is None else values_in(kept.said)
    had = None if kept is None else keywords.tags(kept.said.keywords).keys()
    merged = merge_values(was, theirs, mine.values, sure=sure, same=same)
    tags = merge_tags(had, paths, mine.yes.keys(), mine.no.keys(), sure=sure)
    torn = (*_torn(merged, kept, theirs, mine.values), *_refused(tags, kept, paths, mine.no))
    now = FileWords(one.said, kept is not None and kept.held, torn, one.file_id, one.stamp)
    add = {key: paths[key] for key in tags.add}
    remove = tuple(mine.yes[key] for key in tags.remove)
    return _Plan(one.photo_id, now, merged.take, add, remove, _is_quiet(kept))


def _torn(merged: Merged, kept: FileWords | None, theirs: Values, mine: Values) -> Iterator[Conflict]:
    """Slots in conflict: those that are new, and those that were and still are."""
    slots = dict(merged.conflicts)
    for old in () if kept is None else kept.conflicts:
        slot = (old.about, old.name)
        if slot in theirs and slot not in merged.take and theirs[slot] != mine.get(slot, ""):
            slots.setdefault(slot, theirs[slot])
    for slot, said in slots.items():
        yield Conflict(*slot, said, mine.get(slot, ""))


def _refused(
    tags: MergedTags, kept: FileWords | None, paths: Container[str], no: Mapping[str, str]
) -> Iterator[Conflict]:
    """The same of tags that a person has said no to."""
    old = [one.name for one in (kept.conflicts if kept else ()) if one.about == "tag" and one.name in paths]
    for key in dict.fromkeys([*tags.refused, *old]):
        if key in no:
            yield Conflict("tag", key, no[key])


def _say(db: Database, spoken: list[Word], plans: Sequence[_Plan], keywords: Keywords) -> Changes:
    """Say what plans bring, all photos of a word at once."""
    if not any(plan.says for plan in plans):
        return Changes()
    photos = frozenset[int]()
    if keywords.learn(spoken, dict.fromkeys(path for plan in plans for path in plan.add.values())):
        photos = follow_vocabulary(db, spoken)
    said: dict[Slot, dict[int, str | None]] = {}
    for plan in plans:
        for slot, value in plan.values.items():
            said.setdefault(slot, {})[plan.photo_id] = value
        for path in plan.add.values():
            if (name := keywords.tag(path[-1])) is not None:
                said.setdefault(("tag", name), {})[plan.photo_id] = "added"
    for tag, ids in _removed(plans).items():
        for step in steps(db, existing(db, ids), Edit(remove=(tag,))):
            said.setdefault((step.about, step.name), {}).update(step.said)
    words.say_each_among(db, spoken, [(about, name, each) for (about, name), each in said.items()])
    photos |= {plan.photo_id for plan in plans if plan.says}
    return Changes(photos, tags=any(about == "tag" for about, _ in said))


def _removed(plans: Sequence[_Plan]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for plan in plans:
        for tag in plan.remove:
            found.setdefault(tag, []).append(plan.photo_id)
    return found
