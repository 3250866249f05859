"""What goes with a tag that is taken off photos: the guesses of narrower ones, which cannot be right without it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlite_utils import Database

from photoorg.library.bulk_edit import Edit
from photoorg.library.bulk_steps import Ids, carrying

_MOST = 5
# A person's own word, on the narrower tag or on one below that, holds it.
_BELOW = """
SELECT g.name, COUNT(*) FROM tag_tree b CROSS JOIN photo_tag x ON x.tag_id = b.tag_id JOIN tags g ON g.id = b.tag_id
WHERE b.ancestor_id = (SELECT id FROM tags WHERE name = :tag)
AND x.photo_id IN (SELECT value FROM json_each(:ids))
AND NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.photo_id = x.photo_id AND v.verdict IN ('accepted', 'added')
  AND (v.tag_id = x.tag_id OR EXISTS (
    SELECT 1 FROM tag_tree t WHERE t.tag_id = v.tag_id AND t.ancestor_id = x.tag_id)))
GROUP BY b.tag_id ORDER BY 2 DESC, 1
"""


def below(db: Database, ids: Ids, edit: Edit) -> Iterator[str]:
    """A sentence about each tag that is taken off photos and takes others with it. Of a checked edit."""
    for tag in dict.fromkeys((*edit.remove, *edit.reject, *(old for old, _ in edit.replace))):
        given = {"tag": tag, "ids": json.dumps(carrying(db, ids, tag).tolist())}
        found: list[tuple[str, int]] = db.conn.execute(_BELOW, given).fetchall()
        if found:
            named = [f"'{name}' ({number:,})" for name, number in found[:_MOST]]
            more = [f"{len(found) - _MOST:,} more"] if len(found) > _MOST else []
            yield f"With '{tag}' go the guesses that need it: {', '.join(named + more)}."
