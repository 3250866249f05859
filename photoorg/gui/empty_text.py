"""What is said where nothing is found: by what was asked, for what helps is not always the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from photoorg.gui.chip_groups import pieces
from photoorg.gui.chip_text import chip_text
from photoorg.gui.words import translated
from photoorg.library.fields import Kind

Suggestions = Sequence[tuple[str, str]]
"""Words of a query that nothing is called, each with one that is near."""

_WORDS = {"tag", "meaning"}


def nothing_found(text: str, *, weak: int = 0) -> str:
    """Why there are no photos, and what to do. `weak` photos match weakly, and are hidden."""
    every = pieces(text)
    if weak:
        return translated("Photos match only weakly, and those are hidden.")
    if every and all(one.kind == Kind.LIKE.value for one in every):
        return translated("No photo of the library looks like it. Others may, once more photos have been read.")
    if len(every) > 1:
        return translated("No photo is all of this. Take a piece out above, or put OR between words.")
    if every and every[0].kind in _WORDS and not every[0].excluded:
        said = translated("Nothing is called “{}”, and no photo shows it. Look at the spelling, or take a wider word.")
        return said.format(every[0].label.strip("“”"))
    said = chip_text(every[0].text, every[0].label, every[0].kind) if every else text
    return translated("No photo is so: {}.").format(said)


def meant_text(text: str, suggestions: Suggestions) -> str:
    """The query with its words as they may be meant; empty where nothing is near."""
    meant = text
    for word, near in suggestions:
        meant = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _: near, meant, flags=re.IGNORECASE)  # noqa: B023
    return meant if meant != text else ""
