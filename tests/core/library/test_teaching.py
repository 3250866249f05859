"""Teaching a tag, in a library whose photos are made up: kinds of things with a look of their own each."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from photoorg.library import catalog, history, own_bars, own_tags, taught_models, teaching, wordbook, words
from photoorg.library.edits import judge
from photoorg.library.kinds import KINDS
from photoorg.library.own_bars import set_bar
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.review_open import tags_of
from photoorg.library.review_report import report
from photoorg.library.senses import Meaning
from photoorg.library.sketches import LIKENESS
from photoorg.library.store import Database, open_writer, writing
from photoorg.library.tagged import Rules, use_rules
from photoorg.outcomes import Evidence, PhotoorgError, Suggestion, Understanding
from photoorg.settings import Home
from photoorg.sketch import to_sketch
from photoorg.taxonomy import load_taxonomy

WIDTH, KINDS_OF_PHOTOS, EACH = 32, 10, 30
TAG = "our bottle"
WNIDS = list(load_taxonomy().of_class)


class Books:
    """Understands every name as the class of the kind 0."""

    def meaning(self, text: str, *, by_words: bool = False) -> Meaning:
        assert by_words
        return Meaning(text, exact=(next(iter(load_taxonomy().of_class.values())),))

    def sketch(self, path: Path) -> np.ndarray:
        raise AssertionError(path)


class NoBooks(Books):
    def meaning(self, text: str, *, by_words: bool = False) -> Meaning:
        raise PhotoorgError("The model for words is missing.")


def fill(db: Database, version: str = "1", seed: int = 4) -> None:
    """EACH photos of each kind; photo i is of the kind (i - 1) % KINDS_OF_PHOTOS."""
    random = np.random.default_rng(seed)
    ways = np.linalg.qr(random.standard_normal((WIDTH, WIDTH)))[0][:KINDS_OF_PHOTOS]
    ids = range(1, KINDS_OF_PHOTOS * EACH + 1)
    looks = to_sketch(
        np.stack([ways[(n - 1) % KINDS_OF_PHOTOS] for n in ids]) + 0.16 * random.standard_normal((len(ids), WIDTH))
    )
    with writing(db):
        if not db["photos"].count:
            db.conn.execute("INSERT INTO volumes (id, uid, mount) VALUES (1, 'v', '/v')")
            db.conn.execute("INSERT INTO folders (id, volume_id, path, is_root) VALUES (1, 1, '', 1)")
            db.conn.executemany(
                "INSERT INTO photos (id, identity, identity_scheme, read_version, taken_at, taken_source, added_at, "
                "format, width, height) VALUES (?, ?, 'x', 1, ?, 'photo', 0, 'jpeg', 4, 3)",
                [(n, n.to_bytes(16, "big"), n) for n in ids],
            )
            db.conn.executemany(
                "INSERT INTO files (id, photo_id, folder_id, name, size, mtime_ns) VALUES (?, ?, 1, ?, 1, 1)",
                [(n, n, f"{n}.jpg") for n in ids],
            )
            db.conn.execute("UPDATE photos SET file_id = id")
        catalog.save_findings(
            db, [seen(n, look, float(random.uniform(0.1, 0.6)), version) for n, look in zip(ids, looks, strict=True)]
        )


def seen(photo: int, look: np.ndarray, share: float, version: str = "1") -> catalog.Finding:
    evidence = Evidence({WNIDS[(photo - 1) % KINDS_OF_PHOTOS]: share})
    return catalog.Finding(photo, LIKENESS, version, "Test", evidence, sketch=look.tobytes())


def of_kind(kind: int) -> list[int]:
    return [kind + 1 + KINDS_OF_PHOTOS * number for number in range(EACH)]


YES, NO = of_kind(0)[:6], [n for kind in range(1, 10) for n in of_kind(kind)[:2]]


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


def suggested(db: Database, tag: str = TAG) -> dict[int, tuple[float, str]]:
    rows = db.conn.execute(
        "SELECT s.photo_id, s.confidence, s.because FROM suggestions s JOIN tags g ON g.id = s.tag_id WHERE g.name = ?",
        (tag,),
    )
    return {photo: (sure, because) for photo, sure, because in rows}


def shown(db: Database, tag: str = TAG) -> set[int]:
    rows = db.conn.execute("SELECT x.photo_id FROM photo_tag x JOIN tags g ON g.id = x.tag_id WHERE g.name = ?", (tag,))
    return {photo for (photo,) in rows}


def everything(db: Database) -> list[list[tuple[object, ...]]]:
    tables = ("suggestions", "verdicts", "taught", "photo_tag", "tag_bars")
    return [db.conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall() for table in tables]  # noqa: S608


def test_a_taught_tag_is_suggested_where_it_is_true(db: Database) -> None:
    made = teaching.teach(db, TAG, YES, NO)
    assert (made.name, made.yes, made.no, made.stale) == (TAG, len(YES), len(NO), "")
    assert made.changes.photos >= set(YES)
    assert made.changes.tags
    right = set(of_kind(0))
    assert len(shown(db) & right) > 0.8 * len(right)
    assert len(shown(db) - right) <= 3
    estimate = made.estimate
    assert estimate.precision >= 0.8
    assert estimate.low <= estimate.precision <= estimate.high
    assert 0.6 * len(right) < estimate.total < 1.7 * len(right)
    assert made.likely.photos >= estimate.photos
    sure, because = suggested(db)[of_kind(0)[10]]
    ((task, score),) = json.loads(because)
    assert task == "taught"
    assert 0.5 < sure <= 1
    assert score > 0
    best = teaching.best(db, TAG, 10)
    assert {one.photo_id for one in best} <= right - set(YES)
    assert [one.confidence for one in best] == sorted((one.confidence for one in best), reverse=True)


def test_a_draft_stores_nothing_and_says_the_same(db: Database) -> None:
    before = everything(db)
    made = teaching.draft(db, TAG, YES, NO)
    assert everything(db) == before
    asked = teaching.questions(db, made)
    assert not {one.photo_id for one in asked} & {*YES, *NO}
    done = teaching.teach(db, TAG, YES, NO)
    assert done.estimate == made.taught.estimate
    assert teaching.taught(db, TAG).estimate.photos == made.taught.estimate.photos


def test_examples_alone_do(db: Database) -> None:
    made = teaching.teach(db, TAG, YES)
    assert made.no == 0
    assert {one.photo_id for one in teaching.best(db, TAG, 15)} <= set(of_kind(0))


def test_questions_are_unlike_and_answers_are_learned(db: Database) -> None:
    teaching.teach(db, TAG, YES[:3], NO[:3])
    asked = [one.photo_id for one in teaching.questions(db, TAG, 8)]
    assert len(asked) == len(set(asked)) == 8
    right = set(of_kind(0))
    learned = teaching.learn(db, TAG, [n for n in asked if n in right], [n for n in asked if n not in right])
    assert (learned.yes, learned.no) == (3 + len(right & set(asked)), 3 + len(set(asked) - right))
    assert not {one.photo_id for one in teaching.questions(db, TAG, 8)} & set(asked)
    assert history.deeds(db)[0].sentence == f"Taught '{TAG}' more, by 8 photos"


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


def test_a_persons_own_bar_holds_over_the_taught_one(db: Database) -> None:
    teaching.teach(db, TAG, YES, NO)
    photos = shown(db)
    set_bar(db, TAG, 0.999)
    assert shown(db) < photos
    teaching.learn(db, TAG, of_kind(0)[6:8])
    assert own_bars.bars.bar_of(db, TAG).own == 0.999
    with writing(db):
        use_rules(db, Rules(0.8, {"dog": 0.4}))
    assert own_bars.bars.bar_of(db, TAG).at_least == 0.999
    set_bar(db, TAG, None)
    assert shown(db) >= photos


def test_the_bar_of_a_taught_tag_is_not_a_persons_own(db: Database) -> None:
    bar = own_bars.bars.bar_of(db, TAG)
    assert bar.own is None
    taught = teaching.teach(db, TAG, YES, NO)
    found = tags_of(db)
    (bar,) = [found.bars[tag_id] for tag_id, name in found.names.items() if name == TAG]
    assert (bar.own, bar) == (None, own_bars.bars.bar_of(db, TAG))
    assert (taught.name, [one.tag for one in report(db) if one.bar.own is not None]) == (TAG, [])


def test_the_setting_of_how_many_tags_are_right_moves_the_bar(db: Database) -> None:
    teaching.teach(db, TAG, YES[:4], NO)
    few = len(shown(db))
    with writing(db):
        use_rules(db, Rules(0.5))
    assert len(shown(db)) >= few
    assert teaching.taught(db, TAG).estimate == teaching.taught(db, TAG).likely


def test_a_name_that_means_something_helps_and_need_not(db: Database) -> None:
    plain = teaching.draft(db, TAG, YES[:3], NO[:6])
    named = teaching.draft(db, TAG, YES[:3], NO[:6], Books())
    assert named.model.meant
    assert named.model.named > 0
    assert not plain.model.meant
    assert teaching.draft(db, TAG, YES[:3], NO[:6], NoBooks()).model.named == 0
    teaching.teach(db, TAG, YES[:3], NO[:6], Books())
    teaching.learn(db, TAG, YES[3:])
    assert taught_models.stored(db)[TAG].meant == pytest.approx(named.model.meant, abs=1e-3)


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


def test_what_cannot_be_taught_says_why(db: Database) -> None:
    with pytest.raises(PhotoorgError, match="at least 3 photos"):
        teaching.teach(db, TAG, YES[:2], NO)
    with pytest.raises(PhotoorgError, match="cannot be an example"):
        teaching.teach(db, TAG, YES, YES[:1])
    for ask in (teaching.taught, teaching.forget, teaching.export, teaching.questions, teaching.learn):
        with pytest.raises(PhotoorgError, match="has not been taught"):
            ask(db, TAG)
    with pytest.raises(PhotoorgError, match="needs a name"):
        teaching.teach(db, " ", YES)
    assert not suggested(db)


def test_verdicts_said_elsewhere_are_examples_too(db: Database) -> None:
    judge(db, YES, TAG, "added")
    judge(db, NO, TAG, "rejected")
    made = teaching.draft(db, TAG, of_kind(0)[6:8])
    assert (made.taught.yes, made.taught.no) == (len(YES) + 2, len(NO))
    yes, no = teaching.examples(db, TAG)
    assert (set(yes), set(no)) == (set(YES), set(NO))


def test_a_library_that_nobody_has_looked_at(tmp_path: Path) -> None:
    db = open_writer(Home(tmp_path / "empty"))
    try:
        with pytest.raises(PhotoorgError, match="there are 0"):
            teaching.teach(db, TAG, [1, 2, 3])
    finally:
        db.close()


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


def test_what_was_learned_of_narrower_sketches_is_not_taken(db: Database) -> None:
    teaching.teach(db, TAG, YES, NO)
    found = json.loads(teaching.export(db, TAG))
    found["model"]["looks"] = found["model"]["looks"][: WIDTH // 4 * 2]  # whole numbers, and fewer
    with pytest.raises(PhotoorgError, match="with other models"):
        teaching.take(db, json.dumps(found), "other")
    assert [one.name for one in teaching.all_taught(db)] == [TAG]
