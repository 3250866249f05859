"""A person's own vocabulary: renamed, merged, moved and removed tags, their words, and that it wins."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from shelf import Shelf

from photoorg.library import deeds, history, own_tags, wordbook, words
from photoorg.library.bars import bar_of
from photoorg.library.completing import complete
from photoorg.library.connection import home_of
from photoorg.library.edits import judge
from photoorg.library.growing import OwnTag, joined, listed
from photoorg.library.own_bars import set_bar
from photoorg.library.own_tags import TakenNameError, change, create, merge, move, remove, rename
from photoorg.library.own_vocabulary import ends, taxonomy_of
from photoorg.library.search import words_of
from photoorg.library.shown import tags_on
from photoorg.library.store import Database, open_writer, writing
from photoorg.library.tagged import Rules
from photoorg.library.why import why
from photoorg.library.wordbook import Said, Word
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.settings import Home
from photoorg.taxonomy import load_taxonomy

Verb = Callable[[Database], Changes]
RULES = Rules(0.9, {"beagle": 0.6, "dog": 0.5, "animal": 0.5, "cat": 0.5}, load_taxonomy().above())


@pytest.fixture
def kennel(shelf: Shelf) -> Shelf:
    """A dog, a beagle, a cat, and a photo that is nearly one of a dog."""
    shelf.use(RULES)
    shelf.put("dog.jpg", [("dog", 0.8)])
    shelf.put("beagle.jpg", [("beagle", 0.7), ("dog", 0.75)])
    shelf.put("cat.jpg", [("cat", 0.9)])
    shelf.put("hardly.jpg", [("dog", 0.3)])
    return shelf


def content(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """All that a person's words make."""
    asked = {
        "photo_tag": "SELECT g.name, x.photo_id, x.confidence FROM photo_tag x JOIN tags g ON g.id = x.tag_id",
        "verdicts": "SELECT g.name, v.photo_id, v.verdict FROM verdicts v JOIN tags g ON g.id = v.tag_id",
        "own_tags": "SELECT name, italian, synonyms, italian_synonyms, parents, colour, state FROM own_tags",
        "bars": "SELECT g.name, at_least FROM tag_bars JOIN tags g ON g.id = tag_id",
        "waiting": "SELECT identity, name, said, at FROM waiting_words",
        "tag_aliases": "SELECT name, into_tag FROM tag_aliases",
        "tree": "SELECT g.name, a.name FROM tag_tree t JOIN tags g ON g.id = tag_id JOIN tags a ON a.id = ancestor_id",
        "shown_as": "SELECT g.name, a.name FROM shown_as JOIN tags g ON g.id = tag_id LEFT JOIN tags a ON a.id = as_id",
    }
    return {name: sorted(db.conn.execute(sql).fetchall()) for name, sql in asked.items()}


def test_a_renamed_tag_is_found_by_every_word_for_it(kennel: Shelf) -> None:
    changed = rename(kennel.db, "dog", "Bello")
    assert changed.tags
    assert changed.photos == {kennel.ids["dog.jpg"], kennel.ids["beagle.jpg"]}
    assert set(kennel.tags(kennel.ids["dog.jpg"])) == {"Bello", "animal", "mammal"}
    assert set(kennel.tags(kennel.ids["beagle.jpg"])) == {"Bello", "animal", "mammal", "hound", "beagle"}
    for word in ("dog", "Bello", "bello", "cane", "dogs", "cani", "tag:dog"):
        assert kennel.names(word) == ["beagle.jpg", "dog.jpg"], word
    kennel.put("new.jpg", [("dog", 0.95)])
    assert kennel.names("bello") == ["beagle.jpg", "dog.jpg", "new.jpg"], "a model goes on saying dog"
    assert {one.label for one in complete(kennel.db, "ca", 2)[:2]} == {"cat", "Bello"}
    assert [(one.label, one.detail) for one in complete(kennel.db, "can", 3)][:1] == [("Bello", "cane")]


