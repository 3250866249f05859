"""What an export knows of each of its photos: what the library says, and what became of its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library.albums import albums_of
from photoorg.library.evidence import Gathered, evidence_of
from photoorg.library.file_words import told_of
from photoorg.library.kinds import NOTED_TEXTS
from photoorg.library.names import from_db
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.people import PEOPLE
from photoorg.library.places import absolute
from photoorg.library.records import shown_as
from photoorg.library.sentence import own_alts, own_sentences, sentences_of
from photoorg.library.shown import TagOn, tags_on
from photoorg.library.tagged import SENSITIVE, YES
from photoorg.outcomes import Region
from photoorg.said import NOTHING, Said
from photoorg.taxonomy import Taxonomy, load_taxonomy
from photoorg.texts import LANGUAGES, LONGEST_ALT

GONE = "Its file is not there any more: it was moved or deleted."
AWAY = "Its drive is not connected."


@dataclass(frozen=True, slots=True)
class Entry:
    """One photo of an export, in the order of the export. Empty, or None: nobody has said it.

    `source` is its file in the library. `texts` are by the names of the table of texts; those that have languages are
    in `captions` and `alt_texts`, by language: `alt_texts` always has one for each, made where nobody wrote it, and
    `alt_is_own` tells of which a person did. `tags` are those a person has accepted or added first, then what is shown.
    `accepted` are the former alone. `taken` is as 2024-05-31T18:30:00, with the offset where that is known. `regions`
    are what the detectors saw, by task. `thumbnail` is its small picture, if there is one.

    `said` is what its file is to say, and where it is `whole`, also what it is not to say any more.

    `identity` names it as it is shown, for its thumbnail. Of the file that was made: `name` is its path below the
    export's folder, with slashes, "" where there is none; `width`, `height` in pixels, `size` in bytes, `sha256` in
    hex.
    """

    photo_id: int
    source: Path
    source_size: int
    source_mtime_ns: int
    format: str
    width: int
    height: int
    title: str = ""
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    captions: Mapping[str, str] = field(default_factory=dict[str, str])
    alt_texts: Mapping[str, str] = field(default_factory=dict[str, str])
    alt_is_own: Mapping[str, bool] = field(default_factory=dict[str, bool])
    tags: tuple[str, ...] = ()
    tags_it: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    rating: int = 0
    label: str = ""
    release: str = ""
    people: int | None = None
    sensitive: float | None = None
    taken: str = ""
    camera: str = ""
    latitude: float | None = None
    longitude: float | None = None
    regions: tuple[tuple[str, Region], ...] = ()
    said: Said = NOTHING
    whole: bool = False
    thumbnail: Path | None = None
    albums: tuple[str, ...] = ()
    name: str = ""
    size: int = 0
    sha256: str = ""
    identity: bytes = b""


def lacking(db: Database, photo_ids: Sequence[int], *, to_read: bool = True) -> dict[int, str]:
    """Photos that have no file that can be read now, each with a sentence that says why.

    Where they are not `to_read`, files on drives that are away lack nothing.
    """
    rows = db.conn.execute(
        "SELECT j.value, p.file_id IS NULL FROM json_each(?) j LEFT JOIN photos p ON p.id = j.value "
        "LEFT JOIN files f ON f.id = p.file_id LEFT JOIN folders d ON d.id = f.folder_id "
        "LEFT JOIN volumes v ON v.id = d.volume_id WHERE p.file_id IS NULL OR v.online = 0",
        (_json(photo_ids),),
    )
    return {photo_id: GONE if gone else AWAY for photo_id, gone in rows if gone or to_read}


def entries(db: Database, photo_ids: Sequence[int]) -> list[Entry]:
    """What the library says of photos, in that order; those without a file, on whatever drive, are left out.

    For some hundreds at a time: all that is known of them is held in memory.
    """
    ids = [int(photo_id) for photo_id in photo_ids]
    if not ids:
        return []
    tags, seen = tags_on(db, ids), evidence_of(db, ids)
    captions, alts = own_sentences(db, ids), own_alts(db, ids)
    made, words = sentences_of(db, ids, _seen_by_anybody(tags, taxonomy_of(db))), told_of(db, ids)
    found: list[Entry] = []
    for entry in _outlined(db, ids, tags):
        own, told = alts.get(entry.photo_id, {}), captions.get(entry.photo_id, {})
        sentence, (said, whole) = made[entry.photo_id], words[entry.photo_id]
        found.append(
            replace(
                entry,
                captions=told,
                alt_texts={one: own.get(one) or _cut(sentence[one].text) for one in LANGUAGES},
                alt_is_own={one: bool(own.get(one) or told.get(one)) for one in LANGUAGES},
                regions=_regions(seen.get(entry.photo_id, Gathered())),
                said=said,
                whole=whole,
            )
        )
    return found


def outlines(db: Database, photo_ids: Sequence[int], *, tags: bool = True) -> list[Entry]:
    """The same without captions, alt texts, regions and `said`, and with `tags` only where asked: much faster."""
    ids = [int(photo_id) for photo_id in photo_ids]
    return _outlined(db, ids, tags_on(db, ids) if tags else {}) if ids else []


def _outlined(db: Database, ids: Sequence[int], tags: Mapping[int, Sequence[TagOn]]) -> list[Entry]:
    albums, notes, taxonomy = albums_of(db, ids), _notes(db, ids), taxonomy_of(db)
    found: list[Entry] = []
    for photo_id, facts in _facts(db, ids):
        noted, there = notes.get(photo_id, {}), tags.get(photo_id, ())
        names = _names(there)
        found.append(
            Entry(
                photo_id,
                title=noted.get("title", ""),
                texts={name: noted[name] for name in NOTED_TEXTS if name in noted},
                tags=names,
                tags_it=tuple(taxonomy.name_in(name, "it") for name in names),
                accepted=tuple(tag.name for tag in there if tag.verdict in YES),
                rating=int(noted.get("rating", 0)),
                label=noted.get("label", ""),
                release=noted.get("release", ""),
                albums=albums.get(photo_id, ()),
                **facts,
            )
        )
    return found


_FACTS = f"""
SELECT p.id, v.mount, d.path, f.name, f.size, f.mtime_ns, p.format, p.width, p.height, p.identity, p.orientation,
  p.taken_at, p.taken_offset, p.taken_source, p.camera, p.latitude, p.longitude, p.sensitive, {PEOPLE}
