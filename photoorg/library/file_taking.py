"""What was read of files taken into the library: words that came with them, and what other programs have changed since.

A file that is read for the first time is no deed of anybody's. What was changed in it afterwards is one, which can be
taken back: the history has it as "read files". Of a photo that several files hold, the first one is followed; from the
others only comes what is not said yet.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library import words
from photoorg.library.bulk_edit import Edit
from photoorg.library.bulk_steps import existing, steps
from photoorg.library.deeds import Deed
from photoorg.library.file_keywords import Keywords
from photoorg.library.file_values import Slot, Values, beyond_in, values_in
from photoorg.library.file_words import (
    READING,
    Conflict,
    FileWords,
    Mine,
    keep_copies,
    keep_said,
    mine_of,
    said_by_copies,
    said_of,
    wanted_by,
)
from photoorg.library.following import follow_vocabulary
from photoorg.library.merging import Merged, MergedTags, merge_tags, merge_values
from photoorg.library.wordbook import Word
from photoorg.outcomes import Changes
from photoorg.said import KeywordPath, Said


@dataclass(frozen=True, slots=True)
class Heard:
    """What the first file of a photo, and the sidecar beside it, say now; `stamp` as in file_words.py.

    Not `whole`: some of it may be missing, such as of a damaged file. Then nothing is taken back for that. A `copy` is
    another file of the photo.
    """

    photo_id: int
    file_id: int
    stamp: str
    said: Said
    whole: bool = True
    copy: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of one photo. `quiet`: it is no deed. `paths` are those of tags that come, by what tells these."""

    photo_id: int
    kept: FileWords
    copy: bool
    values: Mapping[Slot, str | None]
    add: Mapping[str, KeywordPath]
    remove: tuple[str, ...]
    quiet: bool

    @property
    def says(self) -> bool:
        return bool(self.values or self.add or self.remove)


def take_in(db: Database, heard: Sequence[Heard]) -> Changes:
    """Take in what files say: a transaction for what is new, and one for what was changed elsewhere; first files first.

    Those of copies come after these, so that they only fill what these leave open.
    """
    kept, changes = _before(db, heard), Changes()
    for copies in (False, True):
        some = [one for one in heard if one.copy == copies]
        later = [one for one in some if not _is_quiet(kept.get(one.file_id))]
        if len(later) < len(some):
            with words.saying(db) as spoken:
                changes |= _store(db, spoken, [one for one in some if _is_quiet(kept.get(one.file_id))])
        if later:
            with words.speaking(db, Deed("read files")) as spoken:
                changes |= _store(db, spoken, later)
    return changes


def wanted_then(db: Database, heard: Sequence[Heard]) -> dict[int, Said]:
    """What the first files of photos would be to say once this was taken in; nothing is."""
    before, keywords = _before(db, heard), Keywords(db)
    mine, found = mine_of(db, [one.photo_id for one in heard]), dict[int, Said]()
    for one in heard:
        ours = mine.get(one.photo_id, Mine())
        plan = _plan(one, before.get(one.file_id), ours, keywords)
        found[one.photo_id] = wanted_by(plan.kept, _with(ours, plan, keywords), keywords)
    return found


def _with(mine: Mine, plan: _Plan, keywords: Keywords) -> Mine:
    """A person's words with what a plan brings."""
    values = {slot: value for slot, value in {**mine.values, **plan.values}.items() if value is not None}
    yes = {key: name for key, name in mine.yes.items() if name not in plan.remove}
    came = [name for path in plan.add.values() if (name := keywords.tag(path[-1])) is not None]
    return Mine(values, yes | {name_key(name): name for name in came}, mine.no)


def _before(db: Database, heard: Sequence[Heard]) -> dict[int, FileWords]:
    """What was known of the photos that files hold, or of files that are not the first, by those files."""
    files = said_of(db, [one.photo_id for one in heard if not one.copy])
    found = said_by_copies(db, [one.file_id for one in heard if one.copy])
    return found | {one.file_id: files[one.photo_id] for one in heard if not one.copy and one.photo_id in files}


def _is_quiet(kept: FileWords | None) -> bool:
    """Whether nobody has read the file yet, or not in this way."""
    return kept is None or kept.version != READING


