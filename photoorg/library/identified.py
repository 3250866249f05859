"""What finds a photo again, in this library or in another: its identity, and where it lies."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from photoorg.library.names import from_db
from photoorg.library.taken import FILE_TAKEN
from photoorg.library.wordbook import Said

_PHOTOS = f"""
SELECT p.id, p.identity, p.identity_scheme, {FILE_TAKEN}, v.uid, d.path, f.name
FROM json_each(?) j CROSS JOIN photos p ON p.id = j.value
LEFT JOIN files f ON f.id = coalesce(p.file_id, (SELECT MIN(o.id) FROM files o WHERE o.photo_id = p.id))
LEFT JOIN folders d ON d.id = f.folder_id LEFT JOIN volumes v ON v.id = d.volume_id
"""  # noqa: S608 - fixed text


def photos(db: Database, photo_ids: Iterable[int]) -> dict[int, Said]:
    """What finds each photo again, in this library or in another."""
    rows = db.conn.execute(_PHOTOS, (json.dumps(sorted(photo_ids)),))
    return {
        photo_id: Said(identity, scheme, uid or "", joined(path, name), taken)
        for photo_id, identity, scheme, taken, uid, path, name in rows
    }


def joined(folder: str | bytes | None, name: str | bytes | None) -> str:
    """A path of a folder and a name as they are stored, "" where there is none."""
    if name is None:
        return ""
    above = from_db(folder or "")
    return f"{above}/{from_db(name)}" if above else from_db(name)
