"""What a photo's panel tells of its tags, and how sure that is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from photoorg.gui.seen_text import people_text, percent
from photoorg.gui.tag_section import parted
from photoorg.gui.why_card import verdict_text
from photoorg.gui.window import MainWindow
from photoorg.library.people import People
from photoorg.library.shown import TagOn
from photoorg.texts import BY_NAME


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def test_specific_tags_come_first_and_guesses_are_folded_away(telling: MainWindow, show, qtbot: QtBot):
    section = show(telling, "astronaut").tags

    assert [row.tag.name for row in section.rows] == ["person", "golden retriever"]
    assert {"dog", "animal"} <= {tag.name for tag in section.broad}
    assert ">dog<" in section.also.text()
    assert not section.less_sure.isVisible()
    QTest.mouseClick(section.more, Qt.MouseButton.LeftButton)
    assert section.less_sure.isVisible()
    assert [row.tag.name for row in section.less_sure.rows] == ["car"]
    assert section.less_sure.rows[0].accessibleName() == "car, 25 % sure, by CenterNet"


def test_a_guess_can_be_made_a_tag(telling: MainWindow, show, qtbot: QtBot):
    section = show(telling, "astronaut").tags
    telling.viewer.facts.tags.less_sure.rows[0].judged.emit("car", "accepted")
    wait(qtbot, lambda: "car" in [row.tag.name for row in section.rows])
    assert section.rows[0].tag.verdict == "accepted", "a person's own come first"


def test_people_and_what_is_sensitive_are_told(telling: MainWindow, show, qtbot: QtBot):
    facts = show(telling, "astronaut")
    assert facts.seen.text() == "1 person (1\N{EN DASH}2), 1 face, portrait\nSensitive 12 %"
    show(telling, "coffee")
    assert facts.seen.text() == "4 people (3\N{EN DASH}5), 4 faces, group\nSensitive 93 %\nNot a photo"
    show(telling, "cat")
    assert facts.seen.text() == "Nobody"


@pytest.mark.parametrize(
    ("people", "text"),
    [
        (People(0, 0, 0), "Nobody"),
        (People(0, 0, 2), "Nobody (0\N{EN DASH}2)"),
        (People(1, 1, 1, 0), "1 person"),
        (People(1200, 900, 1500, 1), "1,200 people (900\N{EN DASH}1,500), 1 face, crowd"),
    ],
)
def test_people_are_counted_as_people_do(qapp, people: People, text: str):
    assert people_text(people) == text


def test_nothing_uncertain_is_certain(qapp):
    assert [percent(0.5), percent(0.997), percent(1.0), percent(0)] == ["50 %", "99 %", "100 %", "0 %"]


def test_what_was_refused_by_a_broader_word_is_no_guess(qapp):
    below, refused = TagOn("dog", 0.4, 0.6, None, False, (), False), TagOn("beagle", 0.9, 0.6, None, False, (), False)
    no = TagOn("animal", 0.95, 0.6, "rejected", False, (), False)
    assert parted([no, refused, below]) == ([no], [], [below])
    assert verdict_text(refused) == "90 % sure, but you said no to a broader word."
    assert verdict_text(below) == "40 % sure; shown only from 60 %."
    assert verdict_text(no) == "You said: not this. The models are 95 % sure."


def test_keys_go_through_the_panel_in_order(telling: MainWindow, show, qtbot: QtBot):
    facts = show(telling, "astronaut")
    qtbot.waitUntil(lambda: all(row.isVisible() for row in facts.tags.rows))
    told: list[str] = []
    widget = telling.viewer.found.nextInFocusChain()
    while widget is not facts.new_tag:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            told.append(widget.accessibleName().partition(",")[0])
        widget = widget.nextInFocusChain()
    assert told[:10] == [
        "Show or hide the facts (I)", "English", "Italian", "Put it in your own words (D)", "Copy the sentence",
        "Write the alt text yourself (L)", "person", "Yes", "No", "golden retriever",
    ]  # fmt: skip
    assert facts.tags.stops[-1] is facts.tags.less_sure.rows[-1].stops[-1]


# The sentence.


def test_a_sentence_in_two_languages(telling: MainWindow, show, qtbot: QtBot):
    box = show(telling, "astronaut").sentence
    assert box.text.text().startswith("May contain: 1 person, golden retriever")
    box.switch.button(1).click()
    assert box.text.text().startswith("Può contenere: 1 persona, golden retriever")
    assert not box.own.isVisible()
    box.copy.click()
    assert QGuiApplication.clipboard().text() == box.sentence.text
    assert box.copy.accessibleName() == "Copied"


def test_a_sentence_is_put_in_own_words_and_taken_back(telling: MainWindow, show, qtbot: QtBot):
    box = show(telling, "astronaut").sentence
    suggested = box.sentence.text
    QTest.keyClick(telling.viewer, Qt.Key.Key_D)
    field = box.editor.field
    assert field.hasFocus()
    assert field.toPlainText() == suggested
    QTest.keyClicks(field, "Eileen before her flight")
    assert box.editor.count.text() == "24 of 2,000"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert box.own.isVisible()
    show(telling, "coffee")
    show(telling, "astronaut")
    wait(qtbot, lambda: box.sentence.text == "Eileen before her flight")
    assert box.own.isVisible()

    box.suggested.click()
    wait(qtbot, lambda: box.sentence.text == suggested)
    assert not box.own.isVisible()


def test_escape_leaves_a_sentence_and_the_limit_holds(telling: MainWindow, show, qtbot: QtBot):
    box = show(telling, "astronaut").sentence
    before = box.sentence
    box.edit()
    field = box.editor.field
    field.setPlainText("x" * (BY_NAME["caption"].most + 20))
    assert len(field.toPlainText()) == BY_NAME["caption"].most
    assert box.editor.count.property("role") == "danger"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert telling.viewer.isVisible()
    assert box.sentence == before


@pytest.mark.parametrize("leave", ["next", "back", "hide the panel"])
def test_words_being_typed_are_kept_on_leaving(telling: MainWindow, show, qtbot: QtBot, leave: str):
    box = show(telling, "cat").sentence
    box.edit()
    box.editor.field.setPlainText("Chelsea")
    {"next": telling.viewer._go_on, "back": telling.close_photo, "hide the panel": telling.viewer.info.toggle}[leave]()
    telling.viewer.info.setChecked(True)
    show(telling, "cat")
    wait(qtbot, lambda: box.sentence.text == "Chelsea" and box.sentence.own)
