"""DRAFT: evidence to tags, by summing classes up the taxonomy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import Evidence, PhotoorgError, Suggestion, Understanding
from photoorg.taxonomy import Taxonomy, load_taxonomy

FLOOR = 0.05


@dataclass(frozen=True, slots=True)
class Label:
    """One class of the list."""

    wnid: str
    name: str
    broader: tuple[str, ...]


def read_labels(path: Path) -> tuple[Label, ...]:
    """The classes of a model in its order. Raises PhotoorgError when the file is not a class list."""
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return tuple(Label(str(row["wnid"]), str(row["name"]), tuple(row["broader"])) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PhotoorgError(f"The class list {path} cannot be read: {error}. Install photoorg again.") from error


class Tagger:
    """Turns all evidence of a photo into what it says."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.version = "draft.1"
        self._taxonomy = taxonomy

    def understand(self, evidence: Mapping[str, Evidence], vector: NDArray[np.float32] | None) -> Understanding:  # noqa: ARG002
        """What all evidence together says of one photo."""
        sums: dict[str, float] = {}
        for wnid, score in evidence.get("classify", Evidence()).scores.items():
            name = self._taxonomy.of_class[wnid]
            for word in {name, *self._taxonomy.ancestors(name)}:
                sums[word] = sums.get(word, 0) + score
        seen = evidence.get("detect", Evidence()).regions
        kept = sorted(((min(1, score), word) for word, score in sums.items() if score >= FLOOR), reverse=True)
        people = [one for one in seen if one.label == "person" and one.score >= 0.4]
        count = len(people) if "detect" in evidence else None
        faces = evidence.get("faces")
        return Understanding(
            tuple(Suggestion(word, round(score, 4), (("classify", round(score, 4)),)) for score, word in kept),
            count, count, count,
            None if faces is None else len(faces.regions),
            sensitive=evidence["sensitive"].scores.get("sensitive") if "sensitive" in evidence else None,
        )  # fmt: skip

    def bars(self, target: float) -> dict[str, float]:
        """From which confidence each tag is shown."""
        return dict.fromkeys(self._taxonomy.concepts, 0.3 * target / 0.9)


@cache
def open_tagger(folder: Path | None = None) -> Tagger:  # noqa: ARG001
    """The tagger that photoorg comes with."""
    return Tagger(load_taxonomy())
