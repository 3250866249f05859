"""Which part of the library's folders a job looks at."""

from __future__ import annotations

from dataclasses import dataclass

THROWN_AWAY = "thrown away"
"""What a report counts looks by that say nothing, for the drive went meanwhile. It may be there again by now."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A folder to look at again, by its absolute path: alone, or (`deep`) with all that lies below it.

    A spot that is no longer there is looked at too: what was in it is then gone.
    """

    folder: str
    deep: bool = False
