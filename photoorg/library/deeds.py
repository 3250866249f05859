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
    "import tags": "Imported {tags} from {file}",
    "tag": "Tagged {photos} '{tag}'",
    "untag": "Removed '{tag}' from {photos}",
    "accept": "Said yes to '{tag}' on {photos}",
    "reject": "Said no to '{tag}' on {photos}",
    "take back tag": "Took back what was said of '{tag}' on {photos}",
    "describe": "Described {photos}",
    "take back description": "Took back the description of {photos}",
    "stand in": "Said what stands for {photos}",
    "take back alt text": "Took back the alt text of {photos}",
    "rate": "Rated {photos} {stars}",
    "reject photos": "Rejected {photos}",
    "take back rating": "Took back the rating of {photos}",
    "label": "Labelled {photos} {label}",
    "take back label": "Took back the label of {photos}",
    "pick": "Picked {photos}",
    "take back pick": "Took back the pick of {photos}",
    "unflag": "Took the flags of {photos} off",
    "make album": "Made the album '{album}'",
    "rename album": "Renamed the album '{old}' to '{album}'",
    "remove album": "Removed the album '{album}'",
    "add to album": "Put {photos} into the album '{album}'",
    "order album": "Gave the album '{album}' another order",
    "take out of album": "Took {photos} out of the album '{album}'",
    "save search": "Saved the search '{search}'",
    "change search": "Changed the saved search '{search}'",
    "rename search": "Renamed the saved search '{old}' to '{search}'",
    "remove search": "Removed the saved search '{search}'",
    "apart": "Said that {photos} are no copies of one another",
    "take back apart": "Took back that {photos} are no copies of one another",
    "teach": "Taught '{tag}' by {photos}",
    "learn": "Taught '{tag}' more, by {photos}",
    "forget taught": "Forgot what was taught of '{tag}'",
    "take taught": "Took '{tag}' as it was taught elsewhere",
    "catch up": "Took in what had been said of {photos} before an interruption",
    "import": "Imported words about {photos}",
    "edit": "Edited {photos}: {what}",
    "read files": "Took over what other programs changed in the files of {photos}",
    "settle": "Settled what {photos} and their files say differently",
    "bar": "Showed '{tag}' from {percent} on",
    "take back bar": "Let '{tag}' be shown from where photoorg shows it",
    "approve": "Took over what newer models see in {photos}",
    "approve tags": "Took over what newer models say of {tags} on {photos}",
    "decline": "Kept the tags of {photos} as they were before newer models",
    "decline tags": "Kept {tags} on {photos} as before newer models",
}
"""The sentence of each verb, in English. `{photos}` is how many it touched, in words; the rest is its detail."""
