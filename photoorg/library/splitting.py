"""A tag that stands for several things split into others, by what else the photos show."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library import search, words
from photoorg.library.deeds import Deed
from photoorg.library.following import nobody
from photoorg.library.own_tags import existing, known_tag
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.plain import tag_name
from photoorg.library.senses import Senses
from photoorg.library.terms import tag_term
from photoorg.outcomes import Changes, PhotoorgError, Told

_BLOCK = 10_000


def parts_of(
    db: Database, name: str, parts: Sequence[tuple[str, str]], senses: Senses | None = None
) -> list[tuple[str, list[int]]]:
    """Of each part (new tag, query) its tag as it is written, and the photos of the tag `name` that the query finds.

    Raises PhotoorgError where the tag does not exist or a part is the tag itself, QueryError for a wrong query.
    """
    tag, taxonomy = existing(db, name), taxonomy_of(db)
    found: list[tuple[str, list[int]]] = []
    for new, query in parts:
        part = known_tag(db, tag_name(new), taxonomy) or tag_name(new)
        if name_key(part) == name_key(tag):
            raise PhotoorgError(f"'{tag}' cannot be split into itself.")
        both = f"tag:{tag_term(tag)} ({query})" if query.strip() else f"tag:{tag_term(tag)}"
        ids = np.sort(search.search(db, both, senses=senses, weak=False).ids)
        found.append((part, ids.tolist()))
    return found


def split(  # noqa: PLR0913 - as it is asked
    db: Database,
    name: str,
    parts: Sequence[tuple[str, str]],
    senses: Senses | None = None,
    *,
    keep: bool = False,
    told: Told = nobody,
) -> Changes:
    """Give the photos of a tag that each query finds another tag, a photo that several find several.

    They lose the tag that was split, unless `keep` or the new tag is under it: then it holds for them all the same.
    Raises as `parts_of` does.
    """
    tag, found, taxonomy = existing(db, name), parts_of(db, name, parts, senses), taxonomy_of(db)
    stays = {part for part, _ in found if keep or tag in taxonomy.ancestors(part)}
    leave = {one for part, ids in found if part not in stays for one in ids}
    leave -= {one for part, ids in found if part in stays for one in ids}
    total, done = sum(len(ids) for _, ids in found) + len(leave), 0
    with words.speaking(db, Deed("split tag", {"tag": tag, "parts": [part for part, _ in found]})) as spoken:
        for about, said, ids in [*((part, "added", ids) for part, ids in found), *_leaving(db, tag, leave)]:
            for start in range(0, len(ids), _BLOCK):
                told(done, total)
                words.say_among(db, spoken, ids[start : start + _BLOCK], "tag", about, said)
                done += len(ids[start : start + _BLOCK])
    return Changes(frozenset(one for _, ids in found for one in ids), tags=True)


def _leaving(db: Database, tag: str, photos: set[int]) -> list[tuple[str, str | None, list[int]]]:
    """Where nothing but a person's word makes the tag, it is taken back; else it is refused."""
    rows = db.conn.execute(
        "SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM suggestions s JOIN tags g ON g.name = ? "
        "LEFT JOIN shown_as a ON a.tag_id = s.tag_id "
        "WHERE s.photo_id = j.value AND coalesce(a.as_id, s.tag_id) = g.id)",
        (json.dumps(sorted(photos)), tag),
    )
    guessed = {photo for (photo,) in rows}
    return [(tag, "removed", sorted(guessed)), (tag, None, sorted(photos - guessed))]
