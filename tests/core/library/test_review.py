"""Review: what is asked first, what an answer settles, and how a tag's bar follows the answers."""

from __future__ import annotations

import numpy as np
import pytest
from shelf import Shelf

from photoorg.library import bars, browse, history, own_tags, review, sketches, words
from photoorg.library.bars import Bar
from photoorg.library.belief import Belief, learned
from photoorg.library.edits import judge
from photoorg.library.own_bars import set_bar
from photoorg.library.review import Asking, answer, queue
from photoorg.library.review_open import beliefs
from photoorg.library.review_report import all_checked, report
from photoorg.library.store import writing
from photoorg.library.tagged import Rules
from photoorg.outcomes import PhotoorgError, Understanding
from photoorg.sketch import to_sketch

ABOVE = {"beagle": frozenset({"dog", "animal"}), "dog": frozenset({"animal"})}
RULES = Rules(0.9, {"beagle": 0.6, "dog": 0.5, "animal": 0.5, "cat": 0.5, "pizza": 0.7}, ABOVE)


def asked(shelf: Shelf, asking: Asking | None = None) -> list[tuple[str, list[str]]]:
    """Tags and file names, in the order of the questions."""
    names = {photo_id: name for name, photo_id in shelf.ids.items()}
    return [(one.tag, [names[photo] for photo in one.photos]) for one in queue(shelf.db, asking or Asking()).questions]


def cats(shelf: Shelf, *sure: float) -> list[int]:
    """Photos of cats, a day apart, and so sure each."""
    found = [
        shelf.put(f"{share}.jpg", [("cat", share)], f"2024-05-{day:02}T10:00:00") for day, share in enumerate(sure, 1)
    ]
    shelf.use(RULES)
    return found


def test_the_least_sure_comes_first(shelf: Shelf) -> None:
    cats(shelf, 0.9, 0.55, 0.7)
    assert asked(shelf) == [("cat", ["0.55.jpg"]), ("cat", ["0.7.jpg"]), ("cat", ["0.9.jpg"])]
    found = queue(shelf.db)
    assert (found.left, found.settled) == (3, 0)
    assert found.right == pytest.approx((0.9 + 0.55 + 0.7) / 3)
    first = found.questions[0]
    assert (first.confidence, first.at_least, first.shown) == (pytest.approx(0.55), 0.5, True)
    assert first.chance == pytest.approx(0.55)


def test_what_is_answered_or_skipped_is_not_asked_again(shelf: Shelf) -> None:
    first, second, third = cats(shelf, 0.55, 0.7, 0.9)
    answer(shelf.db, "cat", [first], yes=True)
    judge(shelf.db, [second], "cat", "removed")
    assert asked(shelf) == [("cat", ["0.9.jpg"])]
    assert asked(shelf, Asking(skipped=frozenset({(third, "cat")}))) == []
    assert queue(shelf.db).settled == 1


def test_a_tag_that_others_hang_on_is_worth_more(shelf: Shelf) -> None:
    shelf.put("a.jpg", [("beagle", 0.9), ("dog", 0.91), ("animal", 0.92)])
    shelf.use(RULES)
    assert [one.tag for one in queue(shelf.db).questions] == ["animal", "dog", "beagle"]
    answer(shelf.db, "dog", [shelf.ids["a.jpg"]], yes=False)
    assert [one.tag for one in queue(shelf.db).questions] == ["animal"], "no dog, so no beagle either"


def test_a_yes_settles_what_is_true_of_it(shelf: Shelf) -> None:
    shelf.put("a.jpg", [("beagle", 0.7), ("dog", 0.91), ("animal", 0.92)])
    shelf.use(RULES)
    answer(shelf.db, "beagle", [shelf.ids["a.jpg"]], yes=True)
    found = queue(shelf.db)
    assert (found.questions, found.left, found.settled, found.right) == ((), 0, 3, 1.0)


def test_photos_that_look_alike_are_one_question(shelf: Shelf) -> None:
    for number, (code, sure) in enumerate([(0b1111, 0.8), (0b1110, 0.7), (-1 << 40, 0.75), (None, 0.72)]):
        photo = shelf.put(f"{number}.jpg", [("cat", sure)], f"2024-05-0{number + 1}T10:00:00")
        with writing(shelf.db):
            shelf.db.conn.execute("UPDATE photos SET look_hash = ? WHERE id = ?", (code, photo))
    shelf.use(RULES)
    assert asked(shelf) == [("cat", ["1.jpg", "0.jpg"]), ("cat", ["3.jpg"]), ("cat", ["2.jpg"])]
    done = answer(shelf.db, "cat", queue(shelf.db).questions[0].photos, yes=False)
    assert len(done.changes.photos) >= 2
    assert [shelf.tags(shelf.ids[name]) for name in ("0.jpg", "1.jpg")] == [[], []]


