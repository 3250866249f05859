"""A person's own vocabulary: its verbs. Each is one transaction, one deed in the history, and returns what changed.

All of it is words (kinds.py), so it is kept twice, exported and handed on. What models suggest stays under the names
that they know; it is shown as what a tag is called now (own_tree.py). A tag that is another one from now on is found
by its old name, too, and what is said of the old one is said of the new one.

With `told(done, total)` a verb tells how many photos it has gone through; what that raises takes all of it back.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library import bars, proposing, taught_tags, word_tables, words
from photoorg.library.deeds import Deed
from photoorg.library.following import follow_vocabulary, nobody
from photoorg.library.growing import NONE, OwnTag, joined, listed
from photoorg.library.kinds import KINDS, TAG_STATES, About
from photoorg.library.moving_words import move_words, take_back_words
from photoorg.library.own_vocabulary import own_tag, taxonomy_of
from photoorg.library.plain import tag_name
from photoorg.library.tagged import SENSITIVE
from photoorg.library.wordbook import LIBRARY, Word
from photoorg.outcomes import Changes, PhotoorgError, Told
from photoorg.taxonomy import Taxonomy, load_taxonomy

__all__ = ["change", "create", "existing", "merge", "move", "remove", "rename", "taxonomy_of"]

_COLOUR = re.compile(r"#[0-9a-f]{6}")
COLOURS = {
    "red": "#d64545", "orange": "#e08a2c", "yellow": "#d9b92e", "green": "#4f9d55", "teal": "#2f9c95",
    "blue": "#3f7fd1", "purple": "#8b5fc7", "pink": "#d1609a", "brown": "#96694a", "grey": "#858b93",
}  # fmt: skip
"""Colours by name; any other is #rrggbb."""
_LISTS = {"synonyms": "other words", "italian_synonyms": "other Italian words", "parents": "place"}
_WHAT = {"italian": "Italian name", "colour": "colour", "state": "kind", **_LISTS}


class TakenNameError(PhotoorgError):
    """There is a tag of that name already: the two can be made one."""


def existing(db: Database, name: str) -> str:
    """The name of the tag that is meant, as it is written. Raises PhotoorgError where there is none."""
    taxonomy = taxonomy_of(db)
    found = known_tag(db, tag_name(name), taxonomy) or taxonomy.find(name)
    if found is None:
        raise PhotoorgError(f"There is no tag '{name}': 'photoorg tags' names those that there are.")
    return found


def rename(db: Database, old: str, new: str, *, merge_into: bool = False, told: Told = nobody) -> Changes:
    """Call a tag otherwise from now on; it is found by its old name, too.

    Raises TakenNameError where there is a tag of the new name, unless they are to become one (`merge_into`).
    """
    name, wanted = existing(db, old), tag_name(new)
    there = known_tag(db, wanted, taxonomy_of(db))
    if there is not None and name_key(there) != name_key(name):
        if not merge_into:
            raise TakenNameError(f"There is a tag '{there}' already: '{name}' and '{there}' can be made one.")
        return merge(db, [name], there, told=told)
    _refuse_fixed(name)
    with words.speaking(db, Deed("rename tag", {"old": name, "new": wanted})) as spoken:
        photos = _become(db, spoken, name, wanted, told)
        return follow_all(db, spoken, told, photos, (name, wanted))


def merge(db: Database, names: Sequence[str], into: str, *, told: Told = nobody) -> Changes:
    """Make tags one: from now on they are `into`, which may be new. Raises PhotoorgError where one does not exist.

    Where two of them have a verdict on a photo the newer one holds.
    """
    wanted = tag_name(into)
    end = known_tag(db, wanted, taxonomy_of(db)) or wanted
    merged = [name for name in dict.fromkeys(existing(db, name) for name in names) if name_key(name) != name_key(end)]
    if not merged:
        raise PhotoorgError(f"There is nothing to make one with '{end}'.")
    for name in merged:
        _refuse_fixed(name)
    with words.speaking(db, Deed("merge tags", {"tags": merged, "into": end})) as spoken:
        photos = set[int]().union(*(_become(db, spoken, name, end, told) for name in merged))
        return follow_all(db, spoken, told, photos, (*merged, end))


def create(db: Database, name: str, said: OwnTag | None = None) -> Changes:
    """Make a tag that photos may get one day, with what is said of it. Raises PhotoorgError where there is one."""
    new, taxonomy = tag_name(name), taxonomy_of(db)
    if name_key(now := taxonomy.called(new)) != name_key(new):
        raise TakenNameError(f"'{new}' is the tag '{now}' now: give that one another name, or choose another one here.")
    known = known_tag(db, new, taxonomy)
    concept = taxonomy.concepts.get(known or "")
    if known is not None and (concept is None or concept.is_tag):
        raise TakenNameError(f"There is a tag '{known}' already.")
    with words.speaking(db, Deed("make tag", {"tag": new})) as spoken:
        say_own(db, spoken, checked(db, (said or OwnTag(new))._replace(name=new, state="tag"), taxonomy))
        return follow_all(db, spoken)


