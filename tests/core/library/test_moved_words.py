"""Words that become others: under a tag's new name, and with the history taken back; words.jsonl has the same."""

from __future__ import annotations

import time

import pytest
from shelf import Shelf

from photoorg.library import albums, backups, copying, edits, history, missing, own_tags, tagged, wordbook, words
from photoorg.library.connection import home_of
from photoorg.library.store import open_writer
from photoorg.library.wordbook import LIBRARY, Word
from photoorg.settings import Home, Settings


def is_kept_twice(shelf: Shelf) -> bool:
    """Whether words.jsonl gives what the library has."""
    home = home_of(shelf.db)
    assert home is not None
    last = wordbook.latest(word for _, word in wordbook.read(home.words))
    return {(word.key, word.said) for word in last if word.said} == {
        (word.key, word.said) for word in words.export(shelf.db)
    }


def alias(old: str, new: str) -> Word:
    return Word(LIBRARY, "alias", old, new, int(time.time()))


def test_verdicts_that_an_imported_name_moves_are_said_anew(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg")
    edits.judge(shelf.db, [photo], "cat", "added")
    words.take(shelf.db, [alias("cat", "kitty")])
    assert "kitty" in shelf.tags(photo)
    assert is_kept_twice(shelf)
    history.undo(shelf.db)
    assert "cat" in shelf.tags(photo)
    assert is_kept_twice(shelf)


def test_words_that_wait_are_said_anew_too(shelf: Shelf) -> None:
    away = words.photos(shelf.db, [photo := shelf.put("a.jpg")])[photo]._replace(identity=b"\1" * 16, path="b.jpg")
    words.take(shelf.db, [Word(away, "tag", "cat", "added", 5)])
    words.take(shelf.db, [alias("cat", "kitty")])
    assert [word.name for word in words.waiting(shelf.db)] == ["kitty"]
    assert is_kept_twice(shelf)


@pytest.mark.parametrize("hidden", [False, True])
def test_a_chain_of_names_moves_verdicts_to_its_end_also_where_that_is_hidden(shelf: Shelf, *, hidden: bool) -> None:
    photo = shelf.put("a.jpg", [("dog", 0.9)])
    shelf.use(tagged.Rules(0.5))
    edits.judge(shelf.db, [photo], "holiday", "added")
    own_tags.merge(shelf.db, ["animal"], "dog")
    if hidden:
        own_tags.remove(shelf.db, ["dog"])
    words.take(shelf.db, [alias("holiday", "animal")])
    assert [word.name for word in words.export(shelf.db) if word.about == "tag"] == ["dog"]
    assert is_kept_twice(shelf)


def test_verdicts_moved_while_catching_up_are_said_anew(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg")
    edits.judge(shelf.db, [photo], "cat", "added")
    home = home_of(shelf.db)
    assert home is not None
    wordbook.append(home.words, [alias("cat", "kitty")], wordbook.last_number(home.words) + 1)
    assert words.catch_up(shelf.db) == 1
    assert "kitty" in shelf.tags(photo)
    assert is_kept_twice(shelf)
    assert words.catch_up(shelf.db) == 0


def test_the_letters_in_which_an_imported_word_writes_a_tag_are_taken_back_too(shelf: Shelf) -> None:
    shelf.put("a.jpg", [("dog", 0.9)])
    shelf.use(tagged.Rules(0.5))
    words.take(shelf.db, [Word(LIBRARY, "own tag", "DOG", "\n\n\n\n#112233\n", 5)])
    assert written(shelf) == "DOG"
    history.undo(shelf.db)
    assert written(shelf) == "dog"
    history.redo(shelf.db)
    assert written(shelf) == "DOG"


def written(shelf: Shelf) -> str:
    return str(shelf.db.conn.execute("SELECT name FROM tags WHERE name = 'dog'").fetchone()[0])


def test_undoing_takes_back_what_waits_for_the_content_before_an_edit(shelf: Shelf) -> None:
    photo, other = shelf.put("a.jpg"), shelf.put("b.jpg")
    edits.judge(shelf.db, [photo, other], "cat", "added")
    edits.judge(shelf.db, [photo, other], "cat", "rejected")
    assert shelf.put("a.jpg", content="edited", size=2, mtime_ns=5) == photo
    assert [word.said for word in words.waiting(shelf.db)] == ["rejected"]
    history.undo(shelf.db)
    assert [word.said for word in words.waiting(shelf.db)] == ["added"]
    history.undo(shelf.db)
    assert not list(words.export(shelf.db))
    assert is_kept_twice(shelf)
    assert "cat" not in shelf.tags(shelf.put("before.jpg", content="/a.jpg"))


def test_forgetting_is_no_deed_and_undoing_tells_of_photos_that_are_gone(shelf: Shelf) -> None:
    photo, other = shelf.put("a.jpg"), shelf.put("b.jpg")
    edits.judge(shelf.db, [photo, other], "cat", "added")
    shelf.miss("a.jpg")
    home = home_of(shelf.db)
    assert home is not None
    missing.forget(shelf.db, [photo], home.root / "forgotten.jsonl")
    assert [deed.verb for deed in history.deeds(shelf.db)] == ["tag"]
    undone = history.undo(shelf.db)
    assert undone.kept == {photo}
    assert not shelf.tags(other)
    assert history.redo(shelf.db).kept == {photo}
    assert is_kept_twice(shelf)


def test_undoing_after_an_older_copy_was_put_back(home: Home) -> None:
    shelf = Shelf(open_writer(home), "/pictures")
    photo = shelf.put("a.jpg")
    edits.judge(shelf.db, [photo], "cat", "added")
    own_tags.rename(shelf.db, "cat", "kitty")
    copying.make(home, Settings())
    edits.judge(shelf.db, [photo], "dog", "added")
    own_tags.rename(shelf.db, "kitty", "pussy")
    albums.create(shelf.db, "Sea", [photo])
    history.undo(shelf.db)
    shelf.db.close()
    backups.restore(home)
    shelf.db = open_writer(home)
    for verdicts in ({"dog", "pussy"}, {"kitty"}, {"cat"}, set[str]()):
        assert {word.name for word in words.export(shelf.db) if word.about == "tag"} == verdicts
        assert is_kept_twice(shelf)
        if verdicts:
            assert not (undone := history.undo(shelf.db)).kept
            assert not undone.things
    shelf.db.close()


def test_a_no_to_what_a_tag_was_under_hides_it_no_more_as_another_one(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("beagle", 0.9)])
    shelf.use(tagged.Rules(0.5, above={"beagle": frozenset({"dog"})}))
    edits.judge(shelf.db, [photo], "dog", "rejected")
    assert not shelf.tags(photo)
    own_tags.merge(shelf.db, ["beagle"], "cat")
    assert "cat" in shelf.tags(photo)
