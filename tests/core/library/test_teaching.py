"""Teaching a tag, in a library whose photos are made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bottles import (
    EACH,
    KINDS_OF_PHOTOS,
    NO,
    TAG,
    WIDTH,
    YES,
    Books,
    NoBooks,
    everything,
    fill,
    of_kind,
    shown,
    suggested,
)

from photoorg.library import history, own_bars, taught_models, teaching
from photoorg.library.edits import judge
from photoorg.library.own_bars import set_bar
from photoorg.library.review_open import tags_of
from photoorg.library.review_report import report
from photoorg.library.store import Database, open_writer, writing
from photoorg.library.tagged import Rules, use_rules
from photoorg.outcomes import PhotoorgError
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


def test_what_it_says_is_of_photos_that_nobody_spoke_of(db: Database) -> None:
    made = teaching.draft(db, TAG, YES, NO)
    likely = made.taught.likely
    assert likely.photos <= KINDS_OF_PHOTOS * EACH - len(YES) - len(NO)
    reached = [one for one in teaching.best(db, made, 300) if one.confidence >= likely.bar]
    assert abs(likely.photos - len(reached)) <= 2  # photos that were learned from are judged without themselves
    assert likely.told
    assert not replace(likely, photos=2).told
    assert not replace(likely, low=0.2, high=0.9).told
    everything_said = teaching.draft(
        db, TAG, of_kind(0), [n for kind in range(1, KINDS_OF_PHOTOS) for n in of_kind(kind)]
    )
    assert everything_said.taught.yes == EACH


def test_taught_tags_whose_letters_differ_beyond_ascii_do_not_mix(db: Database) -> None:
    teaching.teach(db, "Éa", YES, NO)
    before = suggested(db, "Éa")
    teaching.teach(db, "éa", of_kind(1)[:8], YES)
    teaching.forget(db, "éa")
    assert suggested(db, "éa") == {}
    assert suggested(db, "Éa") == before
    assert history.deeds(db)[1].sentence.startswith("Taught 'éa' by")


def test_a_photo_cannot_be_an_example_and_none(db: Database) -> None:
    with pytest.raises(PhotoorgError, match=r"^'1\.jpg' cannot be an example of 'our bottle' and a counter-example"):
        teaching.draft(db, TAG, YES, YES[:1])


def test_what_was_learned_of_narrower_sketches_is_not_taken(db: Database) -> None:
    teaching.teach(db, TAG, YES, NO)
    found = json.loads(teaching.export(db, TAG))
    found["model"]["looks"] = found["model"]["looks"][: WIDTH // 4 * 2]  # whole numbers, and fewer
    with pytest.raises(PhotoorgError, match="with other models"):
        teaching.take(db, json.dumps(found), "other")
    assert [one.name for one in teaching.all_taught(db)] == [TAG]
