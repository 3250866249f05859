"""Reading the catalogue for people: cards for a grid, every fact of one photo, folders, problems, totals.

A photo is offline where its drive is not connected: it is found and shown as ever, from what is known. One is missing
where its drive is there and its files are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from photoorg.library.albums import albums_of
from photoorg.library.evidence import Gathered, evidence_of
from photoorg.library.fields import FIELDS, Field, Kind
from photoorg.library.file_words import Conflict, FileWords, said_of
from photoorg.library.names import from_db, to_db
from photoorg.library.notes import NOTHING, notes_on
from photoorg.library.pairs import Pair, pairs_of
from photoorg.library.people import People, people_on
from photoorg.library.places import absolute
from photoorg.library.records import shown_as
from photoorg.library.sentence import Sentence, own_alts, sentences
from photoorg.library.shown import TagOn, tags_on
from photoorg.library.tagged import IN_USE
from photoorg.outcomes import Problem, Region
from photoorg.said import NamedRegion

# What the drive of a volume `v` is called.
DRIVE = "coalesce(nullif(v.label, ''), v.mount)"
_NOTED = ", ".join(
    f"(SELECT n.value FROM notes n WHERE n.photo_id = p.id AND n.about = '{about}')"  # noqa: S608 - fixed names
    for about in ("rating", "label", "pick")
)
_PLACE = "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id"


@dataclass(frozen=True, slots=True)
class Card:
    """What a grid draws of a photo. `path` is empty for a photo whose files are missing.

    `offline`: its drive is not connected, so its file cannot be opened now.
    `rating` (-1 to 5, 0 without), `label` ("" without) and `pick` are a person's: see notes.py.
    `identity` names the photo as it is shown, for its thumbnail: the same photo turned another way has another one.
    """

    photo_id: int
    identity: bytes
    path: str
    name: str
    width: int
    height: int
    damaged: bool
    offline: bool = False
    rating: int = 0
    label: str = ""
    pick: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """Everything known of one photo. `facts` are (field, value) in the table's order, unknown ones left out.

    `paths` are those on drives that are connected, then the others; `offline` says that there are only others, and
    `drive` is what the drive of the first of them is called.

    `analyses` are (task, version, model); `regions` are (task, what it saw where). `sensitive` and `graphic` are
    0 to 1; they and `people` are None where nobody has looked. `sentences` are by language, and so are `alts`: what
    a person wrote to stand for it. `named` are parts of the picture to which its file gives names,
    `conflicts` what the file says otherwise than the person.
    `rating`, `label` and `pick` are as in `Card`, `albums` the names of those that it is in.
    `taken_source` is photo, file or person; of a person's, `file_taken` (wall-clock seconds, else None) is what
    there is otherwise. `in_file` is what its file said last, None where nobody has read that.
    """

    photo_id: int
    identity: bytes
    paths: tuple[str, ...]
    missing: tuple[str, ...]
    facts: tuple[tuple[Field, object], ...]
    taken_source: str
    taken_offset: int | None
    damaged: str | None
    tags: tuple[TagOn, ...]
    analyses: tuple[tuple[str, str, str], ...]
    problems: tuple[Problem, ...]
    people: People | None = None
    sensitive: float | None = None
    graphic: float | None = None
    regions: tuple[tuple[str, Region], ...] = ()
    sentences: Mapping[str, Sentence] = field(default_factory=dict[str, Sentence])
    offline: bool = False
    drive: str = ""
    pairs: tuple[Pair, ...] = ()
    rating: int = 0
    label: str = ""
    pick: bool = False
    albums: tuple[str, ...] = ()
    file_taken: int | None = None
    alts: Mapping[str, str] = field(default_factory=dict[str, str])
    named: tuple[NamedRegion, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    in_file: FileWords | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the library, with the number of present photos directly in it.

    `online`: its drive, which is called `drive`, is connected.
    """

    folder_id: int
    parent_id: int | None
    path: str
    is_root: bool
    photos: int
    online: bool = True
    drive: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sizes of the library. `photos` are those with a file, `offline` those of them whose drive is not connected.

    `missing` are those without a file now.
    """

    photos: int
    files: int
    missing: int
    tagged: int
    tags: int
    verdicts: int
    problems: int
    offline: int = 0


def cards(db: Database, photo_ids: Sequence[int]) -> dict[int, Card]:
    """Cards by photo id, for the few that are on screen."""
    rows = db.conn.execute(
        "SELECT p.id, p.identity, p.orientation, p.width, p.height, p.damaged IS NOT NULL, v.mount, d.path, f.name, "  # noqa: S608
        f"v.online, {_NOTED} "
        "FROM json_each(?) j JOIN photos p ON p.id = j.value LEFT JOIN files f ON f.id = p.file_id "
        "LEFT JOIN folders d ON d.id = f.folder_id LEFT JOIN volumes v ON v.id = d.volume_id",
        (json.dumps([int(photo_id) for photo_id in photo_ids]),),
    )
    found: dict[int, Card] = {}
    for photo_id, identity, orientation, width, height, damaged, mount, folder, name, online, *noted in rows:
        path = "" if name is None else absolute(mount, folder, name)
        found[photo_id] = Card(
            photo_id, shown_as(identity, orientation), path, from_db(name or ""), width, height, bool(damaged),
            online == 0, int(noted[0] or 0), noted[1] or "", noted[2] is not None,
        )  # fmt: skip
    return found


def tags_of(db: Database, photo_ids: Iterable[int]) -> dict[int, list[tuple[str, float]]]:
    """All tags that count on each photo, broad ones too, surest first: photo id -> (name, confidence)."""
    rows = db.conn.execute(
        "SELECT t.photo_id, g.name, t.confidence FROM json_each(?) j JOIN photo_tag t ON t.photo_id = j.value "
        "JOIN tags g ON g.id = t.tag_id ORDER BY t.confidence DESC, g.name",
        (json.dumps([int(photo_id) for photo_id in photo_ids]),),
    )
    found: dict[int, list[tuple[str, float]]] = {}
    for photo_id, name, confidence in rows:
        found.setdefault(photo_id, []).append((name, confidence))
    return found


def tag_names(db: Database) -> list[str]:
    """The name of every tag that some photo carries or a person has spoken of, from A."""
    return [name for (name,) in db.conn.execute(f"SELECT g.name FROM tags g WHERE {IN_USE} ORDER BY g.name")]  # noqa: S608


def details(db: Database, photo_id: int) -> Details | None:
    """Everything known of a photo, or None when there is no such photo."""
    row = db.conn.execute(
        "SELECT identity, taken_source, taken_offset, damaged, sensitive, graphic, file_taken_at FROM photos "
        "WHERE id = ?",
        (photo_id,),
    ).fetchone()
    if row is None:
        return None
    places = db.conn.execute(
        f"SELECT v.mount, d.path, f.name, f.missing_since, v.online, {DRIVE} FROM files f {_PLACE} "  # noqa: S608
        "WHERE f.photo_id = ? ORDER BY v.online DESC, f.id",
        (photo_id,),
    ).fetchall()
    there = [place for place in places if place[3] is None]
    present = tuple(absolute(mount, path, name) for mount, path, name, *_ in there)
    missing = tuple(absolute(mount, path, name) for mount, path, name, gone, *_ in places if gone is not None)
    offline, drive = (there[0][4] == 0, from_db(there[0][5])) if there else (False, "")
    analyses = db.conn.execute(
        "SELECT task, version, model FROM analyses WHERE photo_id = ? ORDER BY task", (photo_id,)
    )
    noted = notes_on(db, [photo_id]).get(photo_id, NOTHING)
    in_file = said_of(db, [photo_id]).get(photo_id)
    file = in_file or FileWords()
    return Details(
        photo_id, row[0], present, missing, _facts(db, photo_id), row[1], row[2], row[3],
        tags_on(db, [photo_id])[photo_id], tuple(analyses.fetchall()),
        tuple(problem for path in present for problem in problems(db, path)),
        people_on(db, [photo_id]).get(photo_id), row[4], row[5], _regions(db, photo_id), sentences(db, photo_id),
        offline, drive, pairs_of(db, [photo_id]).get(photo_id, ()),
        noted.rating, noted.label, noted.pick, albums_of(db, [photo_id]).get(photo_id, ()), row[6],
        own_alts(db, [photo_id]).get(photo_id, {}), file.said.regions, file.conflicts, in_file,
    )  # fmt: skip


def photo_at(db: Database, path: str) -> int | None:
    """The id of the photo in the file at an absolute path, or None when it is not in the library."""
    head, _, name = path.rpartition("/") if "/" in path else path.rpartition("\\")
    rows = db.conn.execute(
        f"SELECT f.photo_id, v.mount, d.path, f.name FROM files f {_PLACE} "  # noqa: S608
        "WHERE f.name = ? AND f.photo_id IS NOT NULL",
        (to_db(name),),
    )
    wanted = absolute(head or "/", name)
    return next((photo for photo, mount, folder, file in rows if absolute(mount, folder, file) == wanted), None)


def folders(db: Database) -> list[Folder]:
    """Every folder at or below a root, parents before children, with the photos directly in it."""
    rows = db.conn.execute(
        "WITH RECURSIVE kept (id) AS (SELECT id FROM folders WHERE is_root "  # noqa: S608 - fixed text
        "UNION SELECT d.id FROM folders d JOIN kept k ON d.parent_id = k.id) "
        "SELECT d.id, d.parent_id, v.mount, d.path, d.is_root, "
        "(SELECT COUNT(DISTINCT f.photo_id) FROM files f WHERE f.folder_id = d.id AND f.missing_since IS NULL), "
        f"v.online, {DRIVE} FROM kept JOIN folders d ON d.id = kept.id JOIN volumes v ON v.id = d.volume_id"
    ).fetchall()
    kept = {row[0] for row in rows}
    found = [
        Folder(folder_id, parent if parent in kept else None, absolute(mount, path), bool(is_root), photos,
               bool(online), from_db(drive))
        for folder_id, parent, mount, path, is_root, photos, online, drive in rows
    ]  # fmt: skip
    return sorted(found, key=lambda folder: folder.path)


def problems(db: Database, path: str | None = None) -> list[Problem]:
    """What could not be used, in path order; of one absolute path, or of all."""
    where = "" if path is None else "WHERE path = ?"
    rows = db.conn.execute(
        f"SELECT path, stage, reason FROM problems {where} ORDER BY path, stage",  # noqa: S608
        () if path is None else (to_db(path),),
    )
    return [Problem(from_db(stored), stage, reason) for stored, stage, reason in rows]


def totals(db: Database) -> Totals:
    """Sizes of the library."""
    row = db.conn.execute(
        "SELECT (SELECT COUNT(*) FROM photos WHERE file_id IS NOT NULL), "  # noqa: S608 - fixed text
        "(SELECT COUNT(*) FROM files WHERE missing_since IS NULL AND photo_id IS NOT NULL), "
        "(SELECT COUNT(*) FROM photos WHERE file_id IS NULL), "
        "(SELECT COUNT(DISTINCT t.photo_id) FROM photo_tag t JOIN photos p ON p.id = t.photo_id "
        "WHERE p.file_id IS NOT NULL), "
        f"(SELECT COUNT(*) FROM tags g WHERE {IN_USE}), "
        "(SELECT COUNT(*) FROM verdicts), (SELECT COUNT(*) FROM problems)"
    ).fetchone()
    return Totals(*row, offline=_offline(db))


def _offline(db: Database) -> int:
    """Photos on drives that are not connected; where all are, no photo is looked at."""
    row = db.conn.execute(
        "SELECT COUNT(*) FROM volumes v JOIN folders d ON d.volume_id = v.id JOIN files f ON f.folder_id = d.id "
        "JOIN photos p ON p.file_id = f.id WHERE v.online = 0"
    ).fetchone()
    return int(row[0])


def _facts(db: Database, photo_id: int) -> tuple[tuple[Field, object], ...]:
    shown = [field for field in FIELDS if field.shown]
    columns = ", ".join(field.sql for field in shown)
    row = db.conn.execute(
        f"SELECT v.mount, {columns} FROM photos p LEFT JOIN files f ON f.id = p.file_id "  # noqa: S608
        "LEFT JOIN folders d ON d.id = f.folder_id LEFT JOIN volumes v ON v.id = d.volume_id WHERE p.id = ?",
        (photo_id,),
    ).fetchone()
    mount, *values = row
    pairs = [(field, value) for field, value in zip(shown, values, strict=True) if value is not None]
    return tuple(
        (field, absolute(mount, value) if field.kind is Kind.FOLDER else _text(value)) for field, value in pairs
    )


def _regions(db: Database, photo_id: int) -> tuple[tuple[str, Region], ...]:
    seen = evidence_of(db, [photo_id]).get(photo_id, Gathered())
    return tuple((task, region) for task, evidence in seen.evidence.items() for region in evidence.regions)


def _text(value: object) -> object:
    return from_db(value) if isinstance(value, bytes) else value
