"""Words for numbers, times and files, as people write them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from photoorg.library.deeds import VERBS
from photoorg.library.history import Done, sentence


def translated(text: str) -> str:
    """A sentence of a table, in the user's language."""
    return QCoreApplication.translate("words", text)


def number(value: float, decimals: int = 0) -> str:
    """1204 as 1,204 or as the locale has it."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    return locale.toString(int(value)) if decimals == 0 else locale.toString(float(value), "f", decimals)


def month_name(month: int, year: int) -> str:
    """May 2024, in the locale's words."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    return locale.toString(QDate(year, month, 1), "MMMM yyyy")


def photos(count: int) -> str:
    """1 photo, 1,204 photos."""
    return translated("1 photo") if count == 1 else translated("{} photos").format(number(count))


def stars(count: int) -> str:
    """1 star, 4 stars."""
    return translated("1 star") if count == 1 else translated("{} stars").format(number(count))


def new_photos(count: int) -> str:
    """1 new photo, 3 new photos."""
    return translated("1 new photo") if count == 1 else translated("{} new photos").format(number(count))


def files(count: int) -> str:
    """1 file, 3 files."""
    return translated("1 file") if count == 1 else translated("{} files").format(number(count))


def problems(count: int) -> str:
    """1 problem, 3 problems."""
    return translated("1 problem") if count == 1 else translated("{} problems").format(number(count))


def deeds(count: int) -> str:
    """1 step, 3 steps: of the history."""
    return translated("1 step") if count == 1 else translated("{} steps").format(number(count))


def deed(done: Done) -> str:
    """What was done, as the history says it."""
    verbs = {verb: translated(said) for verb, said in VERBS.items()}
    return sentence(done.verb, done.detail, done.photos, verbs)


def time_left(seconds: float) -> str:
    """About how long, no more exact than such a guess can be."""
    if seconds < 10:
        return translated("a few seconds left")
    if seconds < 55:
        return translated("about {} seconds left").format(number(round(seconds / 10) * 10))
    minutes = round(seconds / 60)
    if minutes <= 1:
        return translated("about a minute left")
    if minutes < 90:
        return translated("about {} minutes left").format(number(minutes))
    return translated("about {} hours left").format(number(round(minutes / 60)))
