"""The tables of what files say themselves, of what is written to them, and of exports: migration 0007."""

from __future__ import annotations

FILES = """
-- A person's own text for who cannot see a photo, by language. No model ever writes here.
CREATE TABLE alt_texts (
  photo_id INTEGER NOT NULL REFERENCES photos(id),
  language TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (photo_id, language)
) WITHOUT ROWID;
CREATE TRIGGER alt_texts_insert AFTER INSERT ON alt_texts BEGIN
  UPDATE photos SET changed = (SELECT value FROM marks WHERE name = 'commits')
  WHERE id = new.photo_id AND changed IS NOT (SELECT value FROM marks WHERE name = 'commits');
END;
CREATE TRIGGER alt_texts_update AFTER UPDATE ON alt_texts BEGIN
  UPDATE photos SET changed = (SELECT value FROM marks WHERE name = 'commits')
  WHERE id IN (old.photo_id, new.photo_id) AND changed IS NOT (SELECT value FROM marks WHERE name = 'commits');
END;
CREATE TRIGGER alt_texts_delete AFTER DELETE ON alt_texts BEGIN
  UPDATE photos SET changed = (SELECT value FROM marks WHERE name = 'commits')
  WHERE id = old.photo_id AND changed IS NOT (SELECT value FROM marks WHERE name = 'commits');
END;
-- The sidecar beside a file, null where there is none: its name, size and time at the last look.
ALTER TABLE files ADD COLUMN sidecar TEXT;
ALTER TABLE files ADD COLUMN sidecar_size INTEGER;
ALTER TABLE files ADD COLUMN sidecar_mtime_ns INTEGER;
-- What the first file of a photo and its sidecar said last, so that changes made elsewhere are told from our own: see
-- library/file_words.py. `said`: JSON of said.py. `stamp`: sizes and times of both when they were read, `version`
-- how they were read. `conflicts`: JSON of what file and person say differently. `file_id`: which file it was.
CREATE TABLE said_by_files (
  photo_id INTEGER PRIMARY KEY REFERENCES photos(id) ON DELETE CASCADE,
  file_id INTEGER,
  stamp TEXT NOT NULL,
  version INTEGER NOT NULL,
  said TEXT NOT NULL,
  conflicts TEXT
);
CREATE INDEX said_by_files_conflicts ON said_by_files (photo_id) WHERE conflicts IS NOT NULL;
-- The same of other files that hold a photo too: words come from them, and nothing is written to them. `photo_id` is
-- the photo that they held.
CREATE TABLE said_by_copies (
  file_id INTEGER PRIMARY KEY REFERENCES files(id) ON DELETE CASCADE,
  photo_id INTEGER NOT NULL,
  stamp TEXT NOT NULL,
  version INTEGER NOT NULL,
  said TEXT NOT NULL
);
-- Folders whose files are written to, with all below: `way` is sidecar, embedded or off. The nearest one above counts.
CREATE TABLE writing (
  volume_id INTEGER NOT NULL REFERENCES volumes(id),
  path TEXT NOT NULL,
  way TEXT NOT NULL,
  PRIMARY KEY (volume_id, path)
) WITHOUT ROWID;
-- Photos whose files are to be written: since when, how often that failed, and why it did the last time. `tries` is -1
-- where it is still to be compared whether there is anything to write, -2 where there is not, as long as what a person
-- says is what `held` is the digest of: see library/to_write.py.
CREATE TABLE to_write (
  photo_id INTEGER PRIMARY KEY REFERENCES photos(id) ON DELETE CASCADE,
  since INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  held TEXT
);
CREATE TRIGGER said_by_files_insert AFTER INSERT ON said_by_files WHEN EXISTS (SELECT 1 FROM writing) BEGIN
  INSERT INTO to_write (photo_id, since, tries) VALUES (new.photo_id, 0, -1)
  ON CONFLICT (photo_id) DO UPDATE SET tries = -1 WHERE tries = -2;
END;
CREATE TRIGGER said_by_files_update AFTER UPDATE ON said_by_files
WHEN EXISTS (SELECT 1 FROM writing) AND (new.said <> old.said OR new.conflicts IS NOT old.conflicts) BEGIN
  INSERT INTO to_write (photo_id, since, tries) VALUES (new.photo_id, 0, -1)
  ON CONFLICT (photo_id) DO UPDATE SET tries = -1 WHERE tries = -2;
END;
-- What was written, so that it can be taken back: the file's `path` on its volume, its SHA-256 `before` (null: there
-- was none) and afterwards (`digest`), the time of its last change before, and `back`, the splices that make the old
-- file of the new one, packed. `run`: written together. `state`: begun (noted before it is touched), done, undoing or
-- undone.
CREATE TABLE written (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  at INTEGER NOT NULL,
  photo_id INTEGER NOT NULL,
  volume_id INTEGER NOT NULL REFERENCES volumes(id),
  path TEXT NOT NULL,
  before BLOB,
  mtime_ns INTEGER NOT NULL,
  digest BLOB NOT NULL,
  back BLOB NOT NULL,
  state TEXT NOT NULL
);
CREATE INDEX written_by_run ON written (run);
CREATE INDEX written_begun ON written (state) WHERE state IN ('begun', 'undoing');
-- Exports: where to, with which options (JSON), and which photo became which file from what. `name`: the path below the
-- folder, with slashes. `photo_id` 0: a file of the target's own. `width`, `height` in pixels, 0 of those.
CREATE TABLE exports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  folder TEXT NOT NULL,
  target TEXT NOT NULL,
  options TEXT NOT NULL,
  state TEXT NOT NULL
);
CREATE TABLE exported (
  export_id INTEGER NOT NULL REFERENCES exports(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  photo_id INTEGER NOT NULL,
  made_of TEXT NOT NULL,
  size INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (export_id, name)
) WITHOUT ROWID;
CREATE INDEX exported_by_photo ON exported (photo_id);
"""
