"""The tables of a person's own vocabulary, of the history, of teaching and of proposals: migration 0006."""

from __future__ import annotations

OWN = """
-- What a person did, the newest last, so that it can be taken back and done again, also after a restart: see
-- library/history.py. `verb` and `detail` (JSON) make its sentence; `undone`: it is taken back, as is all after it.
-- `size` is what it takes here, in bytes: the oldest make way.
CREATE TABLE history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  verb TEXT NOT NULL,
  detail TEXT NOT NULL,
  photos INTEGER NOT NULL,
  size INTEGER NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0
);
-- What each of them changed, in blocks: `part` is the table, and `content` its rows as they were and as they became,
-- packed (library/history_pack.py).
CREATE TABLE history_changes (
  deed_id INTEGER NOT NULL REFERENCES history(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  part TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (deed_id, number)
);
-- A person's own vocabulary: tags of their own, and what they say otherwise of those that photoorg knows. Lists have
-- commas between; empty says nothing. `state`: tag, heading or hidden. See library/own_vocabulary.py.
CREATE TABLE own_tags (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  italian TEXT NOT NULL,
  synonyms TEXT NOT NULL,
  italian_synonyms TEXT NOT NULL,
  parents TEXT NOT NULL,
  colour TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL
);
-- A tag that is another one from now on, as it was renamed or merged: what models say of `name` is said of `into_tag`.
CREATE TABLE tag_aliases (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  into_tag TEXT NOT NULL,
  at INTEGER NOT NULL
);
-- The same by ids, to the end of every chain, and null for a tag that is hidden: derived from both.
CREATE TABLE shown_as (
  tag_id INTEGER PRIMARY KEY REFERENCES tags(id),
  as_id INTEGER REFERENCES tags(id)
);
-- The tree as photoorg's own rules have it: `tag_tree` is derived from it and from a person's own vocabulary.
CREATE TABLE given_tree (
  tag_id INTEGER NOT NULL REFERENCES tags(id),
  ancestor_id INTEGER NOT NULL REFERENCES tags(id),
  PRIMARY KEY (tag_id, ancestor_id)
) WITHOUT ROWID;
INSERT INTO given_tree SELECT tag_id, ancestor_id FROM tag_tree;
-- The confidence (0 to 1) from which a tag is shown, where a person's answers have moved it: see library/review.py.
CREATE TABLE own_bars (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  at_least TEXT NOT NULL,
  at INTEGER NOT NULL
);
-- The bar that was fitted for a tag, null where there is only a person's own: `at_least` is the one that holds.
ALTER TABLE tag_bars ADD COLUMN fitted REAL;
UPDATE tag_bars SET fitted = at_least;
-- What models say of one tag, by how sure they are: those between two bars, and those to ask about next.
CREATE INDEX suggestions_by_tag ON suggestions (tag_id, confidence);
-- Tags that a person has taught by examples: `model` is JSON (library/teaching.py).
CREATE TABLE taught (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  model TEXT NOT NULL,
  at INTEGER NOT NULL
);
-- What a new or changed model would suggest of photos that had been seen before, until a person has approved it: see
-- library/proposals.py. Rows as in `suggestions`.
CREATE TABLE proposed (
  photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tags(id),
  confidence REAL NOT NULL,
  because TEXT NOT NULL,
  PRIMARY KEY (photo_id, tag_id)
) WITHOUT ROWID;
CREATE INDEX proposed_by_tag ON proposed (tag_id);
-- The photos that there is such a proposal for: it may be to have no tags at all. `seen_id`: what it was made with.
CREATE TABLE proposals (
  photo_id INTEGER PRIMARY KEY REFERENCES photos(id) ON DELETE CASCADE,
  seen_id INTEGER NOT NULL REFERENCES seen_as(id)
);
-- What of that a person would see: a tag that such a photo has with the confidence `before`, and would have with
-- `after`; null where it has not, or would not. Derived, by library/proposing.py.
CREATE TABLE proposed_changes (
  tag_id INTEGER NOT NULL,
  photo_id INTEGER NOT NULL,
  before REAL,
  after REAL,
  PRIMARY KEY (tag_id, photo_id)
) WITHOUT ROWID;
CREATE INDEX proposed_changes_by_photo ON proposed_changes (photo_id);
-- Bars of newly fitted confidences that wait with them, where they are not those of `tag_bars`.
CREATE TABLE proposed_bars (
  tag_id INTEGER PRIMARY KEY REFERENCES tags(id),
  at_least REAL NOT NULL
);
-- What guesses were made with: JSON of the versions of the tasks that had seen a photo, and of the rules.
CREATE TABLE seen_as (
  id INTEGER PRIMARY KEY,
  versions TEXT NOT NULL UNIQUE
);
-- With what the guesses of a photo were made that are shown, null until all tasks have looked for the first time; and
-- with what those that a person did not want.
ALTER TABLE photos ADD COLUMN guessed_with INTEGER;
ALTER TABLE photos ADD COLUMN declined_with INTEGER;
INSERT INTO seen_as (versions)
SELECT DISTINCT versions FROM (SELECT json_object('rules', p.understood, 'tasks', json_group_object(a.task, a.version))
  AS versions FROM photos p JOIN (SELECT photo_id, task, version FROM analyses ORDER BY photo_id, task) a
  ON a.photo_id = p.id WHERE p.understood IS NOT NULL AND p.seen_with IS NOT NULL GROUP BY p.id);
UPDATE photos SET guessed_with = (SELECT s.id FROM seen_as s WHERE s.versions = (
  SELECT json_object('rules', photos.understood, 'tasks', json_group_object(a.task, a.version))
  FROM (SELECT task, version FROM analyses WHERE photo_id = photos.id ORDER BY task) a))
WHERE understood IS NOT NULL AND seen_with IS NOT NULL;
-- What a person answered to proposals, so that it can be taken back: see library/retagging.py. `answer`: approve or
-- decline; `tags`: JSON of tag ids, null for all. `bars`: which bars had been fitted then.
CREATE TABLE retag_steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  answer TEXT NOT NULL,
  tags TEXT,
  bars REAL
);
-- The photos of a step: what was proposed of each, and which id the step replaced. A photo that gets other guesses by
-- itself is one of the step no more.
CREATE TABLE retag_photos (
  step INTEGER NOT NULL REFERENCES retag_steps(id) ON DELETE CASCADE,
  photo_id INTEGER NOT NULL,
  seen_id INTEGER NOT NULL,
  replaced INTEGER,
  PRIMARY KEY (step, photo_id)
) WITHOUT ROWID;
CREATE INDEX retag_photos_by_photo ON retag_photos (photo_id);
-- The guesses that a step replaced, while it is done: shown ones that gave way to approved ones, or declined ones. A
-- confidence of null: there was none.
CREATE TABLE retag_rows (
  step INTEGER NOT NULL REFERENCES retag_steps(id) ON DELETE CASCADE,
  photo_id INTEGER NOT NULL,
  tag_id INTEGER NOT NULL,
  confidence REAL,
  because TEXT,
  PRIMARY KEY (step, photo_id, tag_id)
) WITHOUT ROWID;
-- The bars that it replaced; null where a tag had none of its own.
CREATE TABLE retag_bars (
  step INTEGER NOT NULL REFERENCES retag_steps(id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL,
  at_least REAL,
  PRIMARY KEY (step, tag_id)
) WITHOUT ROWID;
-- The words about one tag, or one album, that wait for their photos.
CREATE INDEX waiting_words_by_name ON waiting_words (about, name);
-- When a photo was taken as its file says it, null where nobody said otherwise: then `taken_at` and `taken_source` are
-- a person's (`taken_source`: person).
ALTER TABLE photos ADD COLUMN file_taken_at INTEGER;
ALTER TABLE photos ADD COLUMN file_taken_source TEXT;
"""
