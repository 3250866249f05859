"""Tags gone through in the window: a real library, real answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from photoorg.gui import review_text, reviewing
from photoorg.gui.review_page import ReviewPage
from photoorg.gui.window import MainWindow
from photoorg.library import browse, history, own_bars
from photoorg.library.bars import Bar
from photoorg.library.review import Answered, Question, Queue
from photoorg.library.review_report import report
from photoorg.library.store import writing
from photoorg.library.terms import tag_term
from photoorg.outcomes import Changes


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> ReviewPage:
    window.reviewing.review_tags()
    shown = window.reviewing.page
    qtbot.waitUntil(lambda: shown.question is not None, timeout=10_000)
    return shown


def settled(window: MainWindow, qtbot: QtBot, answers: int) -> None:
    qtbot.waitUntil(lambda: not window.reviewing._going and len(window.reviewing._given) == answers, timeout=10_000)


def test_a_question_with_its_photo(window: MainWindow, page: ReviewPage, qtbot: QtBot) -> None:
    assert window.pages.currentWidget() is page
    question = page.question
    assert question is not None
    assert page.view.title.text() == f"Is this “{question.tag}”?"
    assert page.view.why.text().startswith(f"The models are {question.confidence:.0%} sure; it is shown from ")
    assert page.standing.text().startswith("0 answers · ")
    assert " of the tags shown are right" in page.standing.text()
    qtbot.waitUntil(lambda: isinstance(page.view.picture._pixmap, QPixmap), timeout=10_000)
    assert not page.undo.isEnabled()
    assert page.found.isHidden(), "there is no search"


def test_yes_no_and_skip_by_keys(window: MainWindow, page: ReviewPage, qtbot: QtBot) -> None:
    questions = list(page._questions)
    for key in (Qt.Key.Key_N, Qt.Key.Key_Y, Qt.Key.Key_S):
        qtbot.keyClick(page, key)
    settled(window, qtbot, 2)
    db = window.session._app.reader()
    said = {(row.tag, row.kept, row.removed) for row in report(db)}
    db.close()
    assert (questions[0].tag, 0, 1) in said or (questions[0].tag, 1, 1) in said
    qtbot.waitUntil(lambda: page.standing.text().startswith("2 answers · "))
    asked = {(one.tag, one.photos[0]) for one in page._questions}
    assert asked.isdisjoint({(one.tag, one.photos[0]) for one in questions[:3]})
    assert page.undo.isEnabled()


def test_an_answer_is_taken_back(window: MainWindow, page: ReviewPage, qtbot: QtBot) -> None:
    first = page.question
    assert first is not None
    page.no.click()
    settled(window, qtbot, 1)
    assert "is shown from" in page.note.text()
    qtbot.waitUntil(lambda: window.undoing.newest == f"Said no to '{first.tag}' on 1 photo", timeout=10_000)
    page.undo.click()
    qtbot.waitUntil(lambda: page.question == first, timeout=10_000)
    assert page.note.text() == ""

    def nothing_done() -> bool:
        db = window.session._app.reader()
        back, _ = history.newest(db)
        db.close()
        return back is None

    qtbot.waitUntil(nothing_done, timeout=10_000)
    assert not page.undo.isEnabled()


def test_an_answer_that_is_taken_back_by_its_key_is_asked_again(
    window: MainWindow, page: ReviewPage, qtbot: QtBot
) -> None:
    first = page.question
    page.no.click()
    settled(window, qtbot, 1)
    window.commands["undo"].trigger()
    qtbot.waitUntil(lambda: page.question == first, timeout=10_000)
    settled(window, qtbot, 0)
    assert not page.undo.isEnabled()


def test_photos_that_look_alike(window: MainWindow, qtbot: QtBot) -> None:
    db = window.session._app.writer()
    with writing(db):
        ids = [photo for (photo,) in db.conn.execute("SELECT photo_id FROM photo_tag GROUP BY photo_id LIMIT 3")]
        tag = db.conn.execute("SELECT id FROM tags WHERE name = 'animal'").fetchone()[0]
        for photo in ids:
            db.conn.execute("UPDATE photos SET look_hash = 5 WHERE id = ?", (photo,))
            db.conn.execute("DELETE FROM photo_tag WHERE photo_id = ?", (photo,))
            db.conn.execute("INSERT INTO photo_tag VALUES (?, 0, ?, 0.6)", (tag, photo))
    db.close()
    window.reviewing.review_tag("animal")
    shown = window.reviewing.page
    assert shown.tag == "animal"
    qtbot.waitUntil(lambda: shown.question is not None, timeout=10_000)
    assert shown.view.title.text() == "Are these “animal”?"
    assert "3 photos that look alike: click one to leave it out" in shown.view.why.text()
    grid = shown.view.grid
    cells = grid.cells()
    assert all(grid.rect().contains(cell) for cell in cells)
    assert not any(one.intersects(other) for one in cells for other in cells if one is not other)
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=cells[1].center())
    assert grid.meant == [shown.question.photos[0], shown.question.photos[2]]  # type: ignore[union-attr]
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Space):
        qtbot.keyClick(shown, key)
    assert len(grid.meant) == 1
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    qtbot.keyClick(shown, Qt.Key.Key_Space)
    assert len(grid.meant) == 2
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(0, 0))
    meant = grid.meant
    grid.grab()
    shown.no.click()
    settled(window, qtbot, 1)
    db = window.session._app.reader()
    assert {photo for (photo,) in db.conn.execute("SELECT photo_id FROM verdicts")} == set(meant)
    db.close()


def test_other_tags_and_guesses_that_are_not_shown(window: MainWindow, page: ReviewPage, qtbot: QtBot) -> None:
    page.missed.click()
    qtbot.waitUntil(lambda: page.question is not None and not page.question.shown, timeout=10_000)
    assert "it would be shown from " in page.view.why.text()
    assert "of the tags shown" not in page.standing.text()
    page.missed.click()
    page.tags.setCurrentIndex(page.tags.findData("cat"))
    page.tags.activated.emit(page.tags.currentIndex())
    qtbot.waitUntil(lambda: page.question is not None and page.question.tag == "cat", timeout=10_000)
    while page.question is not None:
        page.skip.click()
        qtbot.waitUntil(lambda: page.question is not None or "Looking" not in page.view.title.text(), timeout=10_000)
    assert page.view.title.text() in {
        "That was all there is to ask for now.",
        "There is nothing to ask: no photo here carries a tag that you have not confirmed.",
    }
    assert not page.yes.isEnabled()


def test_the_report(window: MainWindow, page: ReviewPage, qtbot: QtBot) -> None:
    dialog = window.reviewing.report
    page.report.click()
    qtbot.waitUntil(lambda: dialog.said.text() == "You have not said yes or no to any tag yet.", timeout=10_000)
    dialog.close()
    page.no.click()
    settled(window, qtbot, 1)
    page.report.click()
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 1, timeout=10_000)
    assert dialog.said.text().startswith("Of 1 tags that you checked 0% were right (0% to ")
    assert not dialog.review.isEnabled()
    dialog.list.setCurrentIndex(dialog.list.model().index(0, 0))
    tag = dialog.chosen
    dialog.review.click()
    assert dialog.isHidden()
    assert (page.tag, window.pages.currentWidget()) == (tag, page)
    window.reviewing.show_report()
    dialog.photos.click()
    qtbot.waitUntil(lambda: window.model.results.question.text == tag_term(tag), timeout=10_000)


def test_a_bar_is_put_back_in_the_report(window: MainWindow, page: ReviewPage, qtbot: QtBot) -> None:
    dialog = window.reviewing.report
    question = page.question
    assert question is not None
    window.session.bridge.edit(lambda db: own_bars.set_bar(db, question.tag, 0.99))
    page.report.click()
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 1, timeout=10_000)
    qtbot.waitUntil(lambda: "99.0%, yours; before " in dialog.list.model().index(0, 7).data(), timeout=10_000)
    assert not dialog.reset.isEnabled()
    dialog.list.setCurrentIndex(dialog.list.model().index(0, 0))
    dialog.reset.click()
    qtbot.waitUntil(lambda: window.toast.text.text() == "It is shown from where it was before", timeout=10_000)
    qtbot.waitUntil(lambda: not dialog.list.topLevelItemCount(), timeout=10_000)
    dialog.close()


def test_it_is_said_because_of_which_tag_one_is_shown(telling: MainWindow) -> None:
    db = telling.session._app.reader()
    photo = next(int(one.photo_id) for one in browse.cards(db, range(1, 40)).values() if one.name == "astronaut.jpg")
    shown = Question("dog", (photo,), 0.4, 0.4, 0.5, 0.1)
    assert reviewing._narrower(db, [shown, replace(shown, confidence=0.6)]) == {(photo, "dog"): "golden retriever"}
    db.close()


def test_back_to_the_photos(window: MainWindow, page: ReviewPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.page


def test_only_looking(window: MainWindow, page: ReviewPage) -> None:
    page.lock("It is another photoorg's.")
    assert not page.yes.isEnabled()
    assert page.no.toolTip() == "It is another photoorg's."
    before = page.question
    page._yes()
    assert page.question is before
    assert page.skip.isEnabled()


def test_words() -> None:
    one = Question("cat", (1,), 0.6, 0.75, 0.5, 0.4)
    sure = "The models are 60% sure; it "
    by_answers = " · about 75% likely by your answers so far"
    assert review_text.why(one) == f"{sure}is shown from 50% on{by_answers}"
    assert review_text.why(replace(one, at_least=0.7), "kitten") == f"{sure}is shown because of “kitten”{by_answers}"
    assert review_text.why(replace(one, shown=False, at_least=0.7)).startswith(f"{sure}would be shown from 70% on")
    done = Answered(Changes(), 1, Bar(0.5), Bar(0.5, 0.534), 0, 3)
    assert review_text.moved("cat", done) == "“cat” is shown from 53.4% on now, before from 50.0%: 3 photos fewer."
    more = Answered(Changes(), 1, Bar(0.5), Bar(0.5, 0.466), 2, 0)
    assert review_text.moved("cat", more).endswith(": 2 photos more.")
    assert review_text.moved("cat", Answered(Changes(), 1, Bar(0.5), Bar(0.5), 0, 0)) == ""
    standing = review_text.standing(Queue((), 3, 1, 0.995), 1)
    assert standing == "1 answer · 3 tags to check · about 99.5% of the tags shown are right"
    assert review_text.percent(1.0) == "100%"