FROM json_each(?) j JOIN photos p ON p.id = j.value JOIN files f ON f.id = p.file_id
JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id ORDER BY j.key
"""  # noqa: S608 - only constants


def _facts(db: Database, ids: Sequence[int]) -> Iterable[tuple[int, dict[str, Any]]]:
    """The columns of each photo that has a file, by the names of Entry."""
    for row in db.conn.execute(_FACTS, (_json(ids),)).fetchall():
        photo_id, mount, folder, name, size, mtime_ns, kind, width, height, identity, orientation, *more = row
        at, offset, taken_source, camera, latitude, longitude, sensitive, people = more
        yield (
            photo_id,
            {
                "source": Path(absolute(mount, folder, name)),
                "source_size": size,
                "source_mtime_ns": mtime_ns,
                "format": kind,
                "width": width,
                "height": height,
                "identity": shown_as(identity, orientation),
                "taken": "" if taken_source == "file" else _taken(at, offset),
                "camera": from_db(camera or ""),
                "latitude": latitude,
                "longitude": longitude,
                "sensitive": sensitive,
                "people": people,
            },
        )


def _taken(at: int, offset: int | None) -> str:
    """Wall-clock seconds as 2024-05-31T18:30:00, with the offset where that is known; "" for what no calendar has."""
    try:
        when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)
        zone = None if offset is None else timezone(timedelta(minutes=offset))
    except (OverflowError, ValueError):
        return ""
    return when.replace(tzinfo=zone).isoformat()


def _names(tags: Iterable[TagOn]) -> tuple[str, ...]:
    """A person's own first, then those that say it all, then broader ones; what a model thinks unfit is no keyword."""
    shown = [tag for tag in tags if tag.shown and (tag.name != SENSITIVE or tag.verdict in YES)]
    return tuple(tag.name for tag in sorted(shown, key=lambda tag: (tag.verdict not in YES, not tag.specific)))


def _seen_by_anybody(tags: Mapping[int, Sequence[TagOn]], taxonomy: Taxonomy) -> dict[int, list[TagOn]]:
    """Without a person's own tags: names and notes to oneself do not go out in sentences that photoorg makes."""
    bundled, renamed = load_taxonomy(), {name_key(name) for name in taxonomy.own.renamed.values()}
    return {
        photo_id: [tag for tag in each if bundled.named(tag.name) or name_key(tag.name) in renamed]
        for photo_id, each in tags.items()
    }


def _regions(seen: Gathered) -> tuple[tuple[str, Region], ...]:
    return tuple((task, region) for task, evidence in seen.evidence.items() for region in evidence.regions)


def _notes(db: Database, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    rows = db.conn.execute(
        "SELECT n.photo_id, n.about, n.value FROM json_each(?) j JOIN notes n ON n.photo_id = j.value", (_json(ids),)
    )
    found: dict[int, dict[str, str]] = {}
    for photo_id, about, value in rows:
        found.setdefault(photo_id, {})[about] = value
    return found


def _cut(text: str) -> str:
    """A text of at most LONGEST_ALT characters, cut between words."""
    if len(text) <= LONGEST_ALT:
        return text
    head = text[: LONGEST_ALT - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:.") + "…"


def _json(ids: Sequence[int]) -> str:
    return json.dumps([int(photo_id) for photo_id in ids])
