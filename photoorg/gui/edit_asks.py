"""What the edit panel asks of the library: what photos have, and what an edit would change. Off the window's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoorg.library import bulk
from photoorg.library.bulk import Edit, Preview, TagIn
from photoorg.library.edits import meant
from photoorg.library.plain import tag_name
from photoorg.library.store import Database

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Values:
    """What some photos have; `values` as `bulk.values_in` tells them."""

    tags: Sequence[TagIn]
    values: Mapping[str, str | None]
    total: int


@dataclass(frozen=True, slots=True)
class Previewed:
    """What an edit would do, and what the tags are called that it names otherwise."""

    edit: Edit
    preview: Preview
    called: Mapping[str, str]


def values_of(db: Database, ids: Ids, language: str) -> Values:
    """What photos have; descriptions in a language."""
    some = ids.tolist()
    return Values(bulk.tags_in(db, some), bulk.values_in(db, some, language), len(some))


def previewed(db: Database, ids: Ids, edit: Edit) -> Previewed:
    """What an edit of photos would do. Raises PhotoorgError where it makes no sense."""
    named = [*edit.add, *(new for _, new in edit.replace)]
    called = {name: now for name in named if (now := meant(db, tag_name(name))) != name}
    return Previewed(edit, bulk.preview(db, ids.tolist(), edit), called)


def in_language(edit: Edit, language: str) -> Edit:
    """A caption is a sentence, and those have a language."""
    return edit if edit.caption is None else replace(edit, language=language)
