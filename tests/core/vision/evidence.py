"""Evidence as the tasks leave it, in few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from photoorg.outcomes import Evidence, Region
from photoorg.taxonomy import load_taxonomy


def box(label: str, score: float, left: float = 0.1, top: float = 0.1, side: float = 0.3) -> Region:
    """A square region."""
    return Region(label, score, left, top, side, side)


def wnid(concept: str) -> str:
    """A class of the classifier that means a concept."""
    return load_taxonomy().concepts[concept].classes[0]


def classified(concepts: Mapping[str, float]) -> Evidence:
    """What the classifier leaves where it sees concepts (each has a class of its own) with these probabilities."""
    return Evidence(scores={wnid(concept): score for concept, score in concepts.items()})


def detected(*regions: Region) -> Evidence:
    """What the detector or the face finder leaves: surest first."""
    return Evidence(regions=in_order(regions))


def in_order(regions: Sequence[Region]) -> tuple[Region, ...]:
    """Surest first."""
    return tuple(sorted(regions, key=lambda region: -region.score))
