"""Reading the catalogue for people: cards for a grid, every fact of one photo, folders, problems, totals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from photoorg.library.evidence import Gathered, evidence_of
from photoorg.library.fields import FIELDS, Field, Kind
from photoorg.library.names import from_db, to_db
from photoorg.library.pairs import Pair, pairs_of
from photoorg.library.people import People, people_on
from photoorg.library.places import absolute
from photoorg.library.records import shown_as
from photoorg.library.sentence import Sentence, sentences
from photoorg.library.shown import TagOn, tags_on
from photoorg.library.tagged import IN_USE
from photoorg.outcomes import Problem, Region

_PLACE = "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id"


@dataclass(frozen=True, slots=True)
class Card:
    """What a grid draws of a photo. `path` is empty for a photo whose files are missing.

    `identity` names the photo as it is shown, for its thumbnail: the same photo turned another way has another one.
    """

    photo_id: int
    identity: bytes
    path: str
    name: str
    width: int
    height: int
    damaged: bool


@dataclass(frozen=True, slots=True)
class Details:
    """Everything known of one photo. `facts` are (field, value) in the table's order, unknown ones left out.

    `analyses` are (task, version, model); `regions` are (task, what it saw where). `sensitive` and `graphic` are
    0 to 1; they and `people` are None where nobody has looked. `sentences` are by language.
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
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the library, with the number of present photos directly in it."""

    folder_id: int
    parent_id: int | None
    path: str
    is_root: bool
    photos: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sizes of the library. `photos` are those with a file, `missing` those without one now."""

    photos: int
    files: int
    missing: int
    tagged: int
    tags: int
    verdicts: int
    problems: int


def cards(db: Database, photo_ids: Sequence[int]) -> dict[int, Card]:
    """Cards by photo id, for the few that are on screen."""
    rows = db.conn.execute(
        "SELECT p.id, p.identity, p.orientation, p.width, p.height, p.damaged IS NOT NULL, v.mount, d.path, f.name "
        "FROM json_each(?) j JOIN photos p ON p.id = j.value LEFT JOIN files f ON f.id = p.file_id "
        "LEFT JOIN folders d ON d.id = f.folder_id LEFT JOIN volumes v ON v.id = d.volume_id",
        (json.dumps([int(photo_id) for photo_id in photo_ids]),),
    )
    found: dict[int, Card] = {}
    for photo_id, identity, orientation, width, height, damaged, mount, folder, name in rows:
        path = "" if name is None else absolute(mount, folder, name)
        found[photo_id] = Card(
            photo_id, shown_as(identity, orientation), path, from_db(name or ""), width, height, bool(damaged)
        )
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
        "SELECT identity, taken_source, taken_offset, damaged, sensitive, graphic FROM photos WHERE id = ?", (photo_id,)
    ).fetchone()
    if row is None:
        return None
    places = db.conn.execute(
        f"SELECT v.mount, d.path, f.name, f.missing_since FROM files f {_PLACE} WHERE f.photo_id = ? "  # noqa: S608
        "ORDER BY f.id",
        (photo_id,),
    ).fetchall()
    present = tuple(absolute(mount, path, name) for mount, path, name, gone in places if gone is None)
    missing = tuple(absolute(mount, path, name) for mount, path, name, gone in places if gone is not None)
    analyses = db.conn.execute(
        "SELECT task, version, model FROM analyses WHERE photo_id = ? ORDER BY task", (photo_id,)
    )
    return Details(
        photo_id, row[0], present, missing, _facts(db, photo_id), row[1], row[2], row[3],
        tags_on(db, [photo_id])[photo_id], tuple(analyses.fetchall()),
        tuple(problem for path in present for problem in problems(db, path)),
        people_on(db, [photo_id]).get(photo_id), row[4], row[5], _regions(db, photo_id), sentences(db, photo_id),
        pairs_of(db, [photo_id]).get(photo_id, ()),
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
        "SELECT d.id, d.parent_id, v.mount, d.path, d.is_root, "
        "(SELECT COUNT(DISTINCT f.photo_id) FROM files f WHERE f.folder_id = d.id AND f.missing_since IS NULL) "
        "FROM folders d JOIN volumes v ON v.id = d.volume_id"
    )
    found = [
        Folder(folder_id, parent, absolute(mount, path), bool(is_root), photos)
        for folder_id, parent, mount, path, is_root, photos in rows
    ]
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
    return Totals(*row)


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