def test_what_is_said_of_the_old_name_is_said_of_the_new_one(kennel: Shelf, home: Home) -> None:
    dog, cat, hardly = (kennel.ids[f"{name}.jpg"] for name in ("dog", "cat", "hardly"))
    judge(kennel.db, [hardly], "dog", "added")
    judge(kennel.db, [dog], "dog", "rejected")
    rename(kennel.db, "dog", "Bello")
    judge(kennel.db, [cat], "dogs", "rejected")
    assert {(word.of.path, word.name, word.said) for word in words.export(kennel.db) if word.about == "tag"} == {
        ("hardly.jpg", "Bello", "added"), ("dog.jpg", "Bello", "rejected"), ("cat.jpg", "Bello", "rejected"),
    }  # fmt: skip
    assert kennel.names("Bello") == ["beagle.jpg", "hardly.jpg"]
    before = content(kennel.db)
    kennel.db.close()
    home.database.unlink()
    again = Shelf(open_writer(home), kennel.mount)
    again.folder(is_root=True)
    again.use(RULES)
    again.put("dog.jpg", [("dog", 0.8)])
    again.put("beagle.jpg", [("beagle", 0.7), ("dog", 0.75)])
    again.put("cat.jpg", [("cat", 0.9)])
    again.put("hardly.jpg", [("dog", 0.3)])
    with writing(again.db):
        words.settle(again.db, again.ids.values())
    assert {one: content(again.db)[one] for one in ("photo_tag", "tag_aliases", "shown_as")} == {
        one: before[one] for one in ("photo_tag", "tag_aliases", "shown_as")
    }
    again.db.close()


def test_of_two_verdicts_on_a_photo_the_newer_holds(kennel: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    dog, cat = kennel.ids["dog.jpg"], kennel.ids["cat.jpg"]
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000)
    judge(kennel.db, [dog], "dog", "rejected")
    judge(kennel.db, [cat], "Pluto", "added")
    monkeypatch.setattr(time, "time", lambda: 1_000_000_100)
    judge(kennel.db, [dog], "Pluto", "added")
    judge(kennel.db, [cat], "dog", "rejected")
    monkeypatch.undo()
    merge(kennel.db, ["dog"], "pluto")
    assert set(kennel.tags(dog)) == {"Pluto", "animal", "mammal"}
    assert "Pluto" not in kennel.tags(cat)
    times = {word.at for word in words.export(kennel.db) if word.about == "tag"}
    assert times == {1_000_000_100}, "as old as they were"


def test_a_merge_has_to_be_asked_for(kennel: Shelf) -> None:
    before = content(kennel.db)
    with pytest.raises(TakenNameError, match="There is a tag 'hound' already: 'dog' and 'hound' can be made one"):
        rename(kennel.db, "dog", "Hound")
    assert content(kennel.db) == before
    rename(kennel.db, "dog", "Hound", merge_into=True)
    assert kennel.tags(kennel.ids["dog.jpg"]) == ["animal", "hound", "mammal"]
    for word in ("dog", "hound", "cane", "segugio"):
        assert kennel.names(word) == ["beagle.jpg", "dog.jpg"], word
    assert taxonomy_of(kennel.db).ancestors("beagle") == {"hound", "mammal", "animal"}


VERBS: dict[str, Verb] = {
    "rename": lambda db: rename(db, "dog", "Bello"),
    "rename into another": lambda db: rename(db, "cat", "dog", merge_into=True),
    "rename what is a person's": lambda db: rename(db, "Pluto", "Goofy"),
    "nothing but letters": lambda db: rename(db, "dog", "DOG"),
    "the letters of a person's": lambda db: rename(db, "Pluto", "pluto"),
    "merge": lambda db: merge(db, ["dog", "cat"], "pet of mine"),
    "merge a person's": lambda db: merge(db, ["Pluto"], "dog"),
    "make": lambda db: create(db, "Rex", OwnTag("Rex", parents="dog", colour="red")),
    "remove a bundled one": lambda db: remove(db, ["mammal"]),
    "remove several": lambda db: remove(db, ["dog", "Pluto"]),
    "move": lambda db: move(db, ["dog"], ["vehicle"]),
    "change": lambda db: change(db, "cat", italian="micio", synonyms="puss, kitty cat", colour="red"),
}


@pytest.mark.parametrize("name", VERBS)
def test_taken_back_and_done_again(name: str, kennel: Shelf) -> None:
    judge(kennel.db, [kennel.ids["cat.jpg"]], "dog", "rejected")
    judge(kennel.db, kennel.ids.values(), "Pluto", "added")
    waits = Said(b"\1" * 16, "x", "", "", None)
    words.take(kennel.db, [Word(waits, "tag", "dog", "added", 5), Word(waits, "tag", "cat", "added", 7)])
    before = content(kennel.db)
    changed = VERBS[name](kennel.db)
    after = content(kennel.db)
    assert changed.tags
    assert after != before
    done = history.undo(kennel.db)
    assert content(kennel.db) == before
    assert not done.kept
    assert "{" not in done.sentence
    history.redo(kennel.db)
    assert content(kennel.db) == after
    history.undo(kennel.db)
    assert content(kennel.db) == before
    said = wordbook.latest(word for _, word in wordbook.read(home_words(kennel)))
    assert set(words.export(kennel.db)) == {word for word in said if word.said}


