"""What may be edited of photos, and whether an edit makes sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library import bulk_time
from photoorg.library.edits import meant
from photoorg.library.kinds import KINDS
from photoorg.library.notes import REJECTED, checked_label, checked_rating
from photoorg.library.plain import tag_name
from photoorg.outcomes import PhotoorgError
from photoorg.texts import BY_NAME

_TAGS = ("add", "remove", "accept", "reject")


@dataclass(frozen=True, slots=True)
class Edit:
    """What to change of photos: tags, and what is noted of them. None leaves as it is; "", 0 and False take back.

    `add` says yes to tags and `remove` takes them off the photos that carry them; `accept` and `reject` say yes and no
    where a tag is carried. `replace` has pairs (old, new), for photos that carry the old one. `texts` are by the names
    of the table of texts, in `language` where they have one. `shift` is in seconds; `taken` a time by the clock of the
    place, as 2024-05-31T18:30:00, "" the file's own again.
    """

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    rating: int | None = None
    label: str | None = None
    pick: bool | None = None
    release: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    shift: int = 0
    taken: str | None = None
    language: str = "en"

    def __bool__(self) -> bool:
        return replace(self, language="en") != Edit()


def checked(db: Database, edit: Edit) -> Edit:
    """The edit as it is kept: texts on one line, tags by what is meant. Raises PhotoorgError where it makes no sense.

    One tag cannot be given and taken, a photo not be picked and rejected, a time not be set and shifted at once.
    """
    named = {one: tuple(dict.fromkeys(_tag(db, tag) for tag in getattr(edit, one))) for one in _TAGS}
    pairs = tuple(dict.fromkeys((_tag(db, old), _tag(db, new)) for old, new in edit.replace))
    made = replace(edit, **named, replace=pairs, label=checked_label(edit.label), taken=bulk_time.moment(edit.taken))
    made = replace(made, texts={name: _text(made, name) for name in BY_NAME if name in edit.texts})
    _check_release(edit)
    _check_tags(made)
    checked_rating(edit.rating)
    if edit.pick and edit.rating == REJECTED:
        raise PhotoorgError("A photo cannot be picked and rejected at once.")
    if edit.shift and edit.taken is not None:
        raise PhotoorgError("The time can be shifted or set, not both at once.")
    return made


def _tag(db: Database, tag: str) -> str:
    return meant(db, tag_name(tag))


def _text(edit: Edit, name: str) -> str:
    kind = KINDS[BY_NAME[name].about]
    return kind.value(kind.name(word_of(name, edit.language)), edit.texts[name]) or ""


def word_of(name: str, language: str) -> str:
    """What the word of a text is named: by its language where it has one."""
    return language if BY_NAME[name].has_languages else name


def _check_release(edit: Edit) -> None:
    unknown = set(edit.texts).difference(BY_NAME)
    if unknown:
        raise PhotoorgError(f"There is no text '{min(unknown)}': choose one of {', '.join(BY_NAME)}.")
    if edit.release:
        KINDS["note"].value("release", edit.release)


def _check_tags(edit: Edit) -> None:
    yes = {*edit.add, *edit.accept, *(new for _, new in edit.replace)}
    no = {*edit.remove, *edit.reject, *(old for old, _ in edit.replace)}
    both = {name_key(name) for name in yes} & {name_key(name) for name in no}
    if both:
        raise PhotoorgError(f"'{min(both)}' cannot be given to photos and taken from them at once.")
    twice = {name_key(name) for name in edit.remove} & {name_key(name) for name in edit.reject}
    if twice:
        raise PhotoorgError(f"'{min(twice)}' can be removed or rejected, not both at once.")
