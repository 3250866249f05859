"""Says what a result rests on where no tag has the words: the concepts looked for, and which matches are weak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from photoorg.gui import words
from photoorg.gui.answers import Results
from photoorg.gui.few_lines import FewLines
from photoorg.gui.icons import picture
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.terms import chips
from photoorg.gui.words import translated
from photoorg.library.query import quoted
from photoorg.library.query_tree import All, Any, Node, Not, Similar
from photoorg.library.senses import Meaning

_CONCEPTS = 5
"""So many concepts are named."""
_MANY = 60
_TELLING = 10
"""Weights that differ by fewer per cent than this tell nothing."""
_LEAST = 0.05
"""Of the heaviest concept's weight: lighter ones are only counted."""
_NARROW = 225 * UNIT
"""Below this width what can be done stands below the sentence, not beside it."""
_SIGN = 5 * UNIT


class MeaningStrip(QFrame):
    """`exact_wanted`: the same query with its words taken as they are. `weak_wanted`: with weak matches or without."""

    exact_wanted = Signal(str)
    weak_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self._exact = ""
        self._shows_weak = True
        self._sign = QLabel(self)
        self.said = FewLines(self)
        self.weak = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.weak.setProperty("role", "muted")
        self.turn = _link(self)
        self.turn.clicked.connect(self._turn)
        self.exact = _link(self)
        self.exact.setText(self.tr("Only exact words"))
        self.exact.setToolTip(self.tr("Look only for tags and file names that are so called"))
        self.exact.clicked.connect(self._be_exact)
        deeds = QHBoxLayout()
        deeds.setSpacing(2 * GAP)
        for widget in (self.weak, self.turn, self.exact):
            deeds.addWidget(widget)
        deeds.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(UNIT)
        self._parts.addWidget(self.said, 1)
        self._parts.addLayout(deeds)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, UNIT, MARGIN, UNIT)
        row.setSpacing(GAP)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._parts, 1)
        self._draw()
        self.hide()

    def show_results(self, results: Results) -> None:
        """Say it of a result; nothing of one that rests on exact words alone."""
        runs = [node for node in similar_in(results.tree) if node.automatic]
        said = [sentence(meaning, {node.text for node in runs}) for meaning in results.meanings]
        self.said.setText(" ".join(said))
        self.said.setVisible(bool(said))
        every = [told(meaning, _MANY) for meaning in results.meanings]
        self.said.setToolTip("\n".join(filter(None, every)))
        self._exact = exactly(results.question.text, runs)
        self.exact.setVisible(bool(runs) and (len(results.ids) > 0 or results.weak_photos > 0))
        self._say_weak(results)
        helps = len(results.ids) > 0 or any(map(told, results.meanings))  # else the page says all there is to say
        self.setVisible((bool(said) and helps) or results.weak_photos > 0)

    def _say_weak(self, results: Results) -> None:
        weak, strong = results.weak_photos, results.weak
        self._shows_weak = results.question.weak
        if not results.complete or not weak:
            text = ""
        elif not strong:
            text = self.tr("Nothing surely matches.") + " "
            text += self.tr("These match weakly.") if self._shows_weak else self.tr("Weak matches are hidden.")
        elif self._shows_weak:
            text = self.tr("{}, {} weak").format(matches(strong), words.number(weak))
        else:
            text = self.tr("{}, {} weak hidden").format(matches(strong), words.number(weak))
        self.weak.setText(text)
        self.weak.setProperty("role", "muted" if strong else "strong")
        self.weak.style().unpolish(self.weak)
        self.weak.style().polish(self.weak)
        self.weak.setVisible(bool(text))
        self.turn.setVisible(bool(text))
        self.turn.setText(self.tr("Hide weak ones") if self._shows_weak else self.tr("Show weak ones"))

    @Slot()
    def _turn(self) -> None:
        self.weak_wanted.emit(not self._shows_weak)

    @Slot()
    def _be_exact(self) -> None:
        self.exact_wanted.emit(self._exact)

    def _draw(self) -> None:
        self._sign.setPixmap(picture("meaning", _SIGN, colours().accent, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as its lines; what can be done stands where there is room."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self._parts.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.updateGeometry()


def sentence(meaning: Meaning, automatic: set[str]) -> str:
    """What a text was taken for. `automatic` are those that nobody asked to be understood."""
    if meaning.vector is not None:
        found = translated("photos that look like it.")
    elif named := told(meaning):
        found = translated("photos by meaning: {}").format(named)
    else:
        found = translated("and nothing that it may mean is known.")
    if meaning.text in automatic:
        return translated("No tag is called “{}” - {}").format(meaning.text, found)
    return translated("“{}” - {}").format(meaning.text, found)


def told(meaning: Meaning, most: int = _CONCEPTS) -> str:
    """What a meaning is: what it names first, then what it is about. Empty where nothing is known."""
    exact = ", ".join(meaning.exact)
    if not meaning.concepts:
        return f"{exact}." if exact else ""
    about = concepts(meaning.concepts, most)
    return translated("{}; less so {}").format(exact, about) if exact else about


def concepts(weights: Mapping[str, float], most: int = _CONCEPTS) -> str:
    """The heaviest concepts: guitar 80 %, piano 61 %... Where all count about alike, their names alone."""
    named = sorted(weights.items(), key=lambda pair: -pair[1])
    first = [pair for pair in named if pair[1] >= _LEAST * named[0][1]][:most]
    alike = 100 * (first[0][1] - first[-1][1]) < _TELLING
    shown = ", ".join(name if alike else f"{name} {percent(weight)}" for name, weight in first)
    more = len(named) - len(first)
    return translated("{} and {} more.").format(shown, words.number(more)) if more > 0 else f"{shown}."


def percent(share: float) -> str:
    """80 %, and never 0 % of what is there."""
    return f"{max(1, round(100 * share))} %"


def matches(count: int) -> str:
    """1 match, 3 matches."""
    return translated("1 match") if count == 1 else translated("{} matches").format(words.number(count))


def similar_in(tree: Node | None) -> Iterator[Similar]:
    """What a query asks by its meaning."""
    match tree:
        case Similar():
            yield tree
        case All(parts) | Any(parts):
            for part in parts:
                yield from similar_in(part)
        case Not(part):
            yield from similar_in(part)
        case _:
            return


def by_meaning(text: str) -> str:
    """A query whose words in quotation marks are understood; empty where it has none."""
    quotes = [chip for chip in chips(text) if chip.kind == "tag" and chip.text.startswith('"')]
    for chip in reversed(quotes):
        place = text.index(chip.text, chip.start)
        text = f"{text[:place]}~{text[place:]}"
    return text if quotes else ""


def exactly(text: str, runs: Sequence[Similar]) -> str:
    """A query whose words that were understood are put in quotation marks: they are then the name of a tag."""
    for run in sorted(runs, key=lambda run: -run.at.start):
        text = text[: run.at.start] + quoted(text[run.at.start : run.at.end].strip()) + text[run.at.end :]
    return text


def _link(parent: QWidget) -> QPushButton:
    button = QPushButton(parent)
    button.setProperty("role", "link")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
