"""Where the window shows and takes what a person writes of photos."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from photoorg.gui.edit_words import FIRST
from photoorg.gui.facts_panel import FactsPanel
from photoorg.gui.window import MainWindow
from photoorg.library import browse, bulk
from photoorg.library.bulk import Edit
from photoorg.texts import TEXTS


def wait(qtbot: QtBot, holds) -> None:
    qtbot.waitUntil(holds, timeout=20_000)


def details_of(window: MainWindow) -> browse.Details:
    db = window.session._app.reader()
    found = browse.details(db, window.viewer.photo_id or 0)
    db.close()
    assert found is not None
    return found


def opened(window: MainWindow, qtbot: QtBot, place: int = 0) -> FactsPanel:
    window.open_photo(place)
    wait(qtbot, lambda: window.viewer.facts.alt._photo_id == window.viewer.photo_id)
    return window.viewer.facts


def test_an_alt_text_is_written_beside_the_description(window: MainWindow, qtbot: QtBot):
    facts = opened(window, qtbot)
    alt = facts.alt
    wait(qtbot, lambda: "stand" in alt.text.text())
    QTest.keyClick(window.viewer, Qt.Key.Key_L)
    assert alt.editor.text() == alt._described
    QTest.keyClicks(alt.editor.field, "A cat looks at the camera")
    assert alt.editor.count.text() == "25 of 250"
    QTest.keyClick(alt.editor.field, Qt.Key.Key_Return)
    wait(qtbot, lambda: dict(details_of(window).alts) == {"en": "A cat looks at the camera"})
    assert (alt.text.text(), alt.length.text()) == ("A cat looks at the camera", "25 of 250 characters")
    facts.sentence.choose("it")
    assert "A cat" not in alt.text.text()
    facts.sentence.choose("en")
    wait(qtbot, lambda: window.undoing.newest == "Said what stands for 1 photo")
    alt.back.click()
    wait(qtbot, lambda: not details_of(window).alts)
    wait(qtbot, alt.back.isHidden)


def test_an_alt_text_that_is_being_typed_is_kept_and_no_longer_than_it_may_be(window: MainWindow, qtbot: QtBot):
    alt = opened(window, qtbot).alt
    first = window.viewer.photo_id
    alt.edit()
    alt.editor.field.setPlainText("x" * 300)
    assert alt.editor.count.text() == "250 of 250"
    window.viewer.go(1)
    window.viewer.go(-1)
    wait(qtbot, lambda: window.viewer.photo_id == first and alt.length.text() == "250 of 250 characters")
    alt.edit()
    QTest.keyClick(alt.editor.field, Qt.Key.Key_Escape)
    assert alt.text.text() == "x" * 250
    alt.edit()
    alt.editor.field.setPlainText(alt._described)
    alt.back.click()
    alt.leave()


def test_what_is_noted_in_words_is_shown_apart_from_the_facts(window: MainWindow, qtbot: QtBot):
    facts = opened(window, qtbot)
    assert facts.said.isHidden()
    long = "A cat sits on a chair. " * 20
    said = {"title": "Cat", "who": "Anna, Ben", "details": long, "release_id": "2024-7", "rights": "CC BY"}
    photo = window.viewer.photo_id or 0
    edit = Edit(texts=said, release="not-applicable")
    window.session.bridge.edit(lambda db: bulk.apply(db, [photo], edit))
    wait(qtbot, lambda: not facts.said.isHidden())
    assert list(facts.said.lines.items()) == [
        ("Title", "Cat"), ("Named people", "Anna, Ben"), ("Long description", long.strip()), ("Rights", "CC BY"),
        ("Releases", "Not applicable"), ("Release number", "2024-7"),
    ]  # fmt: skip
    labels = {facts.facts.itemAt(row, facts.facts.ItemRole.LabelRole).widget().text()
              for row in range(facts.facts.rowCount())}  # fmt: skip
    assert labels.isdisjoint(facts.said.lines)


def test_the_texts_that_few_photos_have_are_folded_away(window: MainWindow, qtbot: QtBot):
    photo = int(window.model.results.ids[0])
    window.session.bridge.edit(lambda db: bulk.apply(db, [photo], Edit(texts={"creator": "Ann"})))
    window.page.grid.select_ids([photo])
    window.commands["edit_photos"].setChecked(True)
    panel = window.editing.panel
    words = panel.words
    wait(qtbot, lambda: words.inside.text() == "Said: Creator")
    assert {name for name, row in words.texts.items() if row.isVisible()} == set(FIRST)
    words.texts["rights"].type("CC BY")
    words.release.choose("unlimited")
    assert words.inside.text() == "Said: Creator, Rights, Releases"
    words.unfold(shown=True)
    assert all(words.texts[text.name].isVisible() for text in TEXTS)
    assert words.inside.isHidden()
    assert panel.edit == Edit(texts={"rights": "CC BY"}, release="unlimited")
    assert (words.texts["alt"].language.text(), words.texts["title"].language.text()) == ("in English", "")
    panel.clear()
    words.unfold(shown=False)
    assert words.inside.text() == "Said: Creator"
