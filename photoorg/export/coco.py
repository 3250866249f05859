"""Boxes as COCO has them: images, boxes in pixels, and the classes of what is in them.

Source: the data format of the COCO dataset, https://cocodataset.org/#format-data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from photoorg import __version__
from photoorg.export.entries import Entry
from photoorg.export.plain import seen, web_link
from photoorg.outcomes import Region

Category = tuple[str, str]
"""What found it, and what it is."""


def categories_of(entries: Sequence[Entry], least: float) -> dict[Category, int]:
    """The classes of all boxes with at least this score, numbered from 1 on in the order of their names."""
    found = {(task, region.label) for entry in entries for task, region in entry.regions if region.score >= least}
    return {category: number for number, category in enumerate(sorted(found), 1)}


def coco_of(entries: Sequence[Entry], categories: Mapping[Category, int], least: float, title: str) -> dict[str, Any]:
    """The images with their boxes. Scores are those of the models; nobody has checked the boxes."""
    licences: dict[tuple[str, str], int] = {}
    images: list[dict[str, Any]] = []
    boxes: list[dict[str, Any]] = []
    for number, entry in enumerate(entries, 1):
        said = seen(entry.texts.get("rights", "")), web_link(entry.texts.get("statement", ""))
        licence = licences.setdefault(said, len(licences) + 1)
        images.append(_image(number, entry, licence))
        boxes.extend(_boxes(number, len(boxes), entry, categories, least))
    return {
        "info": {"description": title, "contributor": f"photoorg {__version__}"},
        "licenses": [{"id": number, "name": name, "url": url} for (name, url), number in licences.items()],
        "images": images,
        "annotations": boxes,
        "categories": [
            {"id": number, "name": label, "supercategory": task} for (task, label), number in categories.items()
        ],
    }


def _image(number: int, entry: Entry, licence: int) -> dict[str, Any]:
    return {
        "id": number,
        "file_name": entry.name,
        "width": entry.width,
        "height": entry.height,
        "license": licence,
        "date_captured": entry.taken.replace("T", " ")[:19],
        "tags": list(entry.tags),
        "accepted": list(entry.accepted),
        "caption": entry.captions.get("en", "") or entry.captions.get("it", ""),
    }


def _boxes(
    image: int, before: int, entry: Entry, categories: Mapping[Category, int], least: float
) -> Iterator[dict[str, Any]]:
    number = before
    for task, region in entry.regions:
        box = _pixels(region, entry.width, entry.height)
        if region.score < least or not (box[2] and box[3]):
            continue
        number += 1
        yield {
            "id": number,
            "image_id": image,
            "category_id": categories[task, region.label],
            "bbox": box,
            "area": round(box[2] * box[3], 2),
            "iscrowd": 0,
            "segmentation": [],
            "score": round(region.score, 4),
        }


def _pixels(region: Region, width: int, height: int) -> list[float]:
    """[left, top, width, height] in pixels, within the picture."""
    left, right = (min(max(side, 0.0), 1.0) for side in (region.left, region.left + region.width))
    top, bottom = (min(max(side, 0.0), 1.0) for side in (region.top, region.top + region.height))
    return [round(left * width, 2), round(top * height, 2),
            round((right - left) * width, 2), round((bottom - top) * height, 2)]  # fmt: skip