def test_photos_with_like_sketches_are_one_question(shelf: Shelf) -> None:
    rng = np.random.default_rng(5)
    one, other = rng.normal(size=256), rng.normal(size=256)
    for number, vector in enumerate([one, one + 0.1 * rng.normal(size=256), other]):
        photo = shelf.put(f"{number}.jpg", [("cat", 0.7)], f"2024-05-0{number + 1}T10:00:00")
        with writing(shelf.db):
            sketches.save(shelf.db, [("classify", photo, to_sketch(vector).tobytes())])
            sketches.note_changed(shelf.db, [photo])
    shelf.use(RULES)
    assert sorted(len(photos) for _, photos in asked(shelf)) == [1, 2]


def test_runs_of_one_tag(shelf: Shelf) -> None:
    for number in range(6):
        shelf.put(f"{number}.jpg", [("cat", 0.6 + number / 100), ("pizza", 0.71 + number / 100)])
    shelf.use(RULES)
    assert [tag for tag, _ in asked(shelf)] == ["cat"] * 6 + ["pizza"] * 6


def test_only_one_tag_and_some_photos(shelf: Shelf) -> None:
    first = shelf.put("a.jpg", [("cat", 0.6), ("pizza", 0.8)])
    shelf.put("b.jpg", [("cat", 0.6)])
    shelf.use(RULES)
    assert asked(shelf, Asking(tag="CAT", among=[first])) == [("cat", ["a.jpg"])]
    assert queue(shelf.db, Asking(tag="gatto")).left == 2
    with pytest.raises(PhotoorgError, match="'wombat'"):
        queue(shelf.db, Asking(tag="wombat"))


def test_guesses_that_are_not_shown(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("pizza", 0.6), ("cat", 0.9), ("beagle", 0.2)])
    other = shelf.put("b.jpg", [("pizza", 0.4), ("beagle", 0.5)])
    shelf.use(RULES)
    judge(shelf.db, [other], "dog", "rejected")
    missed = Asking(what="missed")
    assert asked(shelf, missed) == [("pizza", ["a.jpg"]), ("pizza", ["b.jpg"])]
    assert queue(shelf.db, missed).right is None
    answer(shelf.db, "pizza", [photo], yes=True)
    assert "pizza" in shelf.tags(photo)
    assert asked(shelf, missed) == [("pizza", ["b.jpg"])]


def test_answers_move_the_bar(shelf: Shelf) -> None:
    photos = cats(shelf, 0.501, 0.502, 0.6, 0.9, 0.61, 0.62)
    done = answer(shelf.db, "cat", [photos[2]], yes=False)
    assert (done.before, done.came, done.went) == (Bar(0.5), 0, 2)
    assert 0.502 < done.after.at_least < 0.52, "one answer does not hide much"
    assert shelf.names("cat") == ["0.61.jpg", "0.62.jpg", "0.9.jpg"]
    assert bars.bar_of(shelf.db, "cat") == done.after
    more = answer(shelf.db, "cat", photos[4:], yes=False)
    assert more.after.at_least > 0.53
    assert answer(shelf.db, "cat", [photos[3]], yes=True).after == more.after, "that was to be expected"
    back = answer(shelf.db, "cat", photos[4:], yes=True)
    assert back.after.at_least < more.after.at_least, "what is right has it come down again"


def test_a_bar_of_ones_own(shelf: Shelf) -> None:
    cats(shelf, 0.55, 0.7)
    set_bar(shelf.db, "cat", 0.6)
    assert shelf.names("cat") == ["0.7.jpg"]
    assert bars.own_bars(shelf.db) == {"cat": Bar(0.5, 0.6)}
    shelf.use(Rules(0.9, {**RULES.bars, "cat": 0.4}, ABOVE))
    assert bars.bar_of(shelf.db, "cat") == Bar(0.4, 0.6), "it holds, whatever is fitted"
    assert shelf.names("cat") == ["0.7.jpg"]
    set_bar(shelf.db, "cat", None)
    assert (shelf.names("cat"), bars.own_bars(shelf.db)) == (["0.55.jpg", "0.7.jpg"], {})
    with pytest.raises(PhotoorgError, match="nothing to take back"):
        set_bar(shelf.db, "cat", None)
    for wrong in (1.5, float("nan"), "x"):
        with pytest.raises(PhotoorgError, match="between 0 and 1"):
            set_bar(shelf.db, "cat", wrong)


