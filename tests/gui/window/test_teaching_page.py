"""A tag taught in the window: a real library, real classifiers, real deeds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from photoorg.gui import teach_text
from photoorg.gui.grid_drag import mime_of
from photoorg.gui.photo_strip import PhotoStrip
from photoorg.gui.teach_page import TeachPage
from photoorg.gui.window import MainWindow
from photoorg.library import browse, teaching
from photoorg.library.store import Database
from photoorg.library.taught_models import Estimate
from photoorg.library.teaching import Taught

TAG = "our stripes"


def asked(window: MainWindow, ask: Callable[[Database], object]) -> object:
    db = window.session._app.reader()
    try:
        return ask(db)
    finally:
        db.close()


def taught(window: MainWindow) -> list[str]:
    found = asked(window, teaching.all_taught)
    assert isinstance(found, list)
    return [one.name for one in found]


@pytest.fixture
def photos(window: MainWindow) -> dict[str, int]:
    found = asked(window, lambda db: browse.cards(db, range(1, 40)))
    assert isinstance(found, dict)
    return {card.name.partition(".")[0]: card.photo_id for card in found.values()}


@pytest.fixture
def page(window: MainWindow) -> TeachPage:
    return window.teacher.page


def learned(page: TeachPage, yes: int, no: int, qtbot: QtBot) -> None:
    """Wait until what was said is learned."""

    def is_so() -> bool:
        return page.lesson is not None and (len(page.lesson.yes), len(page.lesson.no)) == (yes, no)

    qtbot.waitUntil(is_so, timeout=20_000)


@pytest.fixture
def teaching_it(window: MainWindow, page: TeachPage, photos: dict[str, int], qtbot: QtBot) -> MainWindow:
    """Four examples and a counter-example, said but not used."""
    window.teacher.open(TAG)
    window.teacher.say([photos[f"made0{number}"] for number in range(4)], True)
    window.teacher.say([photos["cat"]], False)
    learned(page, 4, 1, qtbot)
    return window


def test_from_the_selected_photos(window: MainWindow, page: TeachPage, qtbot: QtBot) -> None:
    window.page.grid.setCurrentIndex(window.model.index_at(0))
    window.commands["select_all"].trigger()
    window.commands["teach_tag"].trigger()
    dialog = window.teacher.dialog
    assert dialog.show_it.text() == "The 14 photos show it"
    assert not dialog.does.isEnabled()
    qtbot.keyClicks(dialog.field, f" {TAG} ")
    dialog.show_not.click()
    dialog.does.click()
    assert window.pages.currentWidget() is page
    learned(page, 0, 14, qtbot)
    assert page.title.text() == f"Teach “{TAG}”"
    assert [label.text() for label in page.examples.counts] == ["0", "14"]
    assert page.found.tags.text() == "Add 3 more examples to begin"
    assert page.found.advice.text() == "It takes 3 at least; from 10 on a tag is mostly told well."
    assert page.view.title.text() == "When it has examples enough, it asks here."
    assert not page.use.isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.page


def test_dialog_without_photos_or_with_too_many(window: MainWindow) -> None:
    dialog = window.teacher.dialog
    dialog.ask(0, [], "dog")
    assert dialog.show_it.isHidden()
    assert "No photo is selected" in dialog.hint.text()
    assert dialog.does.isEnabled()
    dialog.ask(501, [], "dog")
    assert dialog.hint.text().startswith("501 photos are selected: choose 500 at most.")
    assert not dialog.does.isEnabled()
    dialog.ask(1, [], "dog")
    assert dialog.show_not.text() == "The 1 photo does not show it"
    dialog.close()


def test_what_would_come_of_it(teaching_it: MainWindow, page: TeachPage, photos: dict[str, int], qtbot: QtBot) -> None:
    lesson = page.lesson
    assert lesson is not None
    assert lesson.made is not None
    assert page.found.right.text().endswith(".")
    assert page.found.advice.text().startswith("6 more examples would make it surer.")
    assert page.note.text() == "Nothing is tagged or stored until you use it."
    assert taught(teaching_it) == []
    assert page.found.best.model_.ids, "the likeliest are shown even where none is sure"
    spoken = {*lesson.yes, *lesson.no}
    assert spoken.isdisjoint(page.found.best.model_.ids)
    assert page.question is not None
    assert page.question.photo_id not in spoken
    assert page.view.title.text() == f"Is this “{TAG}”?"
    page.grab()


def test_each_answer_is_learned_from(teaching_it: MainWindow, page: TeachPage, qtbot: QtBot) -> None:
    first = page.question
    assert first is not None
    qtbot.keyClick(page, Qt.Key.Key_Y)
    learned(page, 5, 1, qtbot)
    assert page.lesson is not None
    assert page.lesson.yes[0] == first.photo_id, "the newest first"
    assert page.question not in {None, first}
    qtbot.keyClick(page, Qt.Key.Key_N)
    learned(page, 5, 2, qtbot)
    third = page.question
    assert third is not None
    qtbot.keyClick(page, Qt.Key.Key_S)
    assert third.photo_id in teaching_it.teacher._skipped
    while page.question is not None:
        assert page.question.photo_id != third.photo_id
        page.skip.click()
        qtbot.waitUntil(lambda: page.question is not None or page.view.title.text() != "Learning…", timeout=20_000)
    assert page.view.title.text() == "That was all there is to ask for now."
    assert not page.yes.isEnabled()


def test_used_in_one_deed_and_undone(teaching_it: MainWindow, page: TeachPage, qtbot: QtBot) -> None:
    page.use.click()
    qtbot.waitUntil(lambda: page.lesson is not None and page.lesson.used is not None, timeout=20_000)
    assert taught(teaching_it) == [TAG]
    assert page.note.text() == "In use: 4 examples, 1 counter-example."
    assert teaching_it.toast.text.text() == f"“{TAG}” is in use"
    assert page.use.text() == "Use what it learned"
    assert not page.use.isEnabled(), "nothing is new"
    assert not page.export.isHidden()
    assert teaching_it.teacher.said == {}
    teaching_it.toast.way_back.click()
    qtbot.waitUntil(lambda: page.lesson is not None and page.lesson.used is None, timeout=20_000)
    assert taught(teaching_it) == []
    learned(page, 4, 1, qtbot)
    assert len(teaching_it.teacher.said) == 5, "they can be used again"
    teaching_it.commands["redo"].trigger()
    qtbot.waitUntil(lambda: page.lesson is not None and page.lesson.used is not None, timeout=20_000)
    assert teaching_it.teacher.said == {}
    page.show_all.click()
    assert teaching_it.pages.currentWidget() is teaching_it.page
    assert TAG in teaching_it.page.search.box.text()


def test_examples_are_moved_and_taken_out(
    teaching_it: MainWindow, page: TeachPage, photos: dict[str, int], qtbot: QtBot
) -> None:
    strip = page.examples.yes
    strip.setCurrentIndex(strip.model_.index(0))
    moved = strip.chosen
    qtbot.keyClick(strip, Qt.Key.Key_Minus)
    learned(page, 3, 2, qtbot)
    assert page.examples.no.model_.ids[0] == moved[0]
    drop(page.examples.yes, mime_of(np.array(moved)))
    learned(page, 4, 1, qtbot)
    strip.setCurrentIndex(strip.model_.index(0))
    assert [action.text() for action in strip.menu().actions()] == ["A counter-example", "Take out"]
    strip.menu().actions()[1].trigger()
    learned(page, 3, 1, qtbot)
    page.use.click()
    qtbot.waitUntil(lambda: page.lesson is not None and page.lesson.used is not None, timeout=20_000)
    page.examples.no.setCurrentIndex(page.examples.no.model_.index(0))
    qtbot.keyClick(page.examples.no, Qt.Key.Key_Delete)
    learned(page, 3, 0, qtbot)
    assert teaching_it.toast.text.text() == f"Taken out of the examples of “{TAG}”"
    assert asked(teaching_it, lambda db: teaching.examples(db, TAG)[1]) == []
    teaching_it.toast.way_back.click()
    learned(page, 3, 1, qtbot)


def drop(strip: PhotoStrip, mime: QMimeData) -> None:
    spot, action, button = QPointF(5, 5), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(spot, action, mime, button, Qt.KeyboardModifier.NoModifier, QEvent.Type.Drop)
    strip.dropEvent(event)
    assert event.isAccepted()


def test_what_was_said_waits(teaching_it: MainWindow, page: TeachPage, photos: dict[str, int], qtbot: QtBot) -> None:
    page.closed.emit()
    assert teaching_it.pages.currentWidget() is teaching_it.page
    assert "is not used yet" in teaching_it.toast.text.text()
    teaching_it.toast.way_back.click()
    assert teaching_it.pages.currentWidget() is page
    teaching_it.teacher.open("another")
    learned(page, 0, 0, qtbot)
    teaching_it.teacher.open(TAG)
    learned(page, 4, 1, qtbot)


def test_as_a_file_and_forgotten(
    teaching_it: MainWindow, page: TeachPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    file = tmp_path / "stripes.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    page.use.click()
    qtbot.waitUntil(lambda: page.lesson is not None and page.lesson.used is not None, timeout=20_000)
    page.export.click()
    qtbot.waitUntil(lambda: teaching_it.toast.text.text() == "Saved as stripes.json", timeout=10_000)
    assert json.loads(file.read_text())["name"] == TAG
    page.taught.click()
    dialog = teaching_it.teacher.taught
    qtbot.waitUntil(lambda: dialog.chosen == TAG, timeout=10_000)
    dialog.forget_wanted.emit(TAG)
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 0, timeout=10_000)
    assert dialog.said.text().startswith("No tag was taught yet")
    assert not dialog.more.isEnabled()
    dialog.import_.click()
    qtbot.waitUntil(lambda: dialog.chosen == TAG, timeout=10_000)
    assert teaching_it.toast.text.text() == f"Taken from stripes.json: “{TAG}”"
    dialog.more.click()
    assert teaching_it.pages.currentWidget() is page
    file.write_text("{}")
    with qtbot.waitSignal(teaching_it.teacher.failed, timeout=10_000) as failed:
        dialog.import_wanted.emit()
    assert "This is no taught tag" in str(failed.args[0])


def test_only_looking(teaching_it: MainWindow, page: TeachPage, qtbot: QtBot) -> None:
    page.lock("It is another photoorg's.")
    assert not page.use.isEnabled()
    assert page.yes.toolTip() == "It is another photoorg's."
    with qtbot.assertNotEmitted(page.answered):
        qtbot.keyClick(page, Qt.Key.Key_Y)
    page.examples.yes.setCurrentIndex(page.examples.yes.model_.index(0))
    with qtbot.assertNotEmitted(page.said):
        qtbot.keyClick(page.examples.yes, Qt.Key.Key_Delete)


def test_words() -> None:
    nan = float("nan")
    none = Estimate(0.9, 1.0, nan, nan, nan, nan, 0, 4.0)
    some = Estimate(0.9, 0.6, 0.83, 0.62, 0.93, 0.71, 1_204, 1_400.0)
    sure, unsure = Taught(TAG, 12, 1, some, some), Taught(TAG, 3, 0, none, some)
    assert teach_text.right(sure) == (
        "About 8 of 10 it finds will be right, measured on your own examples. It finds 71% of about 1,400 photos."
    )
    assert teach_text.between(sure) == "Four times in five it is between 62% and 93% right."
    assert [teach_text.tags(new, in_use=False) for new in (0, 1, 37, 1_000)] == [
        "It is sure enough of no other photo yet", "It would tag 1 other photo", "It would tag 37 other photos",
        "It would tag more than 1,000 other photos",
    ]  # fmt: skip
    assert teach_text.tags(2, in_use=True) == "It tags 2 other photos"
    said = "1,204 other photos are likelier to be it than not: about 8 of 10 of them will be right."
    assert teach_text.right(unsure) == said
    wide = Estimate(0.9, 0.6, 0.83, 0.2, 0.93, 0.71, 14, 20.0)
    early = Taught(TAG, 3, 0, wide, wide)
    assert teach_text.right(early) == "It is too early to say how many it finds will be right."
    assert teach_text.between(early) == "Four times in five it is between 20% and 93% right."
    one = Estimate(0.9, 0.6, 1.0, 1.0, 1.0, 0.6, 1, 2.0)
    assert teach_text.between(Taught(TAG, 3, 0, one, one)) == ""
    assert teach_text.right(Taught(TAG, 3, 0, none, wide)) == (
        "14 other photos are likelier to be it than not; it is too early to say how many are right."
    )
    nothing = Taught(TAG, 3, 0, none, none)
    assert teach_text.right(nothing) == "What it has learned does not tell photos apart yet."
    assert teach_text.between(nothing) == ""
    assert [teach_text.share(part) for part in (0.99, 0.95, 0.5, 0.01)] == [
        "nearly all", "about 19 of 20", "about 5 of 10", "hardly any",
    ]  # fmt: skip
    assert teach_text.needed(2) == "Add 1 more example to begin"
    assert teach_text.advice(9, 0, 1) == "1 more example would make it surer."
    assert teach_text.advice(9, 0, 0).endswith("surer. Say what is none, too: answer its questions.")
    assert teach_text.advice(10, 0, 0).startswith("Say what is none, too: answer its questions")
    assert teach_text.advice(10, 3, 1) == "Counter-examples help too: answer No where it is wrong."
    assert teach_text.advice(10, 10, 0).startswith("More answers make it surer.")
    assert teach_text.advice(10, 10, 1) == ""
    assert teach_text.taught_by(sure) == "12 examples, 1 counter-example"
