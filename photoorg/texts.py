"""THE table of texts: what a person may write of a photo, by which name it is kept, and where files have it.

To add one: one `Text` here. Search, editing, the command line, the window, history, what is read from files and
written to them, and the manifests of exports follow.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Form = Literal["text", "languages", "bag", "seq"]
"""How XMP holds a value: as one text, as one in each of several languages, as an unordered list, as an ordered one."""


@dataclass(frozen=True, slots=True)
class Text:
    """One of them.

    `name` is what it is called in searches, in edits and among a person's words. `most`: the characters that it may
    have. `about` is the kind of word that it is; other kinds than notes have a text for each language. `many`: it is
    several names, with commas between. `rights`: it says who has the rights, or what may be
    done. `told` goes behind "You" or "Nobody" where it is or is not said.

    In files: `xmp` is its property (prefix:Name, with / into a structure) of the form `form`; `iptc` the data set of
    IPTC's record 2 and the bytes that it may have; `exif` the tag of the main directory, and `windows` the one that
    Windows writes in UTF-16. None: it is not kept there.
    """

    name: str
    label: str
    most: int
    doc: str
    sample: str
    told: str
    xmp: str
    form: Form
    about: Literal["note", "sentence", "alt"] = "note"
    also: tuple[str, ...] = ()
    lines: int = 1
    sortable: bool = False
    shown: bool = True
    many: bool = False
    rights: bool = False
    iptc: tuple[int, int] | None = None
    exif: int | None = None
    windows: int | None = None

    @property
    def has_languages(self) -> bool:
        """Whether there is one for each language."""
        return self.about != "note"


LANGUAGES = {"en": "English", "it": "Italian"}
"""The languages in which photoorg writes and keeps sentences, and what they are called."""

LONGEST_ALT = 250
"""Characters of a text that stands in for a picture: what IPTC's guidance says of alternative texts."""

TEXTS: tuple[Text, ...] = (
    Text("title", "Title", 300, "The title that you gave it.", "title:wedding", "gave it a title", "dc:title",
         "languages", sortable=True, iptc=(5, 64), windows=0x9C9B),
    Text("caption", "Caption", 2000, "What you wrote of it, in any language.", "caption:lake", "described it",
         "dc:description", "languages", "sentence", ("description",), lines=3, shown=False, iptc=(120, 2000),
         exif=0x010E),
    Text("alt", "Alt text", LONGEST_ALT, "What stands for it where it cannot be seen, in any language.", "alt:lake",
         "said what stands for it", "Iptc4xmpCore:AltTextAccessibility", "languages", "alt", ("alttext",), lines=2,
         shown=False),
    Text("details", "Long description", 2000, "What is to be seen, at length.", "details:harbour",
         "described it at length", "Iptc4xmpCore:ExtDescrAccessibility", "languages", also=("extended",), lines=3),
    Text("creator", "Creator", 200, "Who made it.", "creator:ann", "said who made it", "dc:creator", "seq",
         also=("author", "photographer"), iptc=(80, 32), exif=0x013B, rights=True),
    Text("rights", "Rights", 500, "Who has the rights.", "rights:cc-by", "said who has the rights", "dc:rights",
         "languages", also=("copyright",), iptc=(116, 128), exif=0x8298, rights=True),
    Text("terms", "Usage terms", 500, "How it may be used.", 'terms:"editorial only"', "said how it may be used",
         "xmpRights:UsageTerms", "languages", also=("usage", "licence", "license"), rights=True),
    Text("statement", "Rights page", 500, "Where on the web its rights are told.", "statement:creativecommons",
         "said where its rights are told", "xmpRights:WebStatement", "text", rights=True),
    Text("licensor", "Licensor page", 500, "Where on the web it can be licensed.", "licensor:example.org",
         "said where it can be licensed", "plus:Licensor/plus:LicensorURL", "text", rights=True),
    Text("release_id", "Release number", 200, "The number of the release that those on it have signed.",
         "release_id:2024-7", "named its release", "plus:ModelReleaseID", "bag", rights=True),
    Text("who", "Named people", 1000, "Who is on it, by name.", "who:anna", "said who is on it",
         "Iptc4xmpExt:PersonInImage", "bag", also=("person", "named"), many=True),
)  # fmt: skip
BY_NAME = {text.name: text for text in TEXTS}

RELEASES = {"none": "MR-NON", "not-applicable": "MR-NAP", "unlimited": "MR-UMR", "limited": "MR-LMR"}
"""What may be said of model releases (`release`), and what the PLUS vocabulary calls it in `plus:ModelReleaseStatus`.

Source: PLUS licence data format, http://ns.useplus.org/ldf/vocab/ and the code.
"""


def names_in(text: str) -> tuple[str, ...]:
    """The names of a text that has several, each once. One with a comma in it stands in quotes: "Smith, Anna", Ben."""
    line = " ".join(text.split())
    nobody: list[str] = []
    try:
        parts = next(csv.reader([line], skipinitialspace=True), nobody)
    except csv.Error:  # absurdly long
        parts = line.split(",")
    return tuple(dict.fromkeys(name for part in parts if (name := " ".join(part.split()))))


def names_joined(names: Iterable[str]) -> str:
    """The text that has these names, each once."""
    return ", ".join(_quoted(name) for name in dict.fromkeys(" ".join(name.split()) for name in names) if name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if "," in name or name.startswith('"') else name
