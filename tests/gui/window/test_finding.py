"""Finding in the window: completions, chips, filters, mistakes, help, facets, and what was understood by meaning."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui.answers import Question, Results
from photoorg.gui.chip_text import chip_text
from photoorg.gui.empty_text import meant_text, nothing_found
from photoorg.gui.few_lines import FewLines
from photoorg.gui.filter_editors import DateEditor, NumberEditor, PlaceEditor
from photoorg.gui.filter_menu import OFFERED
from photoorg.gui.help_dialog import link
from photoorg.gui.match_text import match_text
from photoorg.gui.meaning_strip import MeaningStrip, by_meaning, exactly, sentence, told
from photoorg.gui.memory import recall
from photoorg.gui.mending import mended
from photoorg.gui.stars_editor import StarsEditor, editor_of
from photoorg.gui.window import MainWindow
from photoorg.gui.year_list import YearModel
from photoorg.library import searches
from photoorg.library.fields import BY_NAME, Kind
from photoorg.library.query import QueryError, parse
from photoorg.library.query_tree import All, Similar, Span
from photoorg.library.search import SORTS
from photoorg.library.senses import Meaning
from photoorg.library.sorting import from_lowest

NOTHING = Qt.KeyboardModifier.NoModifier


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def type_in(window: MainWindow, text: str) -> None:
    window.activateWindow()
    window.page.search.box.setFocus()
    window.page.search.box.clear()
    QTest.keyClicks(window.page.search.box, text)


def offered(window: MainWindow) -> dict[str, tuple[str, int]]:
    completer = window.page.search.completer
    return {item.label: (item.kind, item.count) for item in completer.list.completions.items if completer.is_open}


def ask(window: MainWindow, qtbot: QtBot, text: str) -> None:
    window.show_query(text)
    wait(qtbot, lambda: window.model.results.question.text == text)


def labels(window: MainWindow) -> list[tuple[str, bool]]:
    return [(button.chip.label, button.chip.excluded) for button in window.page.search.chips.chips]


def rows(window: MainWindow, name: str) -> dict[str, int]:
    return {row.name: row.count for row in window.page.sidebar.models[name]._rows}


def click_row(window: MainWindow, name: str, label: str, keys=NOTHING) -> None:
    view = window.page.sidebar.views[name]
    spot = view.visualRect(view.tag_model.index(list(rows(window, name)).index(label))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, spot)


# Completions.


def test_completions_say_what_they_are_and_how_many(window: MainWindow, qtbot: QtBot):
    type_in(window, "ca")
    wait(qtbot, lambda: "cat" in offered(window))
    assert offered(window)["cat"] == ("tag", 1)

    QTest.keyClicks(window.page.search.box, "m")
    wait(qtbot, lambda: "cat" not in offered(window) and bool(offered(window)))
    assert any(kind == "field" for kind, _ in offered(window).values())


def test_a_completion_is_taken_by_key(window: MainWindow, qtbot: QtBot):
    box, completer = window.page.search.box, window.page.search.completer
    type_in(window, "coffee -ca")
    wait(qtbot, lambda: "cat" in offered(window))
    while completer.list.chosen is None or completer.list.chosen.label != "cat":
        QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "coffee -cat "
    assert not completer.is_open

    wait(qtbot, lambda: window.model.results.question.text == "coffee -cat")
    assert labels(window)[1] == ("cat", True)


def test_a_field_goes_on_to_its_values(window: MainWindow, qtbot: QtBot):
    box = window.page.search.box
    type_in(window, "camer")
    wait(qtbot, lambda: any(kind == "field" for kind, _ in offered(window).values()))
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert box.text() == "camera:"
    wait(qtbot, lambda: any("Canon" in label for label in offered(window)))
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not window.page.search.completer.is_open
    assert box.hasFocus()


def test_the_italian_word_is_told(window: MainWindow, qtbot: QtBot):
    type_in(window, "gatt")
    wait(qtbot, lambda: window.page.search.completer.is_open)
    item = next(one for one in window.page.search.completer.list.completions.items if one.insert.strip('"') == "cat")
    assert item.label == "cat"
    assert item.detail.startswith("gatt")


def test_a_folder_is_offered_by_its_name_alone(window: MainWindow, qtbot: QtBot):
    type_in(window, "mad")
    wait(qtbot, lambda: "made" in offered(window))
    assert offered(window)["made"][0] == "folder"
    items = window.page.search.completer.list.completions.items
    window.page.search.completer.accept(next(item for item in items if item.label == "made"))
    wait(qtbot, lambda: len(window.model) == 10)


# Chips.


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sort:-rating", "Rating, highest first"),
        ("sort:rating", "Rating, highest first"),
        ("sort:+taken", "Taken, oldest first"),
        ("sort:name", "File name, from A"),
        ("sort:match", "Best match, best first"),
    ],
)
def test_a_chip_says_an_order_in_words(text: str, said: str):
    assert chip_text(text, "", Kind.SORT.value) == said


def test_a_chip_names_the_photo_to_be_like(window: MainWindow, qtbot: QtBot):
    photo = int(window.model.results.ids[0])
    window.show_query(f"like:#{photo}")
    wait(qtbot, lambda: window.page.search.chips.chips[0].label == f"Like {window.model.card(0).name}")
    window.show_query('like:"/some/where/a beach.jpg"')
    assert window.page.search.chips.chips[0].label == "Like a beach.jpg"


def test_what_to_do_where_nothing_is_found():
    assert nothing_found("xyzzy").startswith("Nothing is called “xyzzy”")
    assert "Take a piece out" in nothing_found("dog camera:canon")
    assert "/some" not in nothing_found('like:"/some/where.jpg"')
    assert nothing_found("rating:5") == "No photo is so: Rating 5."
    assert "weakly" in nothing_found("music", weak=3)
    assert meant_text("dgo -Cta dgoto", [("dgo", "dog"), ("cta", "cat")]) == "dog -cat dgoto"
    assert meant_text("dog", []) == ""


def test_a_near_word_is_one_click(window: MainWindow, qtbot: QtBot):
    ask(window, qtbot, '"cta"')
    results = replace(window.model.results, suggestions=(("cta", "cat"),))
    window.showing._show(results)
    meant = [button for button in window.page.state.findChildren(QPushButton) if "Did you mean" in button.text()]
    meant[0].click()
    wait(qtbot, lambda: window.model.results.question.text == '"cat"' and len(window.model) == 1)


def test_chips_are_the_query(window: MainWindow, qtbot: QtBot):
    ask(window, qtbot, "(cat OR coffee) -rocket")
    assert [excluded for _, excluded in labels(window)] == [False, True]

    window.page.search.chips.chips[1].name.click()
    wait(qtbot, lambda: labels(window)[1:] == [("rocket", False)])
    assert window.page.search.box.text() == "(cat OR coffee) rocket"

    window.page.search.chips.chips[0].cross.click()
    wait(qtbot, lambda: window.model.results.question.text == "rocket")
    assert labels(window) == [("rocket", False)]

    chip = window.page.search.chips.chips[0]
    chip.name.setFocus()
    QTest.keyClick(chip.name, Qt.Key.Key_Delete)
    wait(qtbot, lambda: len(window.model) == 14)
    assert window.page.search.box.text() == ""
    assert labels(window) == []


def test_chips_wrap_and_are_heard(window: MainWindow, qtbot: QtBot):
    before = window.page.search.chips.height()
    ask(window, qtbot, " ".join(f"name:*{number}* " for number in range(30)).strip())
    assert before < window.page.search.chips.height() <= 4 * before
    assert window.page.search.chips.chips[0].name.accessibleName().endswith("wanted")


# Filters.


def choose_field(window: MainWindow, name: str) -> None:
    window.showing.show_filters()
    window.page.search.filters.fields.setCurrentRow([field.name for field in OFFERED].index(name))


def test_a_filter_is_built_without_typing(window: MainWindow, qtbot: QtBot):
    filters = window.page.search.filters
    choose_field(window, "camera")
    assert not filters.add.isEnabled()
    wait(qtbot, lambda: any("Canon" in item.label for item in filters.editor.values.completions.items))
    place = next(row for row, item in enumerate(filters.editor.values.completions.items) if "Canon" in item.label)
    filters.editor.values.go(place + 1)
    filters.editor.changed.emit()
    filters.add.click()

    wait(qtbot, lambda: len(window.model) == 1)
    assert not filters.isVisible()
    assert len(labels(window)) == 1

    choose_field(window, "is")
    wait(qtbot, lambda: any(item.count for item in filters.editor.values.completions.items))
    filters.editor.box.setText("untag")
    filters.editor.box.textEdited.emit("untag")
    wait(qtbot, lambda: filters.editor.term == "is:untagged")
    filters.leave_out.click()
    wait(qtbot, lambda: window.page.search.box.text().endswith("-is:untagged"))


@pytest.mark.parametrize("field", OFFERED, ids=lambda field: field.name)
def test_every_editor_makes_a_term_that_is_understood(qtbot: QtBot, field):
    editor = editor_of(field)
    qtbot.addWidget(editor)
    match editor:
        case NumberEditor():
            editor.low.setText("2")
            editor.high.setText("3")
        case PlaceEditor():
            for box, value in zip(editor.boxes, ("45.46", "9.19", "5"), strict=True):
                box.setText(value)
        case DateEditor() | StarsEditor():
            pass
        case _:
            return
    for row in range(editor.how.count() if hasattr(editor, "how") else 1):
        if hasattr(editor, "how"):
            editor.how.setCurrentIndex(row)
        assert editor.term.startswith((field.name, "is:"))
        parse(editor.term)


# Mistakes.


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("dog camrea:canon", "dog camera:canon"),
        ("is:portrit", "is:portrait"),
        ('dog "golden retriever', 'dog "golden retriever"'),
        ("(dog OR cat", "(dog OR cat)"),
        ("dog OR AND cat", "dog OR cat"),
        ("dog OR", "dog"),
        ("dog=0.5", "dog>=0.5"),
        ("taken:january", "month:1"),
        ("near:Milan", ""),
        ("width:wide", ""),
    ],
)
def test_a_mistake_is_mended(text: str, meant: str):
    with pytest.raises(QueryError) as told:
        parse(text)
    assert mended(text, told.value) == meant


def test_a_mistake_is_mended_by_a_click(window: MainWindow, qtbot: QtBot):
    type_in(window, "camrea:canon")
    wait(qtbot, window.page.search.trouble.isVisible)
    assert "camera" in window.page.search.trouble.mend.text()

    window.page.search.trouble.mend.click()
    wait(qtbot, lambda: window.model.results.question.text == "camera:canon")
    assert not window.page.search.trouble.isVisible()
    assert len(window.model) == 1


# Help.


def test_the_help_page_has_examples_to_click(window: MainWindow, qtbot: QtBot):
    window.activateWindow()
    window.page.grid.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F1)
    help_ = window.showing._help
    assert help_ is not None
    assert help_.isVisible()
    for field in BY_NAME.values():
        assert field.sample.split('"')[0] in help_.page.toPlainText()

    help_.page.anchorClicked.emit(QUrl(link('name:"ca*" -coffee')))
    wait(qtbot, lambda: window.model.results.question.text == 'name:"ca*" -coffee')
    window.page.search.help.click()
    assert window.showing._help is help_


# Facets.


def test_years_narrow_and_open_their_months(window: MainWindow, qtbot: QtBot):
    wait(qtbot, lambda: "2019" in rows(window, "years"))
    click_row(window, "years", "2019")
    wait(qtbot, lambda: len(window.model) == 1)
    assert window.page.search.box.text() == "taken:2019"
    wait(qtbot, lambda: "May" in rows(window, "years"))

    click_row(window, "years", "May")
    wait(qtbot, lambda: window.model.results.question.text == "taken:2019-05")
    wait(qtbot, lambda: rows(window, "years").get("May") == 1)
    click_row(window, "years", "May")
    wait(qtbot, lambda: window.model.results.question.text == "taken:2019")
    click_row(window, "years", "2019")
    wait(qtbot, lambda: len(window.model) == 14)

    click_row(window, "years", "2019", Qt.KeyboardModifier.AltModifier)
    wait(qtbot, lambda: len(window.model) == 13)
    assert window.page.search.box.text() == "-taken:2019"


def test_cameras_narrow_by_mouse_and_key(window: MainWindow, qtbot: QtBot):
    wait(qtbot, lambda: len(rows(window, "cameras")) == 4)
    canon = next(name for name in rows(window, "cameras") if "Canon" in name)
    click_row(window, "cameras", canon)
    wait(qtbot, lambda: len(window.model) == 1)
    click_row(window, "cameras", canon)
    wait(qtbot, lambda: len(window.model) == 14)

    view = window.page.sidebar.views["cameras"]
    view.setCurrentIndex(view.tag_model.index(0))
    QTest.keyClick(view, Qt.Key.Key_Minus)
    wait(qtbot, lambda: len(window.model) == 13)


def test_folders_count_the_result(window: MainWindow, pictures, qtbot: QtBot):
    wait(qtbot, lambda: window.page.sidebar.folders._counts.get(str(pictures)) == 14)
    ask(window, qtbot, "name:made0*")
    wait(qtbot, lambda: window.page.sidebar.folders._counts.get(str(pictures)) == 10)

    window.page.sidebar._pick_folder(str(pictures / "made"), exclude=True)
    wait(qtbot, lambda: len(window.model) == 0)


def test_closed_sections_stay_closed(indexed: App, open_window, qtbot: QtBot):
    first = open_window(indexed)
    wait(qtbot, lambda: bool(rows(first, "tags")))
    first.page.sidebar.sections["tags"].head.click()
    assert not first.page.sidebar.tags.isVisible()
    first.close()

    assert recall(indexed.home).closed == ["tags"]
    second = open_window(indexed)
    wait(qtbot, lambda: bool(rows(second, "tags")))
    assert not second.page.sidebar.sections["tags"].is_open
    assert not second.page.sidebar.tags.isVisible()
    second.page.sidebar.sections["tags"].head.click()
    assert second.page.sidebar.tags.isVisible()


def test_a_long_list_offers_more(window: MainWindow, qtbot: QtBot):
    sidebar = window.page.sidebar
    sidebar.tag_model.show([(f"t{number}", f"t{number}", 50 - number) for number in range(40)], "t30")
    sidebar._fit("tags")
    assert sidebar.tag_model.rowCount() == 16  # the one that is named, and the first fifteen
    assert sidebar.sections["tags"].more.text() == "24 more"
    sidebar.sections["tags"].more.click()
    assert sidebar.tag_model.rowCount() == 40
    assert sidebar.sections["tags"].more.text() == "Fewer"


def test_a_month_left_out_shows_its_year(qapp):
    years = YearModel()
    years.show_months([("taken:2024", "2024", 3)], [("taken:2024-05", "May", 2), ("taken:2024-06", "June", 1)], "")
    assert [row.name for row in years._rows] == ["2024"]
    text = years.picked("dog", "taken:2024-05", exclude=True)
    assert text == "dog -taken:2024-05"
    years.mark(text)
    assert [row.name for row in years._rows] == ["2024", "May", "June"]


# Meaning.


def made(text: str, weak: int, total: int, meanings: tuple[Meaning, ...], tree, **more) -> Results:
    ids = np.arange(1, total + 1)
    scores = np.linspace(0.9, 0.1, total).astype(np.float32)
    question = more.pop("question", Question(text))
    return Results(
        question, ids, np.argsort(ids), weak=weak, weak_photos=total - weak, scores=scores, meanings=meanings,
        tree=tree, ranked=True,
    )  # fmt: skip


MUSIC = Meaning("something for music", (), {"guitar": 0.8, "piano": 0.61, "violin": 0.3}, cutoff=0.1, sure=0.5)


def test_what_was_understood_is_told(qtbot: QtBot):
    strip = MeaningStrip()
    qtbot.addWidget(strip)
    text = "beach something for music"
    tree = All((Similar("something for music", True, Span(6, len(text))),))
    strip.show_results(made(text, 3, 43, (MUSIC,), tree))
    assert strip.said.text() == (
        "No tag is called “something for music” - photos by meaning: guitar 80 %, piano 61 %, violin 30 %."
    )
    assert strip.weak.text() == "3 matches, 40 weak"

    with qtbot.waitSignal(strip.exact_wanted) as exact:
        strip.exact.click()
    assert exact.args == ['beach "something for music"']
    with qtbot.waitSignal(strip.weak_wanted) as weak:
        strip.turn.click()
    assert weak.args == [False]

    hidden = made(text, 3, 43, (MUSIC,), tree, question=Question(text, weak=False))
    strip.show_results(hidden)
    assert strip.weak.text() == "3 matches, 40 weak hidden"
    strip.show_results(made("dog", 3, 3, (), None))
    assert not strip.isVisibleTo(None)


def test_a_meaning_that_was_asked_for_is_told_otherwise(qapp):
    assert sentence(MUSIC, set()).startswith("“something for music” - photos by meaning")
    assert sentence(Meaning("xyzzy"), {"xyzzy"}).startswith("No tag is called “xyzzy”")
    looks = Meaning("a quiet street", vector=np.ones(4, np.float32), task="likeness")
    assert "look like it" in sentence(looks, set())
    assert by_meaning('dog "to cook with" name:"x"') == 'dog ~"to cook with" name:"x"'
    assert by_meaning("dog") == ""
    assert exactly("a b c", [Similar("b", True, Span(2, 3))]) == 'a "b" c'


def test_what_a_word_names_is_told_before_what_it_is_about(qtbot: QtBot):
    puppy = Meaning("puppy", ("dog",), {"wolf": 0.4, "fox": 0.1, "cat": 0.001})
    strip = MeaningStrip()
    qtbot.addWidget(strip)
    strip.show_results(made("puppy", 2, 2, (puppy,), Similar("puppy", True, Span(0, 5))))
    assert strip.said.text() == (
        "No tag is called “puppy” - photos by meaning: dog; less so wolf 40 %, fox 10 % and 1 more."
    )
    assert strip.said.toolTip().startswith("dog; less so wolf")
    assert sentence(Meaning("puppy", ("dog",)), set()) == "“puppy” - photos by meaning: dog."
    assert told(Meaning("music", (), {"harp": 0.5, "lute": 0.45})) == "harp, lute."


def test_nothing_but_weak_matches_is_said_aloud_and_seen(qtbot: QtBot):
    strip = MeaningStrip()
    qtbot.addWidget(strip)
    results = made("music", 0, 3, (MUSIC,), None)
    strip.show_results(results)
    assert strip.weak.text() == "Nothing surely matches. These match weakly."
    assert strip.weak.property("role") == "strong"
    assert all(results.is_weak(place) for place in range(3))
    strip.show_results(made("music", 3, 5, (MUSIC,), None))
    assert strip.weak.property("role") == "muted"


def test_a_long_meaning_takes_two_lines(qtbot: QtBot):
    label = FewLines()
    qtbot.addWidget(label)
    label.setText("guitar, " * 60 + "and <bells>.")
    label.resize(400, 40)
    label.show()
    assert label.is_cut
    assert label.heightForWidth(400) <= 2 * label.fontMetrics().lineSpacing() + 2
    label.linkActivated.emit("turn")
    assert not label.is_cut
    assert "&lt;bells&gt;" in label.shown
    label.setText("guitar.")
    assert label.shown == "guitar."


def test_a_photo_says_why_it_matches(qapp):
    results = made("music", 1, 2, (MUSIC,), None)
    assert match_text(results, 0, [("piano", 0.91), ("harp", 0.2)]) == "Match 90 %: piano 91 %, harp 20 %"
    assert match_text(results, 1, []) == "Weak match 10 %"
    assert match_text(made("dog", 2, 2, (), None), 0, [("dog", 1.0)]) == ""
    assert results.is_weak(1)
    assert not results.is_weak(0)


def test_hidden_weak_matches_are_counted_nowhere(telling: MainWindow, qtbot: QtBot):
    text, shelving = "~animal", telling.shelving

    def counted() -> tuple[int, dict[str, int]]:
        people = sum(row.count for row in telling.page.sidebar.models["people"]._rows)
        return people, {row.name: row.count for row in shelving.shelf.searches.shelf.rows}

    ask(telling, qtbot, text)
    shelving._do(lambda db: searches.save(db, "Animals", text), "Saved")
    results = telling.model.results
    strong, every = results.weak, len(results.ids)
    assert 0 < strong < every
    wait(qtbot, lambda: counted()[1] == {"Animals": every})
    wait(qtbot, lambda: rows(telling, "tags").get("dog") == 1)
    before = dict(rows(telling, "tags"))

    telling.page.meaning.turn.click()
    wait(qtbot, lambda: counted()[1] == {"Animals": strong})
    wait(qtbot, lambda: rows(telling, "tags") != before)
    assert max(rows(telling, "tags").values()) <= strong
    assert counted()[0] <= 2 * strong, "a photo is of two kinds at most"

    telling.page.meaning.turn.click()
    wait(qtbot, lambda: counted()[1] == {"Animals": every} and rows(telling, "tags") == before)


def test_words_that_are_no_tag_are_understood_or_not(window: MainWindow, qtbot: QtBot):
    ask(window, qtbot, '"surely no tag"')
    wait(qtbot, lambda: window.page.state.isVisible() and window.page.state.state == "no match")
    by_its_meaning = [button for button in window.page.state.findChildren(QPushButton) if "meaning" in button.text()]
    by_its_meaning[0].click()
    # The vectors of all things are made for this, with seconds of the processor.
    wait(qtbot, lambda: window.model.results.question.text == '~"surely no tag"', 120)


def test_the_button_says_the_direction_in_which_photos_come(window: MainWindow):
    bar = window.page.search
    for sort in SORTS:
        bar.set_order(sort, None)
        assert bar.direction.accessibleName().startswith("Ascending" if from_lowest(sort, None) else "Descending"), sort


def test_the_text_may_say_the_order(window: MainWindow, qtbot: QtBot):
    ask(window, qtbot, "sort:name")
    assert not window.page.search.sort.isEnabled()
    assert window.page.search.sort.currentData() == "name"
    assert window.page.search.direction.toolTip().startswith("Ascending")
    assert window.model.card(0).name == "astronaut.jpg"
    ask(window, qtbot, "sort:-rating")
    assert window.page.search.sort.currentText() == "Rating"
    assert window.page.search.direction.toolTip().startswith("Descending")
    ask(window, qtbot, "")
    assert window.page.search.sort.isEnabled()
    assert window.page.search.sort.currentData() == "match"


def test_every_control_of_finding_has_a_name(window: MainWindow):
    search = window.page.search
    for widget in (search.box, search.help, search.filter_button, search.filters, search.completer.list, search.sort):
        assert widget.accessibleName()
    for section in window.page.sidebar.sections.values():
        assert section.head.accessibleName()
    for button in window.page.meaning.findChildren(QPushButton):
        assert button.text() or not button.isVisible()
