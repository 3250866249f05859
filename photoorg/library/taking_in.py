"""A vocabulary taken in from a file: each tag is the one that there is of its name, or a new one. One deed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from photoorg.folding import folded, name_key
from photoorg.library import words
from photoorg.library.deeds import Deed
from photoorg.library.following import nobody
from photoorg.library.growing import OwnTag, joined, listed
from photoorg.library.kinds import KINDS, TAG_STATES
from photoorg.library.own_tags import colour_of, follow_all, known_tag, say_own
from photoorg.library.own_vocabulary import own_words, taxonomy_of
from photoorg.library.vocabulary_files import Entry, Read
from photoorg.library.wordbook import Word
from photoorg.outcomes import Changes, PhotoorgError, Told
from photoorg.speech import english_readings
from photoorg.taxonomy import Concept, Taxonomy

DEEPEST = 100
"""So many tags may lie one under the other."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file: tags that are new, those that were changed, how many were the same, and what could not be.

    `said` is what is, or would be, said of each that is new or changed.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    notices: tuple[str, ...]
    said: tuple[OwnTag, ...]
    changes: Changes = field(default_factory=Changes)


def planned(db: Database, read: Read) -> TakenIn:
    """What taking it in would do. Raises PhotoorgError where tags would lie too deep."""
    return _Plan(db, taxonomy_of(db)).of(read)


def take_in(db: Database, read: Read, file: str, told: Told = nobody) -> TakenIn:
    """Take in what a file says; of the bundled tags what it adds. `file` is what it is called, for the history."""
    plan = planned(db, read)
    if not plan.said:
        return plan
    with words.speaking(db, Deed("import tags", {"tags": _many(len(plan.said)), "file": file})) as spoken:
        return _said(db, spoken, plan, told)


def _said(db: Database, spoken: list[Word], plan: TakenIn, told: Told) -> TakenIn:
    for number, tag in enumerate(plan.said):
        told(number, len(plan.said))
        say_own(db, spoken, tag)
    return replace(plan, changes=follow_all(db, spoken, told))


class _EnoughError(PhotoorgError):
    """Nothing is to be stored."""


def tried(db: Database, read: Read, told: Told = nobody) -> TakenIn:
    """What taking it in would do, with the photos that would get other tags: it is done, and all of it taken back.

    It takes as long as taking it in, and a library that can be written to.
    """
    done = planned(db, read)
    if done.said:
        with suppress(_EnoughError), words.speaking(db) as spoken:
            done = _said(db, spoken, done, told)
            raise _EnoughError("Nothing is stored.")
    return done


