"""Names of tags as they are typed on the command line: which are meant, which are new, and which cannot be."""

from __future__ import annotations

from photoorg.library import edits, own_tags, review, spelling
from photoorg.library.plain import tag_name
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError


def known_tag(db: Database, tag: str) -> str:
    """The name of the tag that a word means. Raises PhotoorgError, with the nearest, where there is none."""
    name = edits.meant(db, tag_name(tag))
    if is_new_tag(db, name):
        near = spelling.near_tag(db, name)
        raise PhotoorgError(f"There is no tag '{name}'." + (f" Did you mean '{near}'?" if near else ""))
    return name


def is_new_tag(db: Database, name: str) -> bool:
    """Whether no photo has a tag, nothing suggests it, and no vocabulary knows it."""
    try:
        own_tags.existing(db, name)
    except PhotoorgError:
        return not review.is_suggested(db, name)
    return False


def one_name(name: str) -> str:
    """A name that a tag is to get. Raises PhotoorgError where it has a comma, which stands between two."""
    if "," in name:
        raise PhotoorgError(f"'{name}' has a comma, which stands between two tags: a tag's name has none.")
    return name