def home_words(shelf: Shelf) -> Path:
    home = home_of(shelf.db)
    assert home is not None
    return home.words


def test_back_to_the_old_name(kennel: Shelf) -> None:
    before = content(kennel.db)
    change(kennel.db, "dog", colour="blue", synonyms="woof")
    rename(kennel.db, "dog", "Bello")
    rename(kennel.db, "Bello", "Fido")
    assert taxonomy_of(kennel.db).own.colours == {"Fido": own_tags.COLOURS["blue"]}
    assert kennel.names("woof") == kennel.names("dog") == kennel.names("bello") == ["beagle.jpg", "dog.jpg"]
    rename(kennel.db, "fido", "dog")
    assert kennel.tags(kennel.ids["dog.jpg"]) == ["animal", "dog", "mammal"]
    assert kennel.names("fido") == ["beagle.jpg", "dog.jpg"]
    assert content(kennel.db)["photo_tag"] == before["photo_tag"]


def test_only_the_letters(kennel: Shelf) -> None:
    rename(kennel.db, "dog", "Dog")
    assert set(kennel.tags(kennel.ids["dog.jpg"])) == {"Dog", "animal", "mammal"}
    judge(kennel.db, [kennel.ids["cat.jpg"]], "dog", "added")
    assert "Dog" in kennel.tags(kennel.ids["cat.jpg"])


def test_words_that_come_later_under_an_old_name(kennel: Shelf) -> None:
    rename(kennel.db, "dog", "Bello")
    cat = kennel.ids["cat.jpg"]
    of = words.photos(kennel.db, [cat])[cat]
    away = Said(b"\1" * 16, of.scheme, "", "", None)
    now = int(time.time())
    words.take(kennel.db, [Word(of, "tag", "dog", "added", now), Word(away, "tag", "DOG", "added", now)])
    assert kennel.names("bello") == ["beagle.jpg", "cat.jpg", "dog.jpg"]
    assert [word.name for word in words.waiting(kennel.db)] == ["Bello"]


def test_a_name_that_comes_later_takes_what_was_said(kennel: Shelf) -> None:
    cat = kennel.ids["cat.jpg"]
    judge(kennel.db, [cat], "Pluto", "added")
    words.take(kennel.db, [Word(Said(b"", "", "", "", None), "alias", "pluto", "Goofy", 5)])
    assert kennel.names("Goofy") == kennel.names("pluto") == ["cat.jpg"]
    assert [word.name for word in words.export(kennel.db) if word.about == "tag"] == ["Goofy"]


def test_other_words_places_and_colours(kennel: Shelf) -> None:
    create(kennel.db, "Rex", OwnTag("Rex", "Re", "good boy, best of dogs", "", "dog", "green"))
    judge(kennel.db, [kennel.ids["cat.jpg"]], "good boy", "added")
    assert set(kennel.tags(kennel.ids["cat.jpg"])) == {"Rex", "dog", "mammal", "animal", "cat", "feline"} & set(
        kennel.tags(kennel.ids["cat.jpg"])
    ) | {"Rex", "dog"}
    for word in ("rex", "re", '"best of dogs"'):
        assert kennel.names(word) == ["cat.jpg"], word
    assert words_of(kennel.db).taxonomy.own.colours == {"Rex": "#4f9d55"}
    move(kennel.db, ["Rex"], [])
    assert "dog" not in kennel.tags(kennel.ids["cat.jpg"])
    change(kennel.db, "Rex", synonyms="-")
    assert taxonomy_of(kennel.db).find("good boy") is None


def test_a_removed_tag_is_shown_no_more(kennel: Shelf) -> None:
    judge(kennel.db, [kennel.ids["cat.jpg"]], "dog", "added")
    remove(kennel.db, ["dog"])
    assert kennel.names("tag:dog") == []
    assert set(kennel.tags(kennel.ids["beagle.jpg"])) == {"beagle", "hound", "mammal", "animal"}
    kennel.put("new.jpg", [("dog", 0.99)])
    assert kennel.tags(kennel.ids["new.jpg"]) == []
    create(kennel.db, "dog")
    assert kennel.names("tag:dog") == ["beagle.jpg", "dog.jpg", "new.jpg"]


