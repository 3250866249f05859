"""Between the panel of facts and the picture: what is pointed at or asked about in the one is shown in the other."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from photoorg.gui.box_paint import label_of
from photoorg.gui.facts_panel import FactsPanel
from photoorg.gui.findings import Box, boxed, boxes_of
from photoorg.gui.heat_loader import HeatLoader, Wish
from photoorg.gui.overlay import Overlay
from photoorg.gui.terms import taxonomy
from photoorg.gui.words import number
from photoorg.library.browse import Details
from photoorg.library.why import Why
from photoorg.outcomes import PhotoorgError
from photoorg.work.why import has_map


class Pointing(QObject):
    """Shows where things are in one photo. `why_wanted` asks the library why a photo (id) carries a tag."""

    why_wanted = Signal(int, str)

    def __init__(self, facts: FactsPanel, overlay: Overlay, heats: HeatLoader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tags = facts.tags
        self._overlay = overlay
        self._heats = heats
        self._details: Details | None = None
        self._shown: tuple[Box, ...] = ()
        self._hovered = ""
        self._tags.asked.connect(self._ask)
        self._tags.pointed.connect(self._point)
        heats.made.connect(self._take_heat)
        heats.failed.connect(self._take_failure)

    def leave(self) -> None:
        """Another photo, or none: nothing is pointed at, asked or waited for."""
        self._details, self._shown, self._hovered = None, (), ""
        self._tags.close_card()
        self._stop_showing()
        self._overlay.set_all(())

    def rest(self) -> None:
        """The photo is out of sight: nothing is waited for."""
        self._tags.close_card()
        self._stop_showing()

    def show_details(self, details: Details) -> None:
        """What was found in the photo that is shown."""
        self._details = details
        self._shown = boxes_of(details)
        self._overlay.set_all(self._shown)
        self._show_pointed()

    @Slot(object)
    def show_why(self, why: Why) -> None:
        """The library has answered: say it, and show where."""
        if self._details is None or why.tag.name != self._tags.why.tag:
            return
        self._tags.show_why(why)
        self._show_pointed()
        if marked := self._marked(why):
            counts = Counter(label_of(box) for box in marked)
            said = ", ".join(name if count == 1 else f"{number(count)} × {name}" for name, count in counts.items())  # noqa: RUF001
            self._say(self.tr("Marked in the picture: {}").format(said))
        elif has_map(why) and self._details.paths:
            self._say(self.tr("Looking where…"), busy=True)
            self._heats.ask(Wish(self._details.paths[0], why))
        else:
            self._say("")

    @Slot(str)
    def _ask(self, tag: str) -> None:
        self._stop_showing()
        self._show_pointed()
        if tag and self._details is not None:
            self.why_wanted.emit(self._details.photo_id, tag)

    @Slot(str)
    def _point(self, tag: str) -> None:
        self._hovered = tag
        self._show_pointed()

    def _show_pointed(self) -> None:
        """The boxes of the tag under the mouse, else of the one asked about."""
        why = self._tags.why.why
        if self._hovered and not (why and self._hovered == why.tag.name):
            chosen = tuple(box for box in self._shown if _is_of(box, self._hovered))
        else:
            chosen = self._marked(why) if why else ()
        self._overlay.point_at(chosen)

    def _marked(self, why: Why) -> tuple[Box, ...]:
        """The boxes that speak for a tag: of what is drawn anyway, else the surest one."""
        boxes = tuple(boxed(why.regions))
        drawn = tuple(box for box in boxes if box in self._shown)
        return drawn or boxes[:1]

    def _stop_showing(self) -> None:
        self._heats.drop()
        self._overlay.show_heat(None)
        self._overlay.point_at(())

    def _say(self, sentence: str, *, busy: bool = False) -> None:
        self._tags.why.show_where(sentence, busy=busy)

    @Slot(object, object)
    def _take_heat(self, wish: Wish, heat: QImage | None) -> None:
        if wish.why is self._tags.why.why:
            self._overlay.show_heat(heat)
            self._say(self.tr("The warmer, the more that part of the picture speaks for it.") if heat else "")

    @Slot(object, object)
    def _take_failure(self, wish: Wish, error: PhotoorgError) -> None:
        if wish.why is self._tags.why.why:
            self._say(str(error))


def _is_of(box: Box, tag: str) -> bool:
    return tag in {box.tag, *taxonomy().ancestors(box.tag)}
