"""Sentences of how far work is, and how it ended."""

from __future__ import annotations

from photoorg.gui import words
from photoorg.gui.words import translated
from photoorg.outcomes import Progress, Report

STAGES = {"stat": "Looking for photos", "read": "Reading photos", "look": "Reading and recognising photos",
           "understand": "Working out tags", "sketch": "Comparing photos",
           "compare words": "Looking what is to be written", "write": "Writing to files",
           "take back": "Taking back what was written", "said": "Reading what files say",
           "trash": "Moving to the trash", "check files": "Looking at the files", "put back": "Putting back",
           "export": "Exporting", "gather": "Looking up what is said of photos", "manifest": "Writing the manifest",
           "zip file": "Packing the zip file", "contact sheet": "Making the contact sheet",
           "contact sheet as PDF": "Making the contact sheet as PDF", "list": "Writing the list",
           "dataset": "Writing the dataset", "plan": "Looking at files", "group": "Grouping photos",
           "compare": "Comparing photos", "retag": "Changing tags", "edit": "Editing photos", "undo": "Undoing",
           "redo": "Doing it again", "copy": "Copying the library", "check": "Examining the copy"}  # fmt: skip


def progress_text(progress: Progress) -> str:
    """Reading photos 312 of 1,204 - about 2 minutes left."""
    said = translated(STAGES.get(progress.stage, progress.stage))
    if progress.stage == "stat":
        return f"{said}… {words.number(progress.done)}" if progress.done else f"{said}…"
    if progress.total:
        of = translated("{} of {}").format(words.number(progress.done), words.number(progress.total))
        said = f"{said} {of}"
    if progress.seconds_left is not None and progress.done < (progress.total or 0):
        return f"{said} - {words.time_left(progress.seconds_left)}"
    return f"{said} - {translated(progress.note)}" if progress.note else said


def report_text(report: Report | None, new: int) -> str:
    """How the last job ended, and why there are no tags where there are none. `new` photos came with it."""
    if report is None:
        return ""
    said = words.new_photos(new) if new > 0 else translated("Up to date")
    trouble = report.title.partition(". ")[2]
    if "'photoorg " in trouble:  # what can be typed is told where it can be
        trouble = ""
    return "  ·  ".join(part for part in (translated("Stopped") if report.cancelled else said, trouble) if part)