def test_a_tag_of_ones_own_is_gone(kennel: Shelf) -> None:
    before = content(kennel.db)
    create(kennel.db, "Rex", OwnTag("Rex", parents="dog"))
    judge(kennel.db, [kennel.ids["cat.jpg"]], "Rex", "added")
    rename(kennel.db, "Rex", "Max")
    remove(kennel.db, ["Max"])
    assert content(kennel.db) == before


REFUSED = {
    "no such tag": (lambda db: rename(db, "unheard of", "x"), "There is no tag 'unheard of'"),
    "no name": (lambda db: rename(db, "dog", " "), "A tag needs a name"),
    "a ring": (lambda db: move(db, ["animal"], ["dog"]), "'animal' cannot be under 'dog': 'dog' is under 'animal'"),
    "itself": (lambda db: move(db, ["dog"], ["Dog"]), "'dog' cannot be under itself"),
    "no such parent": (lambda db: change(db, "dog", parents="nobody"), "There is no tag 'nobody' to put 'dog' under"),
    "a word that is a tag": (lambda db: change(db, "dog", synonyms="cat"), "'cat' is a tag itself: make 'cat' and"),
    "no colour": (lambda db: change(db, "dog", colour="reddish"), "'reddish' is no colour"),
    "there already": (lambda db: create(db, "Dog"), "There is a tag 'dog' already"),
    "one with itself": (lambda db: merge(db, ["dog"], "Dog"), "There is nothing to make one with 'dog'"),
    "no state": (lambda db: change(db, "dog", state="odd"), "'odd' is no kind of tag"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be(name: str, kennel: Shelf, home: Home) -> None:
    verb, sentence = REFUSED[name]
    before = content(kennel.db)
    with pytest.raises(PhotoorgError, match=sentence):
        verb(kennel.db)
    assert content(kennel.db) == before
    assert not home.words.exists() or not home.words.read_bytes()


def test_why_and_how_sure(kennel: Shelf) -> None:
    rename(kennel.db, "dog", "Bello")
    found = {tag.name: tag for tag in tags_on(kennel.db, [kennel.ids["dog.jpg"]], guesses=True)[kennel.ids["dog.jpg"]]}
    assert set(found) == {"Bello", "animal", "mammal"}
    assert (found["Bello"].confidence, found["Bello"].at_least) == (0.8, 0.5)
    assert why(kennel.db, kennel.ids["dog.jpg"], "cane").tag.name == "Bello"
    hardly = tags_on(kennel.db, [kennel.ids["hardly.jpg"]], guesses=True)[kennel.ids["hardly.jpg"]]
    assert [(tag.name, tag.shown) for tag in hardly] == [("Bello", False)]


def test_progress_can_stop_it(kennel: Shelf) -> None:
    before = content(kennel.db)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rename(kennel.db, "dog", "Bello", told=stop)
    assert content(kennel.db) == before


def test_chains_and_rings() -> None:
    assert ends([("a", "b"), ("B", "c")]) == {"a": "c", "b": "c"}
    assert ends([("a", "b"), ("b", "a")]) == {"b": "a"}, "the newer holds"


@pytest.mark.parametrize("names", [(), ("a",), ("a", "b c"), ("Rome, Italy", 'the "big" one', "x")])
def test_lists(names: tuple[str, ...]) -> None:
    assert listed(joined(names)) == names


def test_every_verb_has_its_sentence() -> None:
    assert {"rename tag", "merge tags", "make tag", "change tag", "move tags", "remove tags"} <= set(deeds.VERBS)


def test_a_bar_of_ones_own_goes_with_the_name(kennel: Shelf) -> None:
    hardly, before = kennel.ids["hardly.jpg"], content(kennel.db)
    set_bar(kennel.db, "dog", 0.25)
    assert "dog" in kennel.tags(hardly)
    with_bar = content(kennel.db)
    rename(kennel.db, "dog", "Bello")
    assert (bar_of(kennel.db, "Bello").own, bar_of(kennel.db, "Bello").fitted) == (0.25, 0.5)
    assert "Bello" in kennel.tags(hardly)
    set_bar(kennel.db, "Bello", 0.78)
    assert kennel.names("tag:Bello") == ["beagle.jpg", "dog.jpg"], "it holds for what models call dog"
    set_bar(kennel.db, "Bello", 0.85)
    assert kennel.names("tag:Bello") == ["beagle.jpg"], "and a beagle is one all the same"
    history.undo(kennel.db)
    history.undo(kennel.db)
    history.undo(kennel.db)
    assert content(kennel.db) == with_bar
    history.undo(kennel.db)
    assert content(kennel.db) == before
