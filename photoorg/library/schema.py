"""The numbered migrations that make and change a library. Append only: a shipped migration is never edited.

Each runs in one transaction together with the record that it ran, so a crash leaves the old shape or the new one.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlite_utils import Database, Migrations

from photoorg.library.schema_files import FILES
from photoorg.library.schema_own import OWN

MIGRATIONS = Migrations("photoorg")

_SPINE = """
-- A file system that photos lie on; `mount` is where it was seen last.
CREATE TABLE volumes (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  mount TEXT NOT NULL
);
-- `path` is relative to the volume's mount point, so a drive may come back elsewhere.
CREATE TABLE folders (
  id INTEGER PRIMARY KEY,
  volume_id INTEGER NOT NULL REFERENCES volumes(id),
  parent_id INTEGER REFERENCES folders(id),
  path TEXT NOT NULL,
  is_root INTEGER NOT NULL DEFAULT 0,
  UNIQUE (volume_id, path)
);
-- One picture, however many files hold it. Its columns are what the files say: what a person says is kept apart.
-- `identity_scheme` and `read_version` tell which rows an improved reading has yet to reach.
-- `taken_at`: wall-clock seconds since 1970 where the photo was taken, or the file's date where the photo does not say
-- (`taken_source`: photo or file). `taken_offset`: minutes from UTC. `added_at`: wall-clock seconds too, of this place.
CREATE TABLE photos (
  id INTEGER PRIMARY KEY,
  identity BLOB NOT NULL UNIQUE,
  identity_scheme TEXT NOT NULL,
  read_version INTEGER NOT NULL,
  file_id INTEGER REFERENCES files(id),
  taken_at INTEGER NOT NULL,
  taken_source TEXT NOT NULL,
  taken_offset INTEGER,
  added_at INTEGER NOT NULL,
  format TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  camera TEXT,
  lens TEXT,
  iso INTEGER,
  f_number REAL,
  exposure_seconds REAL,
  focal_mm REAL,
  latitude REAL,
  longitude REAL,
  altitude REAL,
  damaged TEXT
);
CREATE INDEX photos_by_taken ON photos (taken_at DESC, id DESC);
-- Without it SQLite looks through all photos for each file that is taken out, as a move does.
CREATE INDEX photos_by_file ON photos (file_id);
-- A place on disk. `photo_id` is null for a file that could not be read: its problem says why, and the size and time
-- kept here say when to try again. `missing_since`: not there at the last look; nothing is forgotten because of it.
CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  photo_id INTEGER REFERENCES photos(id),
  folder_id INTEGER NOT NULL REFERENCES folders(id),
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  missing_since INTEGER,
  UNIQUE (folder_id, name)
);
CREATE INDEX files_by_photo ON files (photo_id);
CREATE TABLE tags (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE
);
-- What a model thinks, down to a floor that is well below what is shown: what is shown can then be changed without
-- looking at the photos again. Replaced whole when its task runs again.
CREATE TABLE suggestions (
  photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
  task TEXT NOT NULL,
  tag_id INTEGER NOT NULL REFERENCES tags(id),
  confidence REAL NOT NULL,
  at_least REAL NOT NULL,
  PRIMARY KEY (photo_id, task, tag_id)
) WITHOUT ROWID;
-- What a person said (`verdict`: accepted, rejected, added or removed). No model and no re-analysis ever writes here.
CREATE TABLE verdicts (
  photo_id INTEGER NOT NULL REFERENCES photos(id),
  tag_id INTEGER NOT NULL REFERENCES tags(id),
  verdict TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (photo_id, tag_id)
) WITHOUT ROWID;
-- The outcome of both, for searching: derived, made again by library/tagged.py. The key's order is what makes
-- "this tag, newest first" a walk along one index (measured at a million photos: 0.7-10 ms).
CREATE TABLE photo_tag (
  tag_id INTEGER NOT NULL,
  taken_at INTEGER NOT NULL,
  photo_id INTEGER NOT NULL,
  confidence REAL NOT NULL,
  PRIMARY KEY (tag_id, taken_at DESC, photo_id DESC)
) WITHOUT ROWID;
CREATE UNIQUE INDEX photo_tag_by_photo ON photo_tag (photo_id, tag_id);
-- What the derived tables were derived with.
CREATE TABLE derived_with (
  name TEXT PRIMARY KEY,
  value REAL NOT NULL
) WITHOUT ROWID;
-- Which version of each task has seen each photo.
CREATE TABLE analyses (
  photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
  task TEXT NOT NULL,
  version TEXT NOT NULL,
  model TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (photo_id, task)
) WITHOUT ROWID;
-- A task's description of a photo: little-endian float16.
CREATE TABLE vectors (
  photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
  task TEXT NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (photo_id, task)
);
-- What could not be used, by absolute path: a folder may have one too.
CREATE TABLE problems (
  path TEXT NOT NULL,
  stage TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (path, stage)
) WITHOUT ROWID;
-- `state`: running, done, cancelled, failed or interrupted.
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  arguments TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  outcome TEXT
);
"""


_UNDERSTANDING = """
-- What each task saw in each photo, raw, as JSON (library/evidence.py): what it means is worked out from here, and
-- again when photoorg has learned to do that better, without reading a photo.
CREATE TABLE evidence (
  photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
  task TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (photo_id, task)
);
-- What all evidence together suggests, one row a tag, down to a floor well below what is shown. `because`: JSON of
-- [[task, raw score], ...]. Replaced whole when the photo is understood anew.
CREATE TABLE suggested (
  photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tags(id),
  confidence REAL NOT NULL,
  because TEXT NOT NULL,
  PRIMARY KEY (photo_id, tag_id)
) WITHOUT ROWID;
-- Until a photo has evidence, what was shown of the older guesses stays: its drive may not be connected for long.
INSERT INTO suggested (photo_id, tag_id, confidence, because)
SELECT s.photo_id, s.tag_id, s.confidence, json_array(json_array(s.task, s.confidence)) FROM suggestions s
WHERE s.confidence >= max(s.at_least, coalesce((SELECT value FROM derived_with WHERE name = 'min_confidence'), 0))
ON CONFLICT DO UPDATE SET confidence = excluded.confidence, because = excluded.because
WHERE excluded.confidence > confidence;
DROP TABLE suggestions;
ALTER TABLE suggested RENAME TO suggestions;
DELETE FROM derived_with;
-- The confidence from which each tag is shown. A tag that is not here needs what `derived_with` calls 'target'.
CREATE TABLE tag_bars (
  tag_id INTEGER PRIMARY KEY REFERENCES tags(id),
  at_least REAL NOT NULL
);
-- Which tags are true of every photo that has a tag: all of them, not the nearest alone.
CREATE TABLE tag_tree (
  tag_id INTEGER NOT NULL REFERENCES tags(id),
  ancestor_id INTEGER NOT NULL REFERENCES tags(id),
  PRIMARY KEY (tag_id, ancestor_id)
) WITHOUT ROWID;
-- A person's own description of a photo, by language. No model ever writes here.
CREATE TABLE sentences (
  photo_id INTEGER NOT NULL REFERENCES photos(id),
  language TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (photo_id, language)
) WITHOUT ROWID;
-- What the evidence says, null where nobody has looked. `understood`: by which version of photoorg's rules.
ALTER TABLE photos ADD COLUMN people INTEGER;
ALTER TABLE photos ADD COLUMN people_low INTEGER;
ALTER TABLE photos ADD COLUMN people_high INTEGER;
ALTER TABLE photos ADD COLUMN faces INTEGER;
ALTER TABLE photos ADD COLUMN portrait INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photos ADD COLUMN sensitive REAL;
ALTER TABLE photos ADD COLUMN graphic REAL;
ALTER TABLE photos ADD COLUMN understood TEXT;
CREATE INDEX photos_by_understood ON photos (understood);
-- Whether a person has spoken of a tag at all.
CREATE INDEX verdicts_by_tag ON verdicts (tag_id);
"""

_KEEPING = """
-- Whether the volume is connected now, and what a person calls it. Photos on one that is not are offline, not missing.
ALTER TABLE volumes ADD COLUMN online INTEGER NOT NULL DEFAULT 1;
ALTER TABLE volumes ADD COLUMN label TEXT;
-- The file's number on its volume, null where the system has none: a file that is gone and one that is new with the
-- same number, size and time are one that moved. `stem`: the name in lower case without its ending, to find pairs by.
-- `companion`: the name of the video beside it that makes it a live photo. `differs`: its metadata are not those that
-- are stored of its photo, which are the first present file's; when it becomes the first, it is read again.
ALTER TABLE files ADD COLUMN inode INTEGER;
ALTER TABLE files ADD COLUMN stem TEXT;
ALTER TABLE files ADD COLUMN companion TEXT;
ALTER TABLE files ADD COLUMN differs INTEGER NOT NULL DEFAULT 0;
UPDATE files SET stem = lower(CASE WHEN rtrim(name, replace(name, '.', '')) = '' THEN name
  ELSE substr(name, 1, length(rtrim(name, replace(name, '.', ''))) - 1) END) WHERE typeof(name) = 'text';
