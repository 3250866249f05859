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
    "rename tag": "Renamed the tag '{old}' to '{new}'",
    "merge tags": "Made {tags} one tag, '{into}'",
    "split tag": "Split the tag '{tag}' into {parts}",
    "make tag": "Made the tag '{tag}'",
    "change tag": "Changed {what} of the tag '{tag}'",
    "move tags": "Moved {tags} to {under}",
    "remove tags": "Removed {tags} from the vocabulary",
    "import tags": "Imported {tags} tags from {file}",
}
"""The sentence of each verb, in English. `{photos}` is how many it touched, in words; the rest is its detail."""
