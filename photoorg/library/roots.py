"""The folders that a person gave, and how it stands with each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library.browse import DRIVE
from photoorg.library.names import from_db
from photoorg.library.places import absolute


@dataclass(frozen=True, slots=True)
class RootState:
    """A folder of the library: photos in it or below, there and missing.

    `online`: its drive, the volume `uid` called `drive`, was there and answered at the last look.

    A photo in folders that lie in each other counts in each; one that is missing in one place alone is not missing.
    """

    path: str
    photos: int
    missing: int
    online: bool
    drive: str
    uid: str


def roots_of(db: Database) -> list[RootState]:
    """The library's folders, by path."""
    rows = db.conn.execute(
        "WITH RECURSIVE inside (root, id) AS (SELECT id, id FROM folders WHERE is_root "  # noqa: S608 - fixed text
        "UNION SELECT i.root, d.id FROM inside i JOIN folders d ON d.parent_id = i.id) "
        "SELECT v.mount, r.path, COUNT(DISTINCT CASE WHEN f.missing_since IS NULL THEN p.id END), "
        f"COUNT(DISTINCT CASE WHEN p.file_id IS NULL THEN p.id END), v.online, {DRIVE}, v.uid "
        "FROM inside i JOIN folders r ON r.id = i.root JOIN volumes v ON v.id = r.volume_id "
        "LEFT JOIN files f ON f.folder_id = i.id LEFT JOIN photos p ON p.id = f.photo_id GROUP BY i.root"
    )
    found = [
        RootState(absolute(mount, path), photos, missing, bool(online), from_db(drive), from_db(uid))
        for mount, path, photos, missing, online, drive, uid in rows
    ]
    return sorted(found, key=lambda root: root.path)