def change(db: Database, name: str, *, told: Told = nobody, **said: str | None) -> Changes:
    """Say something of a tag: `italian`, `synonyms`, `italian_synonyms`, `parents`, `colour` or `state`.

    Lists have commas between; "-" is an empty one, and "" or None takes back what was said, so that the bundled word
    holds. Raises PhotoorgError where it cannot be.
    """
    old = own_tag(db, existing(db, name))
    new = checked(db, old._replace(**{field: text or "" for field, text in said.items()}), taxonomy_of(db))
    what = [_WHAT[field] for field in OwnTag._fields[1:] if getattr(old, field) != getattr(new, field)]
    if not what:
        return Changes()
    with words.speaking(db, Deed("change tag", {"tag": new.name, "what": " and ".join(what)})) as spoken:
        say_own(db, spoken, new)
        return follow_all(db, spoken, told)


def move(db: Database, names: Sequence[str], parents: Sequence[str], *, told: Told = nobody) -> Changes:
    """Put tags under others, and nowhere else; under none, to the top. Raises PhotoorgError where that is a ring."""
    moved, over = [existing(db, name) for name in names], [existing(db, name) for name in parents]
    taxonomy = taxonomy_of(db)
    said = [checked(db, own_tag(db, name)._replace(parents=joined(over)), taxonomy) for name in moved]
    under = f"under {' and '.join(over)}" if over else "the top"
    with words.speaking(db, Deed("move tags", {"tags": moved, "under": under})) as spoken:
        for tag in said:
            say_own(db, spoken, tag)
        return follow_all(db, spoken, told)


def remove(db: Database, names: Sequence[str], *, told: Told = nobody) -> Changes:
    """Take tags out of the vocabulary: what a person said of them is taken back, and no model shows them any more.

    What lies under one lies under what that was under. Raises PhotoorgError where one does not exist.
    """
    gone = [existing(db, name) for name in names]
    for name in gone:
        _refuse_fixed(name)
    photos = set[int]()
    with words.speaking(db, Deed("remove tags", {"tags": gone})) as spoken:
        for name in gone:
            photos |= take_back_words(db, spoken, name, told)
            _remove(db, spoken, name)
        return follow_all(db, spoken, told, photos, gone)


def follow_all(
    db: Database, spoken: list[Word], told: Told = nobody, also: Iterable[int] = (), names: Iterable[str] = ()
) -> Changes:
    """Work out what follows from such words; `also` and `names` are as in `follow_vocabulary`."""
    photos = follow_vocabulary(db, spoken, told, also, names)
    taught = {word.name for word in spoken if word.about == "taught"}
    if taught:
        taught_tags.follow(db, set(), taught)
        proposing.compare(db)
    return Changes(photos, tags=True)


def say_own(db: Database, spoken: list[Word], tag: OwnTag) -> None:
    """Say of a tag all that is said of it; nothing takes it back. Among other words."""
    said = "\n".join(tag[1:]) if any(tag[1:]) else None
    _say_of_library(db, spoken, "own tag", tag.name, said)


def checked(db: Database, tag: OwnTag, taxonomy: Taxonomy) -> OwnTag:
    """What is said of a tag as it is kept. Raises PhotoorgError with what cannot be."""
    if tag.state not in TAG_STATES:
        raise PhotoorgError(f"'{tag.state}' is no kind of tag: choose one of {', '.join(filter(None, TAG_STATES))}.")
    lists = {field: _list(getattr(tag, field)) for field in _LISTS}
    new = tag._replace(italian=" ".join(tag.italian.split()), colour=colour_of(tag.colour), **lists)
    _check_words(db, new, taxonomy)
    _check_place(db, new, taxonomy)
    return new


def colour_of(text: str) -> str:
    """A colour as #rrggbb, by its name or as it is; "" is none. Raises PhotoorgError where it is no colour."""
    colour = COLOURS.get(text.strip().lower(), text.strip().lower())
    if colour and not _COLOUR.fullmatch(colour):
        raise PhotoorgError(f"'{text}' is no colour: choose one of {', '.join(COLOURS)}, or #rrggbb.")
    return colour


def _list(text: str) -> str:
    if not text.strip() or text.strip() == NONE:
        return text.strip()
    return joined(tag_name(name) for name in listed(text))


def _check_words(db: Database, tag: OwnTag, taxonomy: Taxonomy) -> None:
    """No other word for a tag is a tag itself: the two would be one."""
    for word in filter(None, (*listed(tag.synonyms), tag.italian, *listed(tag.italian_synonyms))):
        known = known_tag(db, word, taxonomy)
        if known is not None and name_key(known) != name_key(tag.name):
            raise PhotoorgError(f"'{word}' is a tag itself: make '{known}' and '{tag.name}' one instead.")


