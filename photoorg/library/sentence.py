"""What is in a photo as one sentence, for those who cannot see it: "May contain: 2 people, dining table, food".

A person's own sentence wins, and outlives every analysis. Sentences are for texts that stand in for a picture: at most
LONGEST characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.people import CROWD, People, people_on
from photoorg.library.shown import TagOn, tags_on
from photoorg.library.tagged import SENSITIVE, YES
from photoorg.taxonomy import PERSON, PLACES, Taxonomy
from photoorg.texts import LANGUAGES

LONGEST = 250

_MOST_BROAD = 3
# Top-level words that tell something beside a more exact one; "furniture" after "dining table" does not.
_TELLING = frozenset({"animal", "drink", "event", "food", "musical instrument", "nature", "plant", "sport", "vehicle"})
_CROWD_FROM = 30  # from here on nobody counts heads
# Words that say no more than the number of people does.
_PERSON_WORDS = frozenset(
    ["person", "people", "man", "woman", "boy", "girl", "child", "adult", "face", "crowd", "group", "portrait"]
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence about a photo; `own` where a person wrote it. Empty where nothing is known."""

    text: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language needs beyond the names of things."""

    start: str
    one: str
    many: str
    about: str
    crowd: str


_WORDS = {
    "en": _Words("May contain: ", "1 person", "{} people", "about {} people", "a crowd"),
    "it": _Words("Può contenere: ", "1 persona", "{} persone", "circa {} persone", "una folla"),
}


def sentence_of(people: People | None, tags: Sequence[TagOn], language: str, taxonomy: Taxonomy) -> str:
    """What a photo may contain: people, the things to name surest first, broader words for them, the place.

    At most LONGEST characters, without what has no room; empty where nothing is known. Names that the taxonomy does not
    know, such as a person's own, stay as they are.
    """
    words = _WORDS[language]
    parts = [_number(people, words)] if people is not None and people.count else []
    parts += [taxonomy.name_in(name, language) for name in _named(people, tags, taxonomy)]
    return _cut(words.start, [part for part in dict.fromkeys(parts) if part])


def sentences(db: Database, photo_id: int) -> dict[str, Sentence]:
    """The sentences about a photo, by language."""
    return sentences_of(db, [photo_id])[photo_id]


def sentences_of(
    db: Database, photo_ids: Iterable[int], tags: Mapping[int, Sequence[TagOn]] | None = None
) -> dict[int, dict[str, Sentence]]:
    """The sentences about each of some photos, by language. `tags` are what counts on each, where that is known."""
    ids = [int(photo_id) for photo_id in photo_ids]
    counted, taxonomy = people_on(db, ids), taxonomy_of(db)
    tags = tags_on(db, ids) if tags is None else tags
    # Where `person` is too unsure to be shown, so is the number.
    people = {
        photo: counted.get(photo)
        for photo in ids
        if any(tag.name == taxonomy.called(PERSON) and tag.shown for tag in tags[photo])
    }
    found = {
        photo: {one: Sentence(sentence_of(people.get(photo), tags[photo], one, taxonomy)) for one in LANGUAGES}
        for photo in ids
    }
    for photo, own in own_sentences(db, ids).items():
        found[photo] |= {language: Sentence(text, own=True) for language, text in own.items()}
    return found


def own_sentences(db: Database, photo_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """What people wrote about some photos: photo -> language -> text. Photos without are left out."""
    return _by_language(db, photo_ids, "sentences")


def own_alts(db: Database, photo_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """What people wrote to stand for some photos where they cannot be seen, in the same form."""
    return _by_language(db, photo_ids, "alt_texts")


def _by_language(db: Database, photo_ids: Iterable[int], table: str) -> dict[int, dict[str, str]]:
    rows = db.conn.execute(
        f"SELECT s.photo_id, s.language, s.text FROM json_each(?) j JOIN {table} s ON s.photo_id = j.value",  # noqa: S608
        (json.dumps(list(photo_ids)),),
    )
    found: dict[int, dict[str, str]] = {}
    for photo, language, text in rows:
        found.setdefault(photo, {})[language] = text
    return found


def _number(people: People, words: _Words) -> str:
    if people.count == 1:
        return words.one
    if people.count >= _CROWD_FROM:
        return words.crowd
    roughly = people.count >= CROWD and people.low < people.high
    return (words.about if roughly else words.many).format(people.count)


def _named(people: People | None, tags: Sequence[TagOn], taxonomy: Taxonomy) -> list[str]:
    """The tags to name, in order: those that say most, broader words, the place."""
    shown = [tag for tag in tags if tag.shown and not _is_counted(tag, people, taxonomy) and not _is_warning(tag)]
    wheres = {taxonomy.called(name) for name in PLACES}
    places = [tag.name for tag in shown if tag.name in wheres]
    things = [tag for tag in shown if tag.name not in wheres]
    specific = [tag.name for tag in things if tag.specific]
    broad = _broader(specific, [tag.name for tag in things if not tag.specific], taxonomy)
    return [*specific, *broad, *places]


def _is_counted(tag: TagOn, people: People | None, taxonomy: Taxonomy) -> bool:
    """Whether the number of people says it already. A person's own word is said all the same, but for 'person'."""
    if people is None or tag.name.casefold() not in _PERSON_WORDS | {taxonomy.called(PERSON).casefold()}:
        return False
    return tag.verdict not in YES or bool(people.count)


def _is_warning(tag: TagOn) -> bool:
    """Whether it is for those who publish and not for those who read: what a model thinks unfit is no description."""
    return tag.name == SENSITIVE and tag.verdict not in YES


def _broader(specific: Sequence[str], others: Sequence[str], taxonomy: Taxonomy) -> list[str]:
    """Broad words for what is named, where they tell something and are not in a name already: food with pizza."""
    said = {word for name in specific for word in name.casefold().split()}
    telling = {taxonomy.called(name) for name in _TELLING}
    wanted = [name for one in specific for name in sorted(taxonomy.ancestors(one) & telling & set(others))]
    return [name for name in dict.fromkeys(wanted) if name.casefold() not in said][:_MOST_BROAD]


def _cut(start: str, parts: Sequence[str]) -> str:
    text = ""
    for part in parts:
        longer = f"{text}, {part}" if text else start + part
        if len(longer) <= LONGEST:  # else a shorter one may still have room
            text = longer
    return text
