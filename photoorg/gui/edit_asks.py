"""What the edit panel asks of the library: what photos have, and what an edit would change. Off the window's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoorg.folding import folded
from photoorg.gui.words import translated
from photoorg.library import bulk
from photoorg.library.bulk import Edit, Preview, TagIn
from photoorg.library.edits import meant
from photoorg.library.facets import tag_counts
from photoorg.library.own_tags import known_tag
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.plain import tag_name
from photoorg.library.query_errors import nearest
from photoorg.library.store import Database
from photoorg.texts import BY_NAME

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Values:
    """What some photos have; `values` as `bulk.values_in` tells them."""

    tags: Sequence[TagIn]
    values: Mapping[str, str | None]
    total: int


@dataclass(frozen=True, slots=True)
class Previewed:
    """What an edit would do, what the tags are called that it names otherwise, and those that are not there yet.

    Of these it is said in the preview's notes that they are new, with the tag that was perhaps meant.
    """

    edit: Edit
    preview: Preview
    called: Mapping[str, str]
    new: Sequence[str] = ()


def values_of(db: Database, ids: Ids, language: str) -> Values:
    """What photos have; descriptions in a language."""
    some = ids.tolist()
    return Values(bulk.tags_in(db, some), bulk.values_in(db, some, language), len(some))


def previewed(db: Database, ids: Ids, edit: Edit) -> Previewed:
    """What an edit of photos would do. Raises PhotoorgError where it makes no sense."""
    named = [*edit.add, *(new for _, new in edit.replace)]
    called = {name: now for name in named if (now := meant(db, tag_name(name))) != name}
    preview = bulk.preview(db, ids.tolist(), edit)
    taxonomy = taxonomy_of(db)
    new = [name for name in named if name not in called and known_tag(db, name, taxonomy) is None]
    if not new:
        return Previewed(edit, preview, called)
    known = {folded(name): name for name in (*taxonomy.concepts, *tag_counts(db))}
    notes = [_is_new(name, [known[near] for near in nearest(name, known)]) for name in new]
    return Previewed(edit, replace(preview, notes=(*notes, *preview.notes)), called, new)


def _is_new(name: str, near: Sequence[str]) -> str:
    said = translated("“{}” is a new tag.").format(name)
    return said + translated(" Did you mean “{}”?").format(near[0]) if near else said


def in_language(edit: Edit, language: str) -> Edit:
    """Captions and the like have a language."""
    has_language = any(BY_NAME[name].has_languages for name in edit.texts)
    return replace(edit, language=language) if has_language else edit
