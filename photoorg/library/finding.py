"""The photos that words are about, in whichever library: by what they show, else by where they lie."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from photoorg.library.names import from_db, to_db
from photoorg.library.taken import FILE_TAKEN
from photoorg.library.wordbook import Said


def find(db: Database, wanted: Iterable[Said]) -> dict[Said, int]:
    """The photos that words are about: by identity, else by path.

    In another file of that path only on the same volume, and only where both say when they were taken and it is the
    same, as with a photo that was edited. Anything else there may be any other photo: better that words wait.
    """
    found: dict[Said, int] = {}
    elsewhere: _Elsewhere | None = None
    for of in wanted:
        row = db.conn.execute("SELECT id FROM photos WHERE identity = ?", (of.identity,)).fetchone()
        if row is not None:
            found[of] = row[0]
            continue
        elsewhere = elsewhere or _Elsewhere(db)
        if (photo_id := elsewhere.find(of)) is not None:
            found[of] = photo_id
    return found


class _Elsewhere:
    """Finds photos by path. Knows every folder, for a path does not begin with its volume's number."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._folders: dict[str, list[tuple[int, str]]] = {}
        rows = db.conn.execute("SELECT d.path, d.id, v.uid FROM folders d JOIN volumes v ON v.id = d.volume_id")
        for path, folder_id, uid in rows:
            self._folders.setdefault(from_db(path), []).append((folder_id, uid))

    def find(self, of: Said) -> int | None:
        """The photo at a path of the same volume, taken at the same time."""
        above, _, name = of.path.rpartition("/")
        places = [folder_id for folder_id, uid in self._folders.get(above, ()) if uid == of.volume]
        for folder_id in places if name and of.taken is not None else ():
            row = self._db.conn.execute(
                f"SELECT p.id, {FILE_TAKEN} FROM files f "  # noqa: S608 - fixed text
                "JOIN photos p ON p.id = f.photo_id WHERE f.folder_id = ? AND f.name = ?",
                (folder_id, to_db(name)),
            ).fetchone()
            if row is not None and row[1] == of.taken:
                return int(row[0])
        return None