CREATE INDEX files_by_stem ON files (folder_id, stem);
CREATE INDEX files_by_inode ON files (inode) WHERE inode IS NOT NULL;
-- `orientation`: as EXIF counts it, 1 to 8, null where an older photoorg read the photo. `seen_with`: the digest of the
-- task versions that have all seen it, null while one is due.
ALTER TABLE photos ADD COLUMN orientation INTEGER;
ALTER TABLE photos ADD COLUMN seen_with TEXT;
CREATE INDEX photos_by_seen_with ON photos (seen_with);
-- Whether photos are still known by their whole file, as photoorg 1 knew them: none or few, soon.
CREATE INDEX photos_by_file_hash ON photos (format) WHERE identity_scheme = 'sha256-128:file';
-- A search for what is missing must not walk all photos.
CREATE INDEX files_missing ON files (missing_since) WHERE missing_since IS NOT NULL;
"""

_SAFE = """
-- Numbers that the library keeps about itself, and a copy about what it was made of: see library/marks.py.
CREATE TABLE marks (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO marks VALUES ('commits', 0);
-- A photo's id is never given to another one: jobs under way, windows and other processes may still hold it.
CREATE TRIGGER photos_taken_out AFTER DELETE ON photos BEGIN
  INSERT INTO marks VALUES ('last_photo', old.id) ON CONFLICT DO UPDATE SET value = max(value, excluded.value);
END;
-- A person's words about photos that are not in the library: each is given to its photo as soon as that turns up
-- (library/words.py). `about`: tag or sentence. `said`: null where a word was taken back.
CREATE TABLE waiting_words (
  identity BLOB NOT NULL,
  scheme TEXT NOT NULL,
  volume TEXT NOT NULL,
  path TEXT NOT NULL,
  taken INTEGER,
  about TEXT NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE,
  said TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (identity, about, name)
) WITHOUT ROWID;
CREATE INDEX waiting_words_by_path ON waiting_words (path);
"""

_FINDING = """
-- How many transactions there had been (marks: commits) when something that a search sees of the photo changed last:
-- who keeps columns of the library in memory asks for what has changed since. See library/columns/. The mark `library`
-- tells one library from another that comes to lie in the same file.
INSERT INTO marks VALUES ('library', random());
ALTER TABLE photos ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX photos_by_changed ON photos (changed);
CREATE TABLE taken_out (
  photo_id INTEGER PRIMARY KEY,
  changed INTEGER NOT NULL
);
-- What the picture looks like, null where nobody has looked: a perceptual hash (64 bits), how sharp it is (0 to 1), and
-- its colours as a set of bits in the order of the table COLOURS.
ALTER TABLE photos ADD COLUMN look_hash INTEGER;
ALTER TABLE photos ADD COLUMN sharpness REAL;
ALTER TABLE photos ADD COLUMN colours INTEGER;
-- A task's description of a photo made small, to compare many quickly: int8 numbers.
CREATE TABLE sketches (
  task TEXT NOT NULL,
  photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
  sketch BLOB NOT NULL,
  PRIMARY KEY (task, photo_id)
) WITHOUT ROWID;
CREATE INDEX sketches_by_photo ON sketches (photo_id);
-- What a person noted of a photo (`about`: rating, label or pick; see library/notes.py). No model ever writes here.
CREATE TABLE notes (
  photo_id INTEGER NOT NULL REFERENCES photos(id),
  about TEXT NOT NULL,
  value TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (photo_id, about)
) WITHOUT ROWID;
CREATE INDEX notes_by_value ON notes (about, value);
-- Albums made by hand: `place` orders their photos. Saved searches are albums that fill themselves.
CREATE TABLE albums (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  at INTEGER NOT NULL
);
CREATE TABLE album_photos (
  album_id INTEGER NOT NULL REFERENCES albums(id),
  photo_id INTEGER NOT NULL REFERENCES photos(id),
  place REAL NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (album_id, photo_id)
) WITHOUT ROWID;
CREATE INDEX album_photos_by_photo ON album_photos (photo_id);
CREATE INDEX album_photos_by_place ON album_photos (album_id, place, at, photo_id);
CREATE TABLE searches (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  query TEXT NOT NULL,
  sort TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
);
-- Photos that look alike and of which a person said that they are not copies of one another: of each of the two, by the
-- identity of the `other` one (in hex), which may be away, or not be there yet.
CREATE TABLE apart (
  photo_id INTEGER NOT NULL REFERENCES photos(id),
  other TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (photo_id, other)
) WITHOUT ROWID;
CREATE INDEX apart_by_other ON apart (other);
-- Of all that a search may see of a photo: not of what only indexing knows, nor of `changed` itself.
CREATE TRIGGER photos_changed AFTER UPDATE OF file_id, taken_at, taken_source, added_at, format, width, height, camera,
  lens, iso, f_number, exposure_seconds, focal_mm, latitude, longitude, altitude, damaged, people, people_low,
  people_high, faces, portrait, sensitive, graphic, look_hash, sharpness, colours ON photos
WHEN new.changed IS NOT (SELECT value FROM marks WHERE name = 'commits') BEGIN
  UPDATE photos SET changed = (SELECT value FROM marks WHERE name = 'commits') WHERE id = new.id;
END;
CREATE TRIGGER photos_new AFTER INSERT ON photos
WHEN new.changed IS NOT (SELECT value FROM marks WHERE name = 'commits') BEGIN
  UPDATE photos SET changed = (SELECT value FROM marks WHERE name = 'commits') WHERE id = new.id;
END;
CREATE TRIGGER photos_gone AFTER DELETE ON photos BEGIN
  INSERT OR REPLACE INTO taken_out SELECT old.id, value FROM marks WHERE name = 'commits';
END;
"""
# What lies in other tables is of its photo too. Tags and verdicts are not here: who derives tags from verdicts says of
# which photos (tagged.py), for all at once, which takes half as long as a trigger for each.
_OF_PHOTOS = ("files", "sentences", "notes", "album_photos", "apart")
_MARKING = "".join(
    f"""CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table} BEGIN
  UPDATE photos SET changed = (SELECT value FROM marks WHERE name = 'commits')
  WHERE id IN ({rows}) AND changed IS NOT (SELECT value FROM marks WHERE name = 'commits');
END;
"""  # noqa: S608 - only what stands in the table above
    for table in _OF_PHOTOS
    for event, rows in (
        ("INSERT", "new.photo_id"),
        ("UPDATE", "old.photo_id, new.photo_id"),
        ("DELETE", "old.photo_id"),
    )
)


def _run(db: Database, script: str) -> None:
    # executescript() would commit the migration's transaction, so statements go one by one.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.conn.execute(statement)
            statement = ""
    db.conn.execute(statement)


def _migration(name: str, script: str) -> None:
    @MIGRATIONS(name=name)
    def step(db: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        _run(db, script)


_migration("0001_spine", _SPINE)
_migration("0002_understanding", _UNDERSTANDING)
_migration("0003_keeping", _KEEPING)
_migration("0004_safe", _SAFE)
_migration("0005_finding", _FINDING + _MARKING)
_migration("0006_own", OWN)
_migration("0007_files", FILES)


def known_names() -> frozenset[str]:
    """Names of the migrations that this version knows."""
    empty = Database(memory=True)
    try:
        return frozenset(step.name for step in MIGRATIONS.pending(empty))
    finally:
        empty.close()