def test_a_bar_of_a_tag_that_none_is_fitted_for(shelf: Shelf) -> None:
    shelf.put("a.jpg", [("rex", 0.5)])
    shelf.use(RULES)
    set_bar(shelf.db, "rex", 0.4)
    assert shelf.names("rex") == ["a.jpg"]
    set_bar(shelf.db, "rex", None)
    assert shelf.tags(shelf.ids["a.jpg"]) == []
    assert not shelf.use(RULES)


def test_bars_are_words(shelf: Shelf) -> None:
    """They are exported and taken in like any other word."""
    cats(shelf, 0.55, 0.7)
    set_bar(shelf.db, "cat", 0.6)
    said = list(words.export(shelf.db))
    set_bar(shelf.db, "cat", None)
    newer = [word._replace(at=word.at + 10) for word in said]
    words.take(shelf.db, newer)
    assert shelf.names("cat") == ["0.7.jpg"]


def test_an_answer_about_what_is_gone(shelf: Shelf) -> None:
    cats(shelf, 0.55)
    with pytest.raises(PhotoorgError, match="not in the library any more"):
        answer(shelf.db, "cat", [999], yes=True)
    with pytest.raises(PhotoorgError, match="'wombat'"):
        answer(shelf.db, "wombat", [1], yes=True)


def test_a_sensitive_photo_is_not_asked_about(shelf: Shelf) -> None:
    shelf.understand(shelf.put("a.jpg"), Understanding(sensitive=0.9))
    shelf.use(Rules(0.9, tag_sensitive=True))
    assert browse.tag_names(shelf.db) == ["sensitive"]
    assert queue(shelf.db).questions == ()


def test_an_empty_library(shelf: Shelf) -> None:
    shelf.use(RULES)
    for what in ("shown", "missed"):
        assert queue(shelf.db, Asking(what=what)) == review.Queue((), 0, 0, None)


def test_belief() -> None:
    nothing = Belief()
    assert nothing.chances(np.array([0.2, 0.9])) == pytest.approx([0.2, 0.9])
    assert nothing.chances(np.array([0.0, 1.0])) == pytest.approx([0, 1], abs=1e-3)
    sure = np.full(20, 0.9)
    wrong, right = learned(sure, np.zeros(20, np.bool_)), learned(sure, np.ones(20, np.bool_))
    assert wrong.offset < -1.5 < 0 < right.offset < 0.6, "what was expected says little"
    assert wrong.variance < nothing.variance
    assert nothing.moved(0.7, nothing) == pytest.approx(0.7)
    assert wrong.moved(0.7, nothing) > 0.8
    assert nothing.moved(wrong.moved(0.7, nothing), wrong) == pytest.approx(0.7, abs=0.01)


def test_the_report(shelf: Shelf) -> None:
    photos = cats(shelf, 0.55, 0.7, 0.9, 0.3)
    answer(shelf.db, "cat", [photos[0]], yes=False)
    answer(shelf.db, "cat", [photos[1]], yes=True)
    answer(shelf.db, "cat", [photos[3]], yes=True)
    judge(shelf.db, [photos[0]], "Rex", "added")
    cat, rex = report(shelf.db)
    assert (cat.tag, cat.kept, cat.removed, cat.added, cat.shown) == ("cat", 1, 1, 1, 3)
    assert cat.checked is not None
    assert (cat.checked.share, round(cat.checked.low, 2), round(cat.checked.high, 2)) == (0.5, 0.09, 0.91)
    assert cat.right is not None
    assert 0.4 < cat.low < cat.right < cat.high < 1
    assert cat.bar.own is not None
    assert (rex.tag, rex.kept, rex.removed, rex.added, rex.shown, rex.right) == ("Rex", 0, 0, 1, 1, 1.0)
    assert rex.checked is None
    everything = all_checked([cat, rex])
    assert everything is not None
    assert (everything.right, everything.number) == (1, 2)


def test_the_report_of_nothing(shelf: Shelf) -> None:
    shelf.use(RULES)
    assert report(shelf.db) == []
    assert all_checked([]) is None


def test_an_answer_is_taken_back_with_the_bar_that_it_moved(shelf: Shelf) -> None:
    photos = cats(shelf, 0.501, 0.502, 0.6, 0.9)
    before = queue(shelf.db)
    answer(shelf.db, "cat", [photos[2]], yes=False)
    after, moved = queue(shelf.db), bars.bar_of(shelf.db, "cat")
    assert (len(after.questions), moved.own is not None) == (1, True)
    history.undo(shelf.db)
    assert (queue(shelf.db), bars.bar_of(shelf.db, "cat")) == (before, Bar(0.5))
    history.redo(shelf.db)
    assert (queue(shelf.db), bars.bar_of(shelf.db, "cat")) == (after, moved)
    assert [one.sentence for one in history.deeds(shelf.db)] == ["Said no to 'cat' on 1 photo"]


