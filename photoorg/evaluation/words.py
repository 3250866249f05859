"""The words of tags: what a person may call them, and what is above them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from photoorg.evaluation.labels import Find
from photoorg.evaluation.values import Ancestors
from photoorg.settings import resources

_OBJECTS = (
    "airplane apple backpack banana baseball_bat baseball_glove bear bed bench bicycle bird boat book bottle bowl "
    "broccoli bus cake car carrot cat cell_phone chair clock couch cow cup dining_table dog donut elephant "
    "fire_hydrant fork frisbee giraffe hair_drier handbag horse hot_dog keyboard kite knife laptop microwave "
    "motorcycle mouse orange oven parking_meter person pizza potted_plant refrigerator remote sandwich scissors sheep "
    "sink skateboard skis snowboard spoon sports_ball stop_sign suitcase surfboard teddy_bear tennis_racket tie "
    "toaster toilet toothbrush traffic_light train truck tv umbrella vase wine_glass zebra"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Three views of the taxonomy: word to tag, tag to all above it, COCO's name of an object to tag."""

    find: Find
    ancestors: Ancestors
    objects: Mapping[str, str]


def load_words() -> Words:
    """The words of the taxonomy that is installed."""
    above = _above()
    objects = {name.replace("_", " "): name.replace("_", " ") for name in _OBJECTS.split()}
    known = {word.casefold(): word for word in [*objects.values(), *above]}
    return Words(
        lambda word: known.get(" ".join(word.split()).casefold()),
        lambda tag: above.get(tag, frozenset()),
        objects,
    )


@cache
def _above() -> Mapping[str, frozenset[str]]:
    entries = json.loads((resources() / "taxonomy" / "imagenet.json").read_text(encoding="utf-8"))
    classes: dict[str, list[set[str]]] = {}
    for entry in entries:
        words = {entry["name"], *entry["broader"]}
        for word in words:
            classes.setdefault(word, []).append(words)
    # Above a word is what is true of all its classes.
    return {word: frozenset(set.intersection(*found)) - {word} for word, found in classes.items()}