class _Plan:
    """The vocabulary as it would be, tag by tag."""

    def __init__(self, db: Database, taxonomy: Taxonomy) -> None:
        self._db, self._taxonomy = db, taxonomy
        self._own = {name_key(tag.name): tag for tag in own_words(db).tags}
        self._parents = {name: list(concept.parents) for name, concept in taxonomy.concepts.items()}
        self._names: dict[str, str] = {}  # those of the file, to those that they are here
        self._notices: list[str] = []

    def of(self, read: Read) -> TakenIn:
        before = dict(self._own)
        for entry in read.entries:
            self._names[name_key(entry.name)] = self._called(entry.name)
        known = {name for name in self._names.values() if known_tag(self._db, name, self._taxonomy)}
        for entry in read.entries:
            self._own_of(entry, is_new=self._names[name_key(entry.name)] not in known)
        self._refuse_deep()
        touched = [tag for key, tag in self._own.items() if before.get(key) != tag]
        new = tuple(tag.name for tag in touched if tag.name not in known)
        changed = tuple(tag.name for tag in touched if tag.name in known)
        same = len(set(self._names.values())) - len(touched)
        notices = tuple(sorted((*read.notices, *self._notices), key=_line_of))
        return TakenIn(new, changed, same, notices, tuple(touched))

    def _called(self, name: str) -> str:
        """The tag of that name, whatever its case, or the one that it is the plural of."""
        known = known_tag(self._db, name, self._taxonomy)
        readings = (self._taxonomy.named(one) for one in english_readings(folded(name)))
        return known or next((one for one in readings if one is not None), name)

    def _own_of(self, entry: Entry, *, is_new: bool) -> None:
        name = self._names[name_key(entry.name)]
        concept = self._taxonomy.concepts.get(name, Concept(name, ""))
        old = self._own.get(name_key(name), OwnTag(name, state="tag" if is_new else ""))
        state = entry.state if entry.state in TAG_STATES else ""
        if entry.state != state:
            self._notices.append(f"Line {entry.line}: '{entry.state}' is no kind of tag.")
        if not is_new and state == _state_of(concept):
            state = ""
        said = old._replace(
            parents=self._places(entry, name, old),
            synonyms=self._words(entry, entry.synonyms, concept, concept.synonyms, old.synonyms),
            italian=self._italian(entry, concept) or old.italian,
            italian_synonyms=self._words(
                entry, entry.italian_synonyms, concept, concept.italian_synonyms, old.italian_synonyms
            ),
            colour=self._colour(entry) or old.colour,
            state=state if state and not entry.adds else (state if is_new else "") or old.state,
        )
        if said != old or is_new:
            self._own[name_key(name)] = self._kept(entry, said, old)

    def _kept(self, entry: Entry, said: OwnTag, old: OwnTag) -> OwnTag:
        """What is said of a tag as its word keeps it; the `old` where no word can have it."""
        try:
            kept = KINDS["own tag"].value(said.name, "\n".join(said[1:])) or ""
        except PhotoorgError as error:
            self._notices.append(f"Line {entry.line}: {error}")
            return old
        return OwnTag(said.name, *kept.split("\n"))

    def _places(self, entry: Entry, name: str, old: OwnTag) -> str:
        """What it lies under: what the file says beside, or instead of, what there is; never in a ring."""
        now = self._parents.setdefault(name, [])
        wanted = [self._names.get(name_key(one)) or self._called(one) for one in listed(entry.parents)]
        kept = list(now) if entry.adds or not entry.parents else []
        self._parents[name] = kept
        for over in wanted:
            if (
                over not in self._parents
                and known_tag(self._db, over, self._taxonomy) is None
                and not self._is_in_file(over)
            ):
                self._notices.append(f"Line {entry.line}: there is no tag '{over}' to put '{name}' under.")
            elif name in {over} | self._above(over):
                self._notices.append(f"Line {entry.line}: '{name}' cannot be under '{over}', which is under it.")
            elif over not in kept and not (entry.adds and over in self._above(name)):
                kept.append(over)
        if wanted and not kept:  # of what is said nothing can be
            self._parents[name] = now
            return old.parents
        if kept == now and (old.parents or name in self._taxonomy.concepts):
            return old.parents
        return joined(kept) if kept or entry.parents or old.parents else ""

    def _is_in_file(self, name: str) -> bool:
        return name in self._names.values()

    def _above(self, name: str) -> set[str]:
        found, left = set[str](), list(self._parents.get(name, ()))
        while left:
            if (over := left.pop()) not in found:
                found.add(over)
                left += self._parents.get(over, ())
        return found

    def _refuse_deep(self) -> None:
        names = set(self._names.values())
        for _ in range(DEEPEST):
            names = {over for name in names for over in self._parents.get(name, ())}
        if names:
            raise PhotoorgError(f"Tags may be {DEEPEST} deep, one under the other, and here they are more.")

    def _words(self, entry: Entry, text: str, concept: Concept, now: Sequence[str], kept: str) -> str:
        """Other words: those of the file beside, or instead of, what there is; none that is a tag itself."""
        if not text:
            return kept
        known = {folded(word) for word in concept.words}
        wanted = list(now) if entry.adds else []
        for word in listed(text):
            if self._is_free(entry, word, concept.name) and not (entry.adds and folded(word) in known):
                wanted.append(word)
        nothing_can_be = not wanted and listed(text)
        return kept if nothing_can_be or tuple(wanted) == tuple(now) else joined(wanted)

    def _italian(self, entry: Entry, concept: Concept) -> str:
        is_new = entry.italian and entry.italian != concept.italian
        return entry.italian if is_new and self._is_free(entry, entry.italian, concept.name) else ""

    def _is_free(self, entry: Entry, word: str, name: str) -> bool:
        known = self._names.get(name_key(word)) or known_tag(self._db, word, self._taxonomy)
        if known is not None and name_key(known) != name_key(name):
            self._notices.append(f"Line {entry.line}: '{word}' is a tag itself, and no other word for '{name}'.")
        return known is None or name_key(known) == name_key(name)

    def _colour(self, entry: Entry) -> str:
        try:
            return colour_of(entry.colour)
        except PhotoorgError as error:
            self._notices.append(f"Line {entry.line}: {error}")
            return ""


def _line_of(notice: str) -> int:
    """Of "Line 7: ..." the 7."""
    number = notice.partition(":")[0].removeprefix("Line ")
    return int(number) if number.isdecimal() else 0


def _state_of(concept: Concept) -> str:
    return "hidden" if concept.hidden else "heading" if concept.heading else "tag"


def _many(tags: int) -> str:
    return "1 tag" if tags == 1 else f"{tags:,} tags"
