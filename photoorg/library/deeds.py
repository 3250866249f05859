"""What a person did, by name: THE table of verbs, and the sentence that the history has for each.

A new verb is a new entry. `detail` is kept as JSON and filled into its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Detail = str | int | float | list[str]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a person did, for all photos that it touches: a verb of VERBS with what it was done with."""

    verb: str
    detail: Mapping[str, Detail] = field(default_factory=dict[str, Detail])


UNNAMED = Deed("words")

VERBS: dict[str, str] = {
    "words": "Changed what was said of {photos}",
    "approve": "Took over what newer models see in {photos}",
    "approve tags": "Took over what newer models say of {tags} on {photos}",
    "decline": "Kept the tags of {photos} as they were before newer models",
    "decline tags": "Kept {tags} on {photos} as before newer models",
}
"""The sentence of each verb, in English. `{photos}` is how many it touched, in words; the rest is its detail."""