def test_a_bar_is_taken_back(shelf: Shelf) -> None:
    cats(shelf, 0.55, 0.7)
    set_bar(shelf.db, "cat", 0.6)
    set_bar(shelf.db, "cat", None)
    history.undo(shelf.db)
    assert shelf.names("cat") == ["0.7.jpg"]
    history.undo(shelf.db)
    assert (shelf.names("cat"), bars.own_bars(shelf.db)) == (["0.55.jpg", "0.7.jpg"], {})
    told = [one.sentence for one in history.deeds(shelf.db)]
    assert told == ["Let 'cat' be shown from where photoorg shows it", "Showed 'cat' from 60% on"]


def test_a_yes_shows_no_more_of_what_is_checked(shelf: Shelf) -> None:
    photos = cats(shelf, 0.48, 0.55, 0.6)
    assert answer(shelf.db, "cat", [photos[1]], yes=True).after == Bar(0.5)
    assert answer(shelf.db, "cat", [photos[0]], yes=True).after.at_least < 0.5, "it was not shown, and is right"


def test_what_spoke_for_a_denied_tag_speaks_no_more_for_those_above(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("beagle", 0.8), ("dog", 0.9), ("animal", 0.98)])
    shelf.put("b.jpg", [("dog", 0.7)], "2024-05-05T10:00:00")
    shelf.use(RULES)
    answer(shelf.db, "beagle", [photo], yes=False)
    chances = {(one.tag, one.photos[0]): one.chance for one in queue(shelf.db).questions}
    assert chances["dog", photo] == pytest.approx((0.9 - 0.8) / 0.2)
    assert chances["animal", photo] == pytest.approx((0.98 - 0.8) / 0.2)
    assert chances["dog", photo + 1] == pytest.approx(0.7)


def test_a_tag_of_another_name_is_asked_about_and_learned_from_as_before(shelf: Shelf) -> None:
    photos = cats(shelf, 0.9, 0.55, 0.7, 0.4)
    own_tags.rename(shelf.db, "cat", "Micio")
    assert asked(shelf, Asking("Micio", "missed")) == [("Micio", ["0.4.jpg"])]
    assert [one.at_least for one in queue(shelf.db, Asking("Micio")).questions] == [0.5] * 3
    said = answer(shelf.db, "Micio", photos[1:3], yes=False)
    assert said.before == Bar(0.5)
    assert said.after.at_least > 0.5
    (told,) = [one for one in report(shelf.db) if one.tag == "Micio"]
    assert (told.removed, told.bar) == (2, said.after)
    assert [one.tag for one in report(shelf.db)] == ["Micio"]


def test_a_persons_own_bar_holds_under_another_name_whatever_is_fitted(shelf: Shelf) -> None:
    cats(shelf, 0.2, 0.4, 0.9)
    own_tags.rename(shelf.db, "cat", "Micio")
    set_bar(shelf.db, "Micio", 0.3)
    assert shelf.names("Micio") == ["0.4.jpg", "0.9.jpg"]
    shelf.use(Rules(0.9, {**RULES.bars, "cat": 0.85}, ABOVE))
    assert shelf.names("Micio") == ["0.4.jpg", "0.9.jpg"]
    assert bars.bar_of(shelf.db, "Micio") == Bar(0.85, 0.3)
    own_tags.rename(shelf.db, "Micio", "cat")
    assert shelf.names("cat") == ["0.4.jpg", "0.9.jpg"]


def test_a_bar_is_of_the_tag_that_is_meant(shelf: Shelf) -> None:
    cats(shelf, 0.55, 0.7)
    set_bar(shelf.db, "cats", 0.6)
    assert bars.own_bars(shelf.db) == {"cat": Bar(0.5, 0.6)}
    own_tags.rename(shelf.db, "cat", "Micio")
    set_bar(shelf.db, "cat", 0.65)
    assert bars.own_bars(shelf.db) == {"Micio": Bar(0.5, 0.65)}
    with pytest.raises(PhotoorgError, match="No photo has the tag 'wombat'"):
        set_bar(shelf.db, "wombat", 0.5)
    assert list(bars.own_bars(shelf.db)) == ["Micio"]


def test_reading_answers_to_one_tag_reads_no_others(shelf: Shelf) -> None:
    cats(shelf, 0.55, 0.7)
    asked_for: list[str] = []
    shelf.db.conn.set_trace_callback(asked_for.append)
    beliefs(shelf.db, 1)
    shelf.db.conn.set_trace_callback(None)
    plan = [row[3] for sql in asked_for for row in shelf.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert plan
    assert not any(step.startswith("SCAN v") for step in plan)
