"""The dialog that makes files of photos: which, how, where to; what to look at first; how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from photoorg.export.options import Options
from photoorg.export.order import Order
from photoorg.export.presets import Preset
from photoorg.export.targets import Target, target
from photoorg.gui.export_check import CheckPage
from photoorg.gui.export_foot import ExportFoot
from photoorg.gui.export_names import NamesPage, Preview
from photoorg.gui.export_top import ExportTop
from photoorg.gui.option_rows import OptionForm
from photoorg.gui.option_words import OTHERS, PAGES
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.words import translated
from photoorg.library.preflight import Caution
from photoorg.outcomes import PhotoorgError

_NAMES = "Names"
_MARKS = "Watermark"
_OF_PICTURES = {"Pictures", _NAMES, "Watermark"}
"""The pages that mean nothing where no pictures are made."""


class ExportDialog(QDialog):
    """`changed`: something else is chosen, and is to be looked at anew. `wanted`: begin. `stop_wanted`: no further."""

    changed = Signal()
    wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self._showing = False  # values are shown, not chosen
        self._areas: dict[str, QWidget] = {}  # the pages of the forms
        self.top = ExportTop(self)
        self.check = CheckPage(self)
        self.forms = {title: OptionForm(Options, names, self) for title, names in _pages()}
        self.names = NamesPage(self.forms[_NAMES], self)
        self.tidy = QCheckBox(self.tr("Remove what an earlier export put there and this one does not"), self)
        self.names.column.addWidget(self.tidy)
        self.own = QWidget(self)  # what is chosen for the target, where there is anything
        self.own_form: OptionForm | None = None
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        self.foot = ExportFoot(self)
        self._lay_out()
        self._connect()
        self._take_target(self.top.target_name)

    def _lay_out(self) -> None:
        self.pages.addTab(self.check, self.tr("Check"))
        for title, form in self.forms.items():
            page = self.names if title == _NAMES else _page(form)
            area = _scrolled(page)
            self.pages.addTab(area, translated(title))
            self._areas[title] = area
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * UNIT, 4 * UNIT, 5 * UNIT, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self.top)
        column.addWidget(self.pages, 1)
        column.addWidget(self.foot)
        self.resize(190 * UNIT, 160 * UNIT)
        self.setMinimumSize(155 * UNIT, 110 * UNIT)

    def _connect(self) -> None:
        self.top.preset_chosen.connect(self.show_preset)
        self.top.target_chosen.connect(self._take_target)
        self.top.folder_changed.connect(self._choose)
        self.tidy.toggled.connect(self._choose)
        for form in self.forms.values():
            form.changed.connect(self._choose)
        self.check.changed.connect(self._settle)
        self.foot.go_wanted.connect(self.wanted)
        self.foot.stop_wanted.connect(self.stop_wanted)
        self.foot.close_wanted.connect(self.close)
        self.foot.check_wanted.connect(lambda: self.pages.setCurrentIndex(0))

    # What is chosen.

    @property
    def target(self) -> Target:
        """What is made."""
        return target(self.top.target_name)

    def order(self) -> Order:
        """What is chosen, for no photos yet. Raises PhotoorgError that says what cannot be."""
        place = self.top.place
        if place is None:
            raise PhotoorgError(self.tr("Choose a folder for the files."))
        chosen = self.own_form.values() if self.own_form else {}
        self.target.chosen(chosen)
        return Order((), place, self.options(), self.target.name, chosen, place.name, self.tidy.isChecked())

    def options(self) -> Options:
        """What becomes of the pictures. Raises PhotoorgError that says what cannot be."""
        try:
            return Options.model_validate(self._values())
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else ""
            field = Options.model_fields.get(name)
            raise PhotoorgError(f"{translated(field.title or name) if field else name}: {first['msg']}.") from error

    def preset(self, name: str, label: str, doc: str = "") -> Preset:
        """What is chosen, as a preset. Raises PhotoorgError as above."""
        chosen = self.own_form.values() if self.own_form else {}
        return Preset(name=name, label=label, doc=doc, options=self.options(), target=self.target.name, chosen=chosen)

    def _values(self) -> dict[str, object]:
        return {name: value for form in self.forms.values() for name, value in form.values().items()}

    # What is shown.

    @Slot(object)
    def show_preset(self, preset: Preset) -> None:
        """Choose what a preset says, as far as it can be."""
        try:
            target(preset.target).chosen(preset.chosen)
        except PhotoorgError as error:
            self.top.tell_wrong(str(error))
        else:
            self.top.tell_wrong("")
        self._showing = True
        for form in self.forms.values():
            form.show_values(preset.options.model_dump())
        self.top.show_target(preset.target)
        if self.own_form is not None:
            self.own_form.show_values(preset.chosen)
        self._showing = False
        self._choose()

    def choose(self, name: str, *, value: object) -> None:
        """Choose something as if a person had."""
        next(form.rows[name] for form in self.forms.values() if name in form.rows).show_value(value)

    def show_preview(self, preview: Preview) -> None:
        """What would be made."""
        self.names.show_preview(preview)
        more = self.target.finish is not None or self.tidy.isChecked()
        self.foot.show_preview(preview, pictures=self.target.pictures, more=more)

    def refuse(self, why: str) -> None:
        """Nothing would be made, for this reason: no name is shown as if it were right."""
        self.show_preview(Preview())
        self.foot.refuse(why)

    def show_cautions(self, found: Sequence[tuple[Caution, bool]]) -> None:
        """What is to be looked at first, and whether a person has let it be."""
        self.check.show_cautions(found)
        self._settle()

    def show_checking(self) -> None:
        """What is to be looked at is being worked out."""
        self.check.show_checking()
        self.foot.show_open(None)

    def show_running(self, *, running: bool) -> None:
        """Files are made, or no longer."""
        self.foot.show_running(running=running)
        for widget in (self.top, self.pages):
            widget.setEnabled(not running)

    @Slot()
    def _settle(self) -> None:
        """How many things are yet to be looked at."""
        self.pages.setTabText(0, self.tr("Check ({})").format(self.check.open) if self.check.open else self.tr("Check"))
        self.foot.show_open(self.check.open)

    @Slot()
    def _choose(self) -> None:
        """Something else is chosen."""
        values = self._values()
        self._fit(values)
        if self._showing:
            return
        self.top.show_changed(changed=self._is_changed(values))
        self.changed.emit()

    def _fit(self, values: dict[str, object]) -> None:
        """Show what means something: of pictures nothing does where none are made, but a mark on small ones may."""
        made = self.target
        if not made.pictures:
            values = {**values, "format": "jpeg"}
        for title, form in self.forms.items():
            wanted = made.pictures or title not in _OF_PICTURES or (made.marks and title == _MARKS)
            self.pages.setTabVisible(self.pages.indexOf(self._areas[title]), form.fit(values) and wanted)

    def _is_changed(self, values: Mapping[str, object]) -> bool:
        preset = self.top.current
        if preset is None:
            return True
        if self.target.name != preset.target or preset.options.model_dump() != values:
            return True
        try:
            chosen = self.target.chosen(preset.chosen).model_dump()
        except PhotoorgError:
            return True
        return self.own_form is not None and self.own_form.values() != chosen

    @Slot(str)
    def _take_target(self, name: str) -> None:
        """Another target: what may be chosen for it has a page of its own."""
        index = self.pages.indexOf(self.own)
        if index >= 0:
            self.pages.removeTab(index)
        self.own.deleteLater()
        made = target(name)
        self.own_form = OptionForm(made.options, tuple(made.options.model_fields), self) if _has_any(made) else None
        self.own = _scrolled(_page(self.own_form)) if self.own_form else QWidget(self)
        self.own.setVisible(self.own_form is not None)
        if self.own_form is not None:
            self.own_form.changed.connect(self._choose)
            self.pages.insertTab(1, self.own, translated(made.label))
        self._choose()


def _has_any(made: Target) -> bool:
    return bool(made.options.model_fields)


def _pages() -> Sequence[tuple[str, tuple[str, ...]]]:
    """The pages with their fields: what no page names stands on that of the others."""
    named = {name for _, names in PAGES for name in names}
    left = tuple(name for name in Options.model_fields if name not in named)
    there = [(title, tuple(name for name in names if name in Options.model_fields)) for title, names in PAGES]
    return [(title, (*names, *left) if title == OTHERS else names) for title, names in there]


def _page(form: OptionForm) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(4 * UNIT, MARGIN, 4 * UNIT, MARGIN)
    column.addWidget(form)
    column.addStretch(1)
    return page


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
