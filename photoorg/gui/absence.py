"""Whether a photo's file can be opened now, and what to say where it cannot."""

from __future__ import annotations

from dataclasses import replace

from photoorg.gui.words import translated
from photoorg.library.browse import Card


def is_there(card: Card) -> bool:
    """Whether there is a file to open."""
    return bool(card.path) and not card.offline


def absence(card: Card, drive: str = "") -> str:
    """Why there is no more than the thumbnail, where that is known beforehand; with the drive's name once that is."""
    if card.offline and drive:
        return translated("This photo is on “{}”, which is not connected.").format(drive)
    if card.offline:
        return translated("This photo is on a drive that is not connected.")
    return "" if card.path else translated("The file is not there now.")


def in_colour(card: Card) -> Card:
    """The card as a photo is shown large, where it keeps its colours; without its path no drive is asked for it."""
    return replace(card, path="", offline=False) if card.offline else card