def _check_place(db: Database, tag: OwnTag, taxonomy: Taxonomy) -> None:
    for parent in listed(tag.parents):
        over = known_tag(db, parent, taxonomy)
        if over is None:
            raise PhotoorgError(f"There is no tag '{parent}' to put '{tag.name}' under: make it first.")
        if name_key(over) == name_key(tag.name):
            raise PhotoorgError(f"'{tag.name}' cannot be under itself.")
        if name_key(tag.name) in {name_key(one) for one in taxonomy.ancestors(over)}:
            raise PhotoorgError(f"'{tag.name}' cannot be under '{over}': '{over}' is under '{tag.name}'.")


def known_tag(db: Database, name: str, taxonomy: Taxonomy) -> str | None:
    """The tag of that very name, or what it is called now: one that a photo or a person's word has, or a concept."""
    now = taxonomy.called(name)
    concept = taxonomy.named(now)
    if concept is not None:
        return concept
    row = db.conn.execute(
        "SELECT g.name FROM tags g WHERE g.name = ? AND (EXISTS (SELECT 1 FROM photo_tag x WHERE x.tag_id = g.id) "
        "OR EXISTS (SELECT 1 FROM verdicts v WHERE v.tag_id = g.id))",
        (now,),
    ).fetchone()
    return None if row is None else str(row[0])


def _become(db: Database, spoken: list[Word], name: str, new: str, told: Told) -> set[int]:
    """Let a tag be another one: its words of every kind, and from now on its name. Returns the photos."""
    said = own_tag(db, name)
    if name_key(name) == name_key(new):  # nothing but its letters
        say_own(db, spoken, said._replace(name=new, state=said.state or "tag"))
        return set()
    if any(said[1:]) and known_tag(db, new, taxonomy_of(db)) in {None, name}:
        _say_of_library(db, spoken, "own tag", name, None)
        say_own(db, spoken, said._replace(name=new))
    _say_of_library(db, spoken, "alias", new, None)
    _say_of_library(db, spoken, "alias", name, new)
    _hand_on(db, spoken, "bar", name, new)
    if not _comes_back(db, name, taught=True):  # else what models make of it is decided where they suggest it
        _hand_on(db, spoken, "taught", name, new)
    return move_words(db, spoken, name, new, told)


def _hand_on(db: Database, spoken: list[Word], kind: About, name: str, new: str) -> None:
    """A word about the library goes to a tag's new name, where there is none yet."""
    table, columns = KINDS[kind].table, ", ".join(KINDS[kind].columns)
    row = db.conn.execute(f"SELECT {columns} FROM {table} WHERE name = ?", (name,)).fetchone()  # noqa: S608 - fixed
    if row is not None:
        if word_tables.named(db, table, new) is None:
            _say_of_library(db, spoken, kind, new, word_tables.said_in(row))
        _say_of_library(db, spoken, kind, name, None)


def _say_of_library(db: Database, spoken: list[Word], about: About, name: str, said: str | None) -> bool:
    """Say it, or (None) take it back. Returns whether that changed anything."""
    word = Word(LIBRARY, about, name, said, int(time.time()))
    is_new = word_tables.store_of_library(db, word, newer_only=False)
    spoken.extend([word] if is_new else [])
    if is_new and KINDS[about].touches in {"bars", "taught"}:
        bars.follow(db, [name])
    return is_new


def _remove(db: Database, spoken: list[Word], name: str) -> None:
    """Take out a tag that nothing is said of any more; one that photoorg knows, or models suggest, is hidden."""
    taxonomy = taxonomy_of(db)
    over = taxonomy.concepts[name].parents if name in taxonomy.concepts else ()
    for child in taxonomy.concepts.values():
        if name in child.parents:
            parents = dict.fromkeys(one for one in (*child.parents, *over) if one != name)
            say_own(db, spoken, own_tag(db, child.name)._replace(parents=joined(parents)))
    for kind in ("own tag", "bar"):
        _say_of_library(db, spoken, kind, name, None)
    if _say_of_library(db, spoken, "taught", name, None):
        taught_tags.follow(db, set(), {name})
    once = [old for old, now in taxonomy.own.renamed.items() if now == name]
    if any(_comes_back(db, one) for one in (name, *once)):
        say_own(db, spoken, OwnTag(name, state="hidden"))
    else:
        for old in once:
            _say_of_library(db, spoken, "alias", old, None)


def _comes_back(db: Database, name: str, *, taught: bool = False) -> bool:
    """Whether a tag would be back by itself: photoorg knows it, or (unless it is `taught`) models suggest it."""
    row = db.conn.execute(
        "SELECT 1 FROM tags g WHERE g.name = ? AND EXISTS (SELECT 1 FROM suggestions s WHERE s.tag_id = g.id)", (name,)
    ).fetchone()
    return (row is not None and not taught) or load_taxonomy().named(name) is not None


def _refuse_fixed(name: str) -> None:
    if name == SENSITIVE:
        raise PhotoorgError(f"'{SENSITIVE}' belongs to a setting, and keeps its name.")
