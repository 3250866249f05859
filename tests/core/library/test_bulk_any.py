"""Any edits of any photos: what is told before is what changes, and everything follows from what was said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_
from shelf import Shelf

from photoorg.library import bulk, words
from photoorg.library.bulk import Edit
from photoorg.library.store import Database, open_writer
from photoorg.library.tagged import Rules
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

RULES = Rules(0.5, {}, {"beagle": frozenset({"dog", "animal"}), "dog": frozenset({"animal"})})
TAGS = any_.sampled_from(["dog", "beagle", "animal", "cat"])
EDITS = any_.builds(
    Edit,
    add=any_.lists(TAGS, max_size=2).map(tuple), remove=any_.lists(TAGS, max_size=2).map(tuple),
    accept=any_.lists(TAGS, max_size=1).map(tuple), reject=any_.lists(TAGS, max_size=1).map(tuple),
    replace=any_.lists(any_.tuples(TAGS, TAGS), max_size=1).map(tuple),
    rating=any_.sampled_from([None, -1, 0, 3]), label=any_.sampled_from([None, "", "red"]),
    pick=any_.sampled_from([None, True, False]), release=any_.sampled_from([None, "", "unlimited"]),
    texts=any_.dictionaries(any_.sampled_from(["title", "caption", "alt", "who"]), any_.sampled_from(["", "Trip"])),
    shift=any_.sampled_from([0, 3600, -3600]),
    taken=any_.sampled_from([None, "", "2020-01-02T03:04:05"]),
)  # fmt: skip


CHOSEN = any_.tuples(EDITS, any_.sets(any_.integers(0, 4)))


@settings(max_examples=40, deadline=None)
@given(edits=any_.lists(CHOSEN, min_size=1, max_size=4))
def test_the_preview_says_what_changes(
    edits: list[tuple[Edit, set[int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    db = open_writer(Home(tmp_path_factory.mktemp("library")))
    try:
        _check(db, edits)
    finally:
        db.close()


def _check(db: Database, edits: list[tuple[Edit, set[int]]]) -> None:
    shelf = Shelf(db, str(Path("/pictures").absolute()))
    shelf.folder(is_root=True)
    shelf.use(RULES)
    for number, tags in enumerate(([("beagle", 0.9)], [("dog", 0.9)], [("dog", 0.2), ("cat", 0.8)], [], [])):
        shelf.put(f"{number}.jpg", tags)
    ids = list(shelf.ids.values())
    for edit, chosen in edits:
        some = {ids[place] for place in chosen}
        before = _words(db)
        try:
            told = bulk.preview(db, some, edit)
        except PhotoorgError:
            with pytest.raises(PhotoorgError):
                bulk.apply(db, some, edit)
            assert _words(db) == before
            continue
        done = bulk.apply(db, some, edit)
        after = _words(db)
        changed = {key[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert (told.photos, told.changes) == (len(some), len(changed))
        assert len(done.photos) == told.changes
        assert all(number <= told.changes for _, number in told.parts)
        assert db.conn.execute(_APART).fetchall() == []


# Photos that are not dated as their words say, and tags that do not follow.
_APART = """
SELECT p.id FROM photos p LEFT JOIN notes n ON n.photo_id = p.id AND n.about = 'taken'
WHERE (n.value IS NULL) <> (p.taken_source <> 'person') OR (n.value IS NULL) <> (p.file_taken_source IS NULL)
OR (n.value IS NULL) <> (p.file_taken_at IS NULL) OR strftime('%s', n.value) <> CAST(p.taken_at AS TEXT)
UNION SELECT t.photo_id FROM photo_tag t JOIN photos p ON p.id = t.photo_id WHERE t.taken_at <> p.taken_at
"""


def _words(db: Database) -> dict[tuple[bytes, str, str], str | None]:
    return {word.key: word.said for word in words.export(db)}
