"""What became of writing to files, as sentences."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale

from photoorg.gui import words
from photoorg.gui.words import translated
from photoorg.gui.writing_asks import Plan
from photoorg.outcomes import Report

_PARTS = (
    ("same", "1 had nothing new", "{} had nothing new"),
    ("off", "1 lies in a folder that is not written to", "{} lie in folders that are not written to"),
    ("away", "1 lies on a drive that is not connected", "{} lie on drives that are not connected"),
    ("stale", "1 was changed elsewhere and is read first", "{} were changed elsewhere and are read first"),
    ("problems", "1 could not be written", "{} could not be written"),
)


def written_text(report: Report) -> str:
    """What was written, and what not."""
    files = report.counts.get("files", 0)
    said = translated("Written to {}").format(words.files(files)) if files else translated("No file was written")
    parts = [said]
    for name, one, many in _PARTS:
        if count := report.counts.get(name, 0):
            parts.append(translated(one if count == 1 else many).format(words.number(count)))
    told = "; ".join(parts) + "."
    return f"{told} {translated('File, Problems… says why.')}" if report.counts.get("problems") else told


def plan_text(plan: Plan) -> str:
    """How many files would change, and how many not, and why."""
    counts = (
        (plan.changes, "{} would change.", words.files(plan.changes)),
        (plan.refused, "{} cannot be written.", words.files(plan.refused)),
        (len(plan.held), "{} held, for you took back what was written.", words.files(len(plan.held))),
        (plan.torn, "{} something else than you: File, Files that say otherwise… settles that.", _say(plan.torn)),
        (not plan.whole, "Only {} were looked at; once writing is on, the others follow by themselves.",
         words.photos(plan.photos)),
        (len(plan.files) < plan.changes + plan.refused + len(plan.held), "The first {} are listed.",
         words.number(len(plan.files))),
    )  # fmt: skip
    return " ".join(translated(text).format(what) for number, text, what in counts if number)


def _say(files: int) -> str:
    return translated("1 file says") if files == 1 else translated("{} files say").format(words.number(files))


def when_text(at: int) -> str:
    """A day and a time, of seconds since 1970."""
    when, here = QDateTime.fromSecsSinceEpoch(at), QLocale()
    if here.language() == QLocale.Language.C:
        return when.toString("yyyy-MM-dd HH:mm")
    return here.toString(when, QLocale.FormatType.ShortFormat)


def breakable(path: str) -> str:
    """A path that wraps: a zero-width space after each separator and underline, where a line may break."""
    for sign in "/\\_-":
        path = path.replace(sign, f"{sign}\u200b")
    return path
