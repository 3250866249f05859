"""What was taught is kept, taken back, handed on and taught anew."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from bottles import (
    NO,
    TAG,
    YES,
    everything,
    fill,
    of_kind,
    shown,
    suggested,
)

from photoorg.library import catalog, history, own_tags, taught_models, teaching, wordbook, words
from photoorg.library.kinds import KINDS
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.store import Database, open_writer, writing
from photoorg.library.tagged import Rules, use_rules
from photoorg.outcomes import PhotoorgError, Suggestion, Understanding
from photoorg.settings import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "library")


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    db = open_writer(home)
    with writing(db):
        use_rules(db, Rules(0.8))
    fill(db)
    yield db
    db.close()


def test_undo_and_redo_are_exact(db: Database, home: Home) -> None:
    start = everything(db)
    teaching.teach(db, TAG, YES, NO)
    taught = everything(db)
    teaching.learn(db, TAG, of_kind(0)[6:9], of_kind(1)[6:9])
    learned = everything(db)
    teaching.forget(db, TAG)
    assert shown(db) == set(of_kind(0)[:9])
    for state in (learned, taught, start):
        history.undo(db)
        assert everything(db) == state
    for state in (taught, learned):
        history.redo(db)
        assert everything(db) == state
    said = wordbook.latest(word for _, word in wordbook.read(home.words))
    assert next(word.said for word in said if word.about == "taught") == taught_models.write(
        taught_models.stored(db)[TAG]
    )


def test_what_models_say_of_the_tag_is_there_again_when_it_is_forgotten(db: Database) -> None:
    with writing(db):
        use_rules(db, Rules(0.8, {"dog": 0.7}))
        guesses = {n: Understanding((Suggestion("dog", 0.75, (("classify", 0.4),)),)) for n in of_kind(1)}
        catalog.save_understandings(db, guesses, "1")
    before = everything(db)
    assert shown(db, "dog") == set(of_kind(1))
    teaching.teach(db, "dog", YES, [*NO, *of_kind(1)[2:6]])
    assert not shown(db, "dog") & set(of_kind(1))
    assert json.loads(suggested(db, "dog")[of_kind(1)[20]][1])[:2] == [["classify", 0.4], ["models", 0.75]]
    history.undo(db)
    assert everything(db) == before


def test_a_new_photo_is_suggested_it_too(db: Database) -> None:
    teaching.teach(db, TAG, YES, NO)
    before = suggested(db)
    photos = of_kind(0)[10:14]
    with writing(db):
        catalog.save_understandings(db, {n: Understanding((Suggestion("dog", 0.75),)) for n in photos}, "2")
    after = suggested(db)
    assert after.keys() == before.keys()
    assert all(after[n][0] == pytest.approx(before[n][0], abs=1e-3) for n in photos)


def test_a_file_takes_it_to_another_library(db: Database, tmp_path: Path) -> None:
    teaching.teach(db, TAG, YES, NO)
    text = teaching.export(db, TAG)
    assert len(text) < 12_000
    other = open_writer(Home(tmp_path / "other"))
    try:
        with writing(other):
            use_rules(other, Rules(0.8))
        fill(other)
        taken = teaching.take(other, text, "a flask of ours")
        assert taken.name == "a flask of ours"
        assert taken.yes == len(YES)
        assert suggested(other, "a flask of ours").keys() == suggested(db).keys()
        assert len(shown(other, "a flask of ours") & set(of_kind(0))) > 20
        fill(other, version="2")
        with pytest.raises(PhotoorgError, match="taught with other models"):
            teaching.take(other, text)
    finally:
        other.close()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"is": "photoorg taught tag", "name": "x", "model": {}}', "\x00"])
def test_what_is_no_taught_tag_is_refused(db: Database, text: str) -> None:
    with pytest.raises(PhotoorgError):
        teaching.take(db, text)


def test_a_damaged_model_is_refused_and_one_of_a_newer_photoorg_left_alone(db: Database) -> None:
    teaching.teach(db, TAG, YES, NO)
    good = json.loads(taught_models.write(taught_models.stored(db)[TAG]))
    for broken in (
        {"scores": [2, 1]},
        {"offset": math.inf},
        {"meant": {"99999": 1}},
        {"estimates": []},
        {"looks": "%"},
    ):
        with pytest.raises(PhotoorgError):
            taught_models.read(json.dumps({**good, **broken}))
    words.take(db, [wordbook.Word(wordbook.LIBRARY, "taught", "newer", '{"weights": []}', 1_700_000_000)])
    assert [one.name for one in teaching.all_taught(db)] == [TAG]
    with pytest.raises(PhotoorgError, match="newer photoorg"):
        teaching.taught(db, "newer")
    teaching.learn(db, TAG, of_kind(0)[6:8])


def test_another_classifier_teaches_it_anew_from_the_examples(db: Database) -> None:
    teaching.teach(db, TAG, YES, NO)
    before = suggested(db)
    deeds = len(history.deeds(db))
    with writing(db):
        db.conn.execute("DELETE FROM sketches")
    fill(db, version="2", seed=9)
    assert "taught with other models" in teaching.taught(db, TAG).stale
    before = suggested(db)
    with writing(db):
        catalog.save_understandings(db, {of_kind(0)[12]: Understanding()}, "2")
    assert suggested(db) == before  # what was learned with one says nothing of what another sees
    assert teaching.renew(db).tags
    assert teaching.taught(db, TAG).stale == ""
    assert len(shown(db) & set(of_kind(0))) > 10
    assert len(history.deeds(db)) == deeds
    assert not teaching.renew(db)


def test_the_model_is_a_word_that_its_kind_takes(db: Database) -> None:
    teaching.teach(db, TAG, YES, NO)
    said = taught_models.write(taught_models.stored(db)[TAG])
    assert KINDS["taught"].value(TAG, said) == said
    assert "\n" not in said
    assert len(said) < 10_000


def test_a_taught_tag_gets_another_name_and_is_taken_out(db: Database) -> None:
    teaching.teach(db, TAG, YES, NO)
    before, found = everything(db), shown(db)
    own_tags.rename(db, TAG, "The bottle")
    assert shown(db, "The bottle") == found
    assert not shown(db)
    assert teaching.taught(db, "The bottle").yes == len(YES)
    history.undo(db)
    assert everything(db) == before
    own_tags.remove(db, [TAG])
    assert not shown(db)
    assert not suggested(db)
    assert taxonomy_of(db).named(TAG) is None
    history.undo(db)
    assert everything(db) == before
