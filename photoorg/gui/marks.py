"""What a person notes of a photo by a key: stars, a flag, a label. The tables, and how each looks on a photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from math import cos, pi, sin

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from photoorg.gui import words
from photoorg.gui.icons import picture
from photoorg.gui.style import UNIT, Colours, is_dark
from photoorg.gui.words import translated
from photoorg.library.browse import Card
from photoorg.library.kinds import LABELS as NAMES
from photoorg.library.notes import BEST as MOST_STARS
from photoorg.library.notes import NOTHING as NO_MARKS
from photoorg.library.notes import REJECTED
from photoorg.library.notes import Notes as Marks

STAR = "★"


@dataclass(frozen=True, slots=True)
class Label:
    """How a colour label looks in light and in dark, and its key, where it has one."""

    light: str
    dark: str
    key: str = ""


_LOOKS = (
    Label("#d6453d", "#ea5f56", "6"),
    Label("#e0ac00", "#f2c230", "7"),
    Label("#3c9a4e", "#56b868", "8"),
    Label("#2f74d0", "#5a9bf0", "9"),
    Label("#8b52c4", "#a878dc"),
)
LABELS: dict[str, Label] = dict(zip(NAMES, _LOOKS, strict=True))
"""The library's labels, in its order."""

_STAR_SIDE = 11
_PILL = QColor(0, 0, 0, 140)
_STRIPE = 4
_BADGE = 5 * UNIT


__all__ = ["LABELS", "MOST_STARS", "NO_MARKS", "REJECTED", "STAR", "Marks"]


def marks_of(card: Card) -> Marks:
    """What a card says."""
    return Marks(card.rating, card.label, card.pick)


def marked(card: Card, marks: Marks) -> Card:
    """The card with other marks."""
    return replace(card, rating=marks.rating, label=marks.label, pick=marks.pick)


Change = Callable[[Marks], Marks]
"""What a key makes of a photo's marks. Done twice, it is as done once."""


def rated(stars: int) -> Change:
    """So many stars; who gives stars wants the photo."""
    return partial(replace, rating=stars)


def labelled(label: str) -> Change:
    """A label, or (empty) none."""
    return partial(replace, label=label)


def flagged(flag: str) -> Change:
    """Picked, rejected or neither: never both."""
    return {"pick": _picked, "reject": _rejected, "": _unflagged}[flag]


def _picked(marks: Marks) -> Marks:
    return replace(marks, pick=True, rating=max(0, marks.rating))


def _rejected(marks: Marks) -> Marks:
    return replace(marks, pick=False, rating=REJECTED)


def _unflagged(marks: Marks) -> Marks:
    return replace(marks, pick=False, rating=max(0, marks.rating))


def label_colour(label: str) -> QColor:
    """A label's colour of now."""
    look = LABELS.get(label, Label("#888888", "#888888"))
    return QColor(look.dark if is_dark() else look.light)


def label_name(label: str) -> str:
    """A label in the user's language."""
    return translated(label.capitalize())


def spoken(marks: Marks) -> str:
    """The marks in words, for those who do not see them; empty where there are none."""
    said = [translated("rejected")] if marks.rating == REJECTED else []
    if marks.rating > 0:
        said.append(words.stars(marks.rating))
    if marks.pick:
        said.append(translated("picked"))
    if marks.label:
        said.append(translated("{} label").format(label_name(marks.label).lower()))
    return ", ".join(said)


def paint_marks(painter: QPainter, box: QRect, marks: Marks, look: Colours) -> None:
    """Paint marks over a picture that fills `box`: stars below, the flag in the corner, the label as a stripe."""
    if marks == NO_MARKS:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if marks.label:
        _paint_stripe(painter, box, marks.label)
    if marks.rating > 0:
        _paint_stars(painter, box, marks.rating)
    if marks.pick or marks.rating == REJECTED:
        _paint_flag(painter, box, look, rejected=marks.rating == REJECTED)


def _paint_stripe(painter: QPainter, box: QRect, label: str) -> None:
    """Just below the picture, where it hides nothing and no picture's colours are beside it on both sides."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(label_colour(label))
    painter.drawRoundedRect(QRectF(box.left(), box.bottom() + 2, box.width(), _STRIPE), 2, 2)


def _paint_stars(painter: QPainter, box: QRect, rating: int) -> None:
    width = rating * _STAR_SIDE + 10
    pill = QRectF(box.left() + UNIT, box.bottom() - _STAR_SIDE - 10, width, _STAR_SIDE + 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PILL)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setBrush(QColor("#ffffff"))
    for place in range(rating):
        painter.drawPolygon(star(QRectF(pill.left() + 5 + place * _STAR_SIDE, pill.top() + 3, _STAR_SIDE, _STAR_SIDE)))


def _paint_flag(painter: QPainter, box: QRect, look: Colours, *, rejected: bool) -> None:
    spot = QRect(box.left() + UNIT, box.top() + UNIT, _BADGE, _BADGE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.window))
    painter.drawEllipse(spot)
    name, colour = ("cross", look.danger) if rejected else ("flag_full", look.text)
    side = _BADGE - UNIT - 2
    sign = picture(name, side, colour, painter.device().devicePixelRatio())
    painter.drawPixmap(spot.topLeft() + QPoint((_BADGE - side) // 2, (_BADGE - side) // 2), sign)


@cache
def _unit_star() -> tuple[tuple[float, float], ...]:
    turns = [(-pi / 2 + step * pi / 5, 0.48 if step % 2 == 0 else 0.21) for step in range(10)]
    return tuple((0.5 + length * cos(turn), 0.53 + length * sin(turn)) for turn, length in turns)


def star(box: QRectF) -> QPolygonF:
    """A star in a box."""
    return QPolygonF([QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in _unit_star()])
