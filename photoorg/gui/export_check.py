"""The page of the export dialog with what is to be looked at first: to be mended there, or let be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from photoorg.gui import words
from photoorg.gui.caution_rows import CautionList
from photoorg.gui.icons import picture
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.words import translated
from photoorg.library.preflight import Caution

SHOW = "show"
_REMEDIES = {
    "rights": "Say who has the rights…", "release": "Note the release…", "place": "Leave the place out",
    "leave": "Leave out",
}  # fmt: skip
_ALWAYS = "leave"
_SIGN = 5 * UNIT


class CheckPage(QWidget):
    """`wanted`: something is to be done about a caution, by its name. `changed`: all is settled, or not any more.

    What a person let be stays so until other photos come under the same caution: `let` are the photos by kind.
    """

    wanted = Signal(object, str)  # Caution
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.let: Mapping[str, Sequence[int]] = {}
        self.sign, self.said = QLabel(self), QLabel(self, wordWrap=True)
        self.all = QCheckBox(self.tr("Accept all"), self)
        self.all.clicked.connect(self._let_all)
        self.list = CautionList(_offers, self, accept=True)
        self.list.chosen.connect(self.wanted)
        self.list.accepted.connect(self._note)
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(self.sign)
        top.addWidget(self.said, 1)
        top.addWidget(self.all)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * UNIT, MARGIN, 4 * UNIT, MARGIN)
        column.setSpacing(GAP)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        self.show_checking()

    def show_checking(self) -> None:
        """They are looked for."""
        self.said.setText(self.tr("Looking…"))
        self.sign.hide()
        self.all.hide()

    def show_cautions(self, found: Sequence[tuple[Caution, bool]]) -> None:
        """What was found, and whether a person has let it be."""
        self.list.show_cautions([caution for caution, _ in found])
        before = self.let  # each box that is ticked is noted
        for row, (_, let) in zip(self.list.rows, found, strict=True):
            if row.accept is not None:
                row.accept.setChecked(let)
        self.let = {**before, **self.let}
        self._say()

    @property
    def open(self) -> int:
        """How many cautions are not settled."""
        return sum(row.accept is not None and not row.accept.isChecked() for row in self.list.rows)

    @property
    def to_accept(self) -> int:
        """How many there are that are to be settled."""
        return sum(row.accept is not None for row in self.list.rows)

    def _say(self) -> None:
        left, several = self.open, self.to_accept > 1
        if left:
            said = self.tr("Look at these first: mend them, or accept them.")
        elif self.list.rows:
            said = self.tr("Nothing stands in the way.")
        else:
            said = self.tr("All clear: nothing to look at.")
        self.said.setText(said)
        self.sign.setPixmap(picture("check", _SIGN, colours().good, self.devicePixelRatioF()))
        self.sign.setVisible(not left)
        self.all.setVisible(several)
        self.all.setChecked(several and not left)

    @Slot()
    def _note(self) -> None:
        for row in self.list.rows:
            if row.accept is not None:
                self.let = {**self.let, row.caution.kind: row.caution.photo_ids if row.accept.isChecked() else ()}
        self._say()
        self.changed.emit()

    @Slot(bool)
    def _let_all(self, let: bool) -> None:
        for row in self.list.rows:
            if row.accept is not None:
                row.accept.setChecked(let)


def with_let(found: Sequence[Caution], let: Mapping[str, Sequence[int]]) -> list[tuple[Caution, bool]]:
    """Cautions, and whether a person has let each be for all its photos."""
    return [(one, set(let.get(one.kind, ())).issuperset(one.photo_ids)) for one in found]


def _offers(caution: Caution) -> Sequence[tuple[str, str]]:
    """What can be done about a caution: to look at it always, to leave its photos out where that is not enough."""
    mends = caution.remedy and caution.remedy != _ALWAYS
    first = [(caution.remedy, _REMEDIES[caution.remedy])] if mends else []
    leave = [] if caution.weight == "tells" else [(_ALWAYS, _REMEDIES[_ALWAYS])]
    number = words.number(len(caution.spare))
    offers = [*first, (SHOW, "Show them"), *leave]
    return [(name, f"{translated(text)} ({number})" if name == _ALWAYS else translated(text)) for name, text in offers]
