"""The panel beside a photo: its tags, its facts and its place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath

from PySide6.QtCore import QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCompleter, QFormLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from photoorg.gui.alt_box import AltBox
from photoorg.gui.conflict_text import label_of
from photoorg.gui.facts_text import lines, pairs_text, said_lines
from photoorg.gui.icons import IconButton
from photoorg.gui.reveal import reveal
from photoorg.gui.said_section import SaidSection
from photoorg.gui.seen_text import seen
from photoorg.gui.sentence_box import SentenceBox
from photoorg.gui.style import GAP, MARGIN, UNIT, sized
from photoorg.gui.tag_section import TagSection
from photoorg.library.browse import Details

WIDTH = 78 * UNIT


class FactsPanel(QScrollArea):
    """Shows details. `judged` is a person's word on a tag."""

    judged = Signal(str, object)
    conflicts_wanted = Signal(int)  # photo id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._path = ""
        self._photo_id = 0
        self._locked = ""
        self.title = _label("", wrap=True)
        self.title.setFont(sized(self, 1.15, QFont.Weight.DemiBold))
        self.match = _label("muted", wrap=True)
        self.match.hide()
        self.trouble = _label("danger", wrap=True)
        self.torn = QPushButton()
        self.torn.setProperty("role", "link")
        self.torn.setCursor(Qt.CursorShape.PointingHandCursor)
        self.torn.clicked.connect(self._settle)
        self.torn.hide()
        self.sentence = SentenceBox()
        self.alt = AltBox()
        self.sentence.turned.connect(self.alt.choose)
        self.seen = _label("", wrap=True)
        self.tags = TagSection()
        self.tags.judged.connect(self.judged)
        self.tags.why.grown.connect(self._show_card)
        self.no_tags = _label("muted", wrap=True)
        self.new_tag = self._make_field()
        self.said = SaidSection()
        self.facts = QFormLayout()
        self.facts.setHorizontalSpacing(MARGIN)
        self.facts.setVerticalSpacing(UNIT + 2)
        self.facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.place = _label("muted", wrap=True)
        self.pairs = _label("", wrap=True)
        self.show_place = QPushButton(self.tr("Show in folder"))
        self.show_place.setProperty("role", "link")
        self.show_place.clicked.connect(self._reveal)
        self._lay_out()

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setProperty("role", "search")
        field.setPlaceholderText(self.tr("Add a tag…"))
        field.setAccessibleName(self.tr("Add a tag"))
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        field.setCompleter(completer)
        field.returnPressed.connect(self._add)
        return field

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(4 * UNIT, 4 * UNIT, 4 * UNIT, 4 * UNIT)
        column.setSpacing(GAP)
        column.addWidget(self.title)
        column.addWidget(self.match)
        column.addWidget(self.trouble)
        column.addWidget(self.torn, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(UNIT)
        column.addWidget(self.sentence)
        column.addWidget(self.alt)
        column.addSpacing(UNIT)
        column.addWidget(_heading(self.tr("What is in it")))
        for widget in (self.seen, self.no_tags, self.tags, self.new_tag):
            column.addWidget(widget)
        column.addWidget(self.said)
        column.addSpacing(GAP)
        column.addWidget(_heading(self.tr("Facts")))
        column.addLayout(self.facts)
        column.addSpacing(GAP)
        column.addWidget(_heading(self.tr("File")))
        column.addWidget(self.pairs)
        column.addWidget(self.place)
        column.addWidget(self.show_place, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(inner)

    @property
    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, in order."""
        return [self.torn, *self.sentence.stops, *self.alt.stops, *self.tags.stops, self.new_tag, self.show_place]

    def offer_tags(self, tags: tuple[str, ...]) -> None:
        """Complete to these while a tag is typed."""
        self._known.setStringList(list(tags))

    def lock(self, why: str) -> None:
        """From now on nothing can be said of photos, for this reason."""
        self._locked = why
        self.sentence.is_locked = self.alt.is_locked = True
        for widget in (self.new_tag, self.sentence.change, self.alt.change):
            widget.setEnabled(False)
            widget.setToolTip(why)

    def show_name(self, name: str) -> None:
        """Another photo, of which no more is known yet."""
        self.title.setText(_breakable(name))
        self.drop_typing()

    def show_match(self, said: str) -> None:
        """Say how well it matches what was searched for, and by what."""
        self.match.setText(said)
        self.match.setVisible(bool(said))

    def drop_typing(self) -> None:
        """Leave what is being typed: a sentence is kept, half a tag is not."""
        self.sentence.leave()
        self.alt.leave()
        self.new_tag.clear()

    def show_details(self, details: Details) -> None:
        """Show all that is known."""
        self._path = (*details.paths, *details.missing, "")[0]
        self.title.setText(_breakable(PurePath(self._path).name))
        said = [details.damaged] if details.damaged else [problem.reason for problem in details.problems]
        if details.offline:
            said = []
        elif not details.paths:
            said.insert(0, self.tr("The file is not there now."))
        self.trouble.setText("\n".join(said))
        self.trouble.setVisible(bool(said))
        fields = len(details.conflicts)
        one, many = self.tr("Its file says 1 thing otherwise…"), self.tr("Its file says {} things otherwise…")
        self.torn.setText(one if fields == 1 else many.format(fields))
        self.torn.setToolTip(", ".join(label_of(each) for each in details.conflicts))
        self.torn.setVisible(fields > 0)
        self._photo_id = details.photo_id
        self.sentence.show_sentences(details.photo_id, details.sentences)
        self.alt.show_texts(details.photo_id, details.alts, details.sentences)
        said_of_it = seen(details)
        self.seen.setText("\n".join(said_of_it))
        self.seen.setVisible(bool(said_of_it))
        self.tags.show_tags(details.tags)
        if self._locked:
            for button in self.tags.findChildren(IconButton):
                button.setEnabled(False)
                button.setToolTip(self._locked)
        order_keys(self.stops)
        self.no_tags.setVisible(self.tags.is_empty)
        self.no_tags.setText(
            self.tr("Nothing was recognised with enough confidence.")
            if details.analyses
            else self.tr("Not looked at yet: tags follow.")
        )
        self.said.show_lines(said_lines(details))
        self._show_facts(lines(details))
        beside = pairs_text(details)
        self.pairs.setText("\n".join(_breakable(line) for line in beside))
        self.pairs.setVisible(bool(beside))
        places = [_breakable(path) for path in (*details.paths, *details.missing)]
        absent = [self.tr("“{}” is not connected.").format(details.drive)] if details.offline else []
        self.place.setText("\n".join([*places, *absent]))
        self.show_place.setEnabled(bool(details.paths) and not details.offline)

    def _show_facts(self, shown: list[tuple[str, str]]) -> None:
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for label, text in shown:
            value = _label("", wrap=True)
            value.setText(text)
            name = _label("muted")
            name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            name.setText(label)
            self.facts.addRow(name, value)

    @Slot()
    def _settle(self) -> None:
        self.conflicts_wanted.emit(self._photo_id)

    @Slot()
    def _add(self) -> None:
        name = " ".join(self.new_tag.text().split())
        if name:
            self.judged.emit(name, "added")
            self.new_tag.clear()

    @Slot()
    def _show_card(self) -> None:
        """Bring the card that opens below a tag into view."""
        self.ensureWidgetVisible(self.tags.why, 0, GAP)

    @Slot()
    def _reveal(self) -> None:
        if self._path:
            reveal(self._path)


def order_keys(stops: Sequence[QWidget]) -> None:
    """Let the Tab key go through widgets in this order."""
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)


def _label(role: str, *, wrap: bool = False) -> QLabel:
    label = QLabel(wordWrap=wrap)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label


def _heading(text: str) -> QLabel:
    label = _label("heading")
    label.setText(text)
    return label


def _breakable(path: str) -> str:
    """A path that wraps: a zero-width space after each separator and underline, where a line may break."""
    for sign in "/\\_-":
        path = path.replace(sign, f"{sign}\u200b")
    return path
