"""The target for who trains models: a folder for each class (ImageFolder), or boxes as COCO has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal, cast

from pydantic import Field

from photoorg.export.cells import csv_bytes
from photoorg.export.coco import categories_of, coco_of
from photoorg.export.entries import Entry
from photoorg.export.gathering import gathered
from photoorg.export.naming import safe
from photoorg.export.options import Chosen
from photoorg.export.splitting import PARTS, Together, part_of
from photoorg.export.targets import Finishing, Target
from photoorg.outcomes import PhotoorgError, Progress
from photoorg.texts import names_in

UNLABELLED = "unlabelled"
"""The folder of photos of no class: beside the parts, so that it is no class itself."""


class DatasetOptions(Chosen):
    """What the dataset is."""

    form: Literal["folders", "coco"] = Field(
        default="folders", title="Made as",
        description="A folder for each class, as ImageFolder reads it, or COCO's JSON with boxes of what was seen.",
    )  # fmt: skip
    classes: str = Field(
        default="", max_length=10_000, title="Classes",
        description="Tags, with commas between: the first of them that a photo has is its class. Empty: its own first "
        "tag.",
    )  # fmt: skip
    tags: Literal["accepted", "shown"] = Field(
        default="accepted", title="Tags", description="Those that you have accepted or added, or all that are shown."
    )
    validation: int = Field(default=0, ge=0, le=45, title="For validation", description="Share of the photos, percent.")
    test: int = Field(default=0, ge=0, le=45, title="For tests", description="Share of the photos, percent.")
    together: Together = Field(
        default="day", title="Stay together",
        description="Photos of one day are never in two parts; with photo each goes by itself.",
    )  # fmt: skip
    least_score: int = Field(
        default=50, ge=0, le=100, title="Least score", description="Of boxes: what was seen less surely is left out."
    )


def class_of(entry: Entry, chosen: DatasetOptions) -> str:
    """The class of a photo, "" for none."""
    tags = entry.accepted if chosen.tags == "accepted" else entry.tags
    if not names_in(chosen.classes):
        return tags[0] if tags else ""
    has = {tag.casefold() for tag in tags}
    return next((name for name in names_in(chosen.classes) if name.casefold() in has), "")


def place_of(entry: Entry, chosen: Chosen) -> str:
    """The folder of a photo: its part and class, or its part alone where boxes tell the rest."""
    options = cast("DatasetOptions", chosen)
    part = part_of(entry, options.validation, options.test, options.together)
    if options.form == "coco":
        return f"images/{part}"
    name = safe(class_of(entry, options))
    return f"{part}/{name}" if name else UNLABELLED


def _finish(work: Finishing) -> Iterator[Progress]:
    chosen = cast("DatasetOptions", work.chosen)
    entries = yield from gathered(work.entries, regions=chosen.form == "coco")
    work = replace(work, entries=entries)
    if chosen.form == "coco":
        _write_coco(work, chosen)
    else:
        _check_classes(iter(entries), chosen)
        _write_labels(work, chosen)
    yield Progress("dataset", len(work.entries), len(work.entries))


def _check_classes(entries: Iterator[Entry], chosen: Chosen) -> None:
    chosen = cast("DatasetOptions", chosen)
    if chosen.form == "coco" or any(class_of(entry, chosen) for entry in entries):
        return
    said = "that you have accepted or added" if chosen.tags == "accepted" else "that is shown"
    which = "one of these classes as a tag" if chosen.classes else "a tag"
    raise PhotoorgError(
        f"No photo has {which} {said}, so there is no class. Accept tags of them"
        + (", or take all that are shown (tags=shown)." if chosen.tags == "accepted" else ".")
    )


def _write_coco(work: Finishing, chosen: DatasetOptions) -> None:
    least = chosen.least_score / 100
    categories = categories_of(work.entries, least)
    for part in PARTS:
        entries = [entry for entry in work.entries if _part(entry, chosen) == part]
        if entries:
            told = _json(coco_of(entries, categories, least, work.title))
            work.written.write(f"annotations/instances_{part}.json", told)


def _write_labels(work: Finishing, chosen: DatasetOptions) -> None:
    header = ["File", "Part", "Class", "Tags", "Suggested tags"]
    rows = [
        [entry.name, _part(entry, chosen), class_of(entry, chosen), "; ".join(entry.accepted),
         "; ".join(tag for tag in entry.tags if tag not in entry.accepted)]
        for entry in work.entries
    ]  # fmt: skip
    work.written.write("labels.csv", csv_bytes(header, rows))
    classes = sorted({name for entry in work.entries if (name := safe(class_of(entry, chosen)))})
    work.written.write("classes.txt", "".join(f"{name}\n" for name in classes).encode())


def _part(entry: Entry, chosen: DatasetOptions) -> str:
    return part_of(entry, chosen.validation, chosen.test, chosen.together)


def _json(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False) + "\n").encode("utf-8", "replace")


DATASET = Target(
    "dataset", "Dataset", "For training models: folders by class, or COCO's JSON with boxes.",
    DatasetOptions, _finish, place=place_of, check=_check_classes,
)  # fmt: skip