def _store(db: Database, spoken: list[Word], heard: Sequence[Heard]) -> Changes:
    """Take in files, one of each photo at a time."""
    changes = Changes()
    for some in _rounds(_still(db, heard)):
        before, ids = _before(db, some), [one.photo_id for one in some]
        mine, keywords = mine_of(db, ids), Keywords(db)
        plans = [_plan(one, before.get(one.file_id), mine.get(one.photo_id, Mine()), keywords) for one in some]
        changes |= _say(db, spoken, plans, keywords)
        keep_said(db, [(plan.photo_id, plan.kept) for plan in plans if not plan.copy])
        keep_copies(db, [(plan.photo_id, plan.kept) for plan in plans if plan.copy])
        known = [before.get(one.file_id, FileWords()).conflicts for one in some]
        torn = any(was != plan.kept.conflicts for was, plan in zip(known, plans, strict=True))
        changes |= Changes(problems=torn)
    return changes


def _rounds(heard: Sequence[Heard]) -> list[list[Heard]]:
    """The same in parts in which no photo is twice."""
    found: list[list[Heard]] = []
    number: dict[int, int] = {}
    for one in heard:
        place = number[one.photo_id] = number.get(one.photo_id, -1) + 1
        if place == len(found):
            found.append([])
        found[place].append(one)
    return found


def _still(db: Database, heard: Sequence[Heard]) -> list[Heard]:
    """Those that still are the first file of their photo, or another one of it, as they were when they were read."""
    sql = (
        "SELECT f.id, f.photo_id, p.file_id = f.id FROM json_each(?) j CROSS JOIN files f ON f.id = j.value "
        "JOIN photos p ON p.id = f.photo_id"
    )
    rows = db.conn.execute(sql, (json.dumps([one.file_id for one in heard]),)).fetchall()
    now = {file_id: (photo_id, not first) for file_id, photo_id, first in rows}
    return [one for one in heard if now.get(one.file_id) == (one.photo_id, one.copy)]


def _plan(one: Heard, kept: FileWords | None, mine: Mine, keywords: Keywords) -> _Plan:
    """Merge one photo's words. Sure it is of the same file and sidecar as before, read in the same way.

    What is not in a copy is not away, and what it says otherwise is no conflict: a copy is not written to.
    """
    same = kept is not None and kept.file_id == one.file_id and not one.copy
    has_all = kept is None or len(kept.stamp.split()) <= len(one.stamp.split())
    sure = same and one.whole and has_all and kept is not None and kept.version == READING
    theirs, paths = values_in(one.said), keywords.tags(one.said.keywords)
    was = None if kept is None else values_in(kept.said)
    had = None if kept is None else keywords.tags(kept.said.keywords).keys()
    if sure and kept is not None:  # taken out by a program that knows one field alone
        gone = {name_key(one) for one in one.said.lacking} - {name_key(one) for one in kept.said.lacking}
        paths = {key: path for key, path in paths.items() if name_key(path[-1]) not in gone or key not in (had or ())}
    merged = merge_values(was, theirs, mine.values, sure=sure, same=same)
    tags = merge_tags(had, paths, mine.yes.keys(), mine.no.keys(), sure=sure)
    beyond = tuple(_beyond(one.said, kept, mine.values))
    slots = {each.slot for each in beyond}
    torn = [each for each in _torn(merged, kept, theirs, mine.values) if each.slot not in slots]
    torn = () if one.copy else (*torn, *beyond, *_refused(tags, kept, paths, mine.no))
    now = FileWords(one.said, torn, one.file_id, one.stamp)
    add = {key: paths[key] for key in tags.add}
    remove = tuple(mine.yes[key] for key in tags.remove)
    return _Plan(one.photo_id, now, one.copy, merged.take, add, remove, _is_quiet(kept))


def _torn(merged: Merged, kept: FileWords | None, theirs: Values, mine: Values) -> Iterator[Conflict]:
    """Slots in conflict: those that are new, and those that were and still are."""
    slots = dict(merged.conflicts)
    for old in () if kept is None else kept.conflicts:
        slot, said = old.slot, theirs.get(old.slot, "")
        is_still = said != mine.get(slot, "") and (slot in theirs or not old.file)
        if is_still and slot not in merged.take and not old.beyond:
            slots.setdefault(slot, said)
    for slot, said in slots.items():
        yield Conflict(*slot, said, mine.get(slot, ""))


def _beyond(said: Said, kept: FileWords | None, mine: Values) -> Iterator[Conflict]:
    """What the library cannot hold, but for what a person has settled and the file says still."""
    was = {} if kept is None else beyond_in(kept.said)
    torn = set[Slot]() if kept is None else {one.slot for one in kept.conflicts}
    for slot, value in beyond_in(said).items():
        if slot not in mine or was.get(slot) != value or slot in torn:
            yield Conflict(*slot, value, mine.get(slot, ""), beyond=True)


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
