"""THE table of fields: what is known of a photo, by which name it is searched, sorted and shown.

To add a field: one `Field` here. A new stored one also needs a migration, an attribute of the same name in the facts
that `media/metadata.py` gives, and a higher READING_VERSION. The parser, completion, the sort menu, the command line's
output, the help and the docs' table follow; a formatter is needed only where the kind and the unit do not say enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from photoorg.library.people import PEOPLE
from photoorg.library.states import COMPUTED_STATES as COMPUTED_STATES  # noqa: PLC0414 - named here for who asks
from photoorg.library.states import HAS, HAS_WORDS, RATING, STATE_WORDS, STATES, note
from photoorg.library.states import SENSITIVE_SQL as SENSITIVE_SQL  # noqa: PLC0414 - named here for who asks
from photoorg.texts import RELEASES, TEXTS, Text


class Kind(Enum):
    """How a field's values are written in a query and compared."""

    TEXT = "text"  # contains, or with = is; * and ? are wildcards
    NUMBER = "number"  # =, <, <=, >, >=, a..b
    DATE = "date"  # a year, month or day; <, <=, >, >=, a..b
    FOLDER = "folder"  # an absolute folder and all below it, or part of a path
    STATE = "state"  # one word out of a table of conditions
    CHOICE = "choice"  # one word out of a table of names
    PLACE = "place"  # latitude, longitude and how far around it
    ALBUM = "album"  # the name of an album
    LIKE = "photo"  # the path of a photo, or # and its id
    SORT = "order"  # the name of a sort


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Field:
    """One thing that is known of a photo. It is itself alone: the table has one of each.

    `sql` is an expression over `p` (photos), `f` (its first present file) and `d` (that file's folder); empty for what
    is no column. `stored` says that it is a column of `photos` filled with what the file says. `sample` is a query that
    works. `unit` is appended where the value is shown, and may be typed; `units` are others that may be, each with what
    it comes to. `choices` are the names that a value may be, each with a condition in SQL; an empty one stands for
    `sql` = name. `words` are other words for a value and `also` other names of the field, as people type them.
    """

    name: str
    label: str
    kind: Kind
    sql: str
    sample: str
    doc: str
    stored: bool = False
    sortable: bool = False
    shown: bool = True
    unit: str = ""
    units: Mapping[str, float] = field(default_factory=dict[str, float])
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    also: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Field({self.name!r})"


FORMATS = ("jpeg", "png", "webp", "raw", "tiff", "gif", "bmp", "avif", "heif", "jxl")
"""As `media/formats.py` names them."""
_RAW = "3fr arw cr2 cr3 dng nef nrw orf pef raf rw2 srw"
_FORMATS = {"jpg": "jpeg", "tif": "tiff", "heic": "heif"} | dict.fromkeys(_RAW.split(), "raw")

LABELS = ("red", "yellow", "green", "blue", "purple")
"""The colour labels that a person may give."""
COLOURS = (
    "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "white", "grey", "black",
)  # fmt: skip
"""The colours that a picture may have: the place of each is its bit in `photos.colours`."""
_COLOUR_WORDS = {
    "gray": "grey", "cyan": "teal", "turquoise": "teal", "violet": "purple", "magenta": "pink", "rosso": "red",
    "arancione": "orange", "giallo": "yellow", "verde": "green", "azzurro": "blue", "blu": "blue", "viola": "purple",
    "rosa": "pink", "marrone": "brown", "bianco": "white", "grigio": "grey", "nero": "black",
}  # fmt: skip
_LABEL_WORDS = {word: meant for word, meant in _COLOUR_WORDS.items() if meant in LABELS}
_HAS_COLOUR = {colour: f"(p.colours & {1 << bit}) <> 0" for bit, colour in enumerate(COLOURS)}
_COLOUR_NAMES = (
    "CASE WHEN p.colours IS NOT NULL THEN rtrim("
    + " || ".join(f"iif(p.colours & {1 << bit}, '{colour} ', '')" for bit, colour in enumerate(COLOURS))
    + ") END"
)
_ORIENTATIONS = ("landscape", "portrait", "square")
_ORIENTATION = (
    "CASE WHEN p.width > p.height THEN 'landscape' WHEN p.height > p.width THEN 'portrait' "
    "WHEN p.width = p.height THEN 'square' END"
)
_ORIENTATION_WORDS = {"horizontal": "landscape", "wide": "landscape", "vertical": "portrait", "upright": "portrait"}
_MONTH_NAMES = {
    "january": "gennaio", "february": "febbraio", "march": "marzo", "april": "aprile", "may": "maggio",
    "june": "giugno", "july": "luglio", "august": "agosto", "september": "settembre", "october": "ottobre",
    "november": "novembre", "december": "dicembre",
}  # fmt: skip
_MONTHS = {
    word: str(number)
    for number, names in enumerate(_MONTH_NAMES.items(), 1)
    for name in names
    for word in (name, name[:3])
}
_SUREST = "(SELECT MAX(t.confidence) FROM photo_tag t WHERE t.photo_id = p.id)"

_LANGUAGES = "(SELECT group_concat(s.text, ' / ') FROM {} s WHERE s.photo_id = p.id)"
_TEXT_TABLES = {"sentence": "sentences", "alt": "alt_texts"}


def _text_field(text: Text) -> Field:
    sql = _LANGUAGES.format(_TEXT_TABLES[text.about]) if text.has_languages else note(text.name)
    return Field(
        text.name, text.label, Kind.TEXT, sql, text.sample, text.doc, sortable=text.sortable, shown=text.shown,
        also=text.also,
    )  # fmt: skip


FIELDS: tuple[Field, ...] = (
    Field("taken", "Taken", Kind.DATE, "p.taken_at", "taken:2024-05..2024-08",
          "When the photo was taken, by the clock of the place, as you said or as it says; else the file's date.",
          sortable=True, also=("date",)),
    Field("year", "Year", Kind.NUMBER, "CAST(strftime('%Y', p.taken_at, 'unixepoch') AS INTEGER)", "year>=2020",
          "The year in which it was taken.", shown=False),
    Field("month", "Month", Kind.NUMBER, "CAST(strftime('%m', p.taken_at, 'unixepoch') AS INTEGER)", "month:august",
          "The month in which it was taken, of any year: 1 to 12, or its name.", shown=False, words=_MONTHS),
    Field("added", "Added", Kind.DATE, "p.added_at", "added:2026", "When photoorg first saw it.", sortable=True),
    Field("name", "File name", Kind.TEXT, "f.name", "name:IMG_20*", "Part of the file's name.", sortable=True,
          also=("file", "filename")),
    Field("folder", "Folder", Kind.FOLDER, "d.path", 'folder:"2024/Lisbon"',
          "Part of the path, from the library's folder down; or a whole path for it and all below it.", sortable=True,
          also=("path", "in", "at", "from")),
    Field("album", "Album", Kind.ALBUM, "", "album:holidays", "In the album of this name.", shown=False),
    *(_text_field(text) for text in TEXTS),
    Field("release", "Releases", Kind.CHOICE, note("release"), "release:unlimited",
          "What you said of model releases.", choices=dict.fromkeys(RELEASES, "")),
    Field("rating", "Rating", Kind.NUMBER, RATING, "rating>=3", "Your stars: 1 to 5, 0 for none, -1 for rejected.",
          sortable=True, shown=False, words={"rejected": "-1", "unrated": "0", "none": "0"}, also=("stars",)),
    Field("label", "Label", Kind.CHOICE, note("label"), "label:red", "The colour label that you gave it.",
          shown=False, choices=dict.fromkeys(LABELS, ""), words=_LABEL_WORDS),
    Field("format", "Format", Kind.CHOICE, "p.format", "format:raw", "The file format, found from its content.",
          stored=True, sortable=True, choices=dict.fromkeys(FORMATS, ""), words=_FORMATS, also=("type", "ext")),
    Field("orientation", "Orientation", Kind.CHOICE, _ORIENTATION, "orientation:portrait",
          "Which side of it is the longer one.", shown=False, choices=dict.fromkeys(_ORIENTATIONS, ""),
          words=_ORIENTATION_WORDS),
    Field("colour", "Colours", Kind.CHOICE, _COLOUR_NAMES, "colour:red", "A colour that much of it has.",
          choices=_HAS_COLOUR, words=_COLOUR_WORDS, also=("color", "colours", "colors")),
    Field("width", "Width", Kind.NUMBER, "p.width", "width>=4000", "Pixels across, upright.", stored=True, unit="px"),
    Field("height", "Height", Kind.NUMBER, "p.height", "height<1000", "Pixels down, upright.", stored=True, unit="px"),
    Field("size", "File size", Kind.NUMBER, "f.size / 1000000.0", "size>5", "Megabytes on disk.", sortable=True,
          unit="MB", units={"kb": 0.001, "gb": 1000.0}),
    Field("sharpness", "Sharpness", Kind.NUMBER, "p.sharpness", "sharpness<0.2", "How sharp it is, 0 to 1.",
          sortable=True),
    Field("camera", "Camera", Kind.TEXT, "p.camera", "camera:canon", "Make and model.", stored=True, sortable=True),
    Field("lens", "Lens", Kind.TEXT, "p.lens", 'lens:"50mm"', "The lens, as the camera names it.", stored=True),
    Field("iso", "ISO", Kind.NUMBER, "p.iso", "iso>=1600", "Sensitivity.", stored=True),
    Field("f_number", "Aperture", Kind.NUMBER, "p.f_number", "f_number<2.8", "The f-number.", stored=True,
          also=("aperture",)),
    Field("exposure_seconds", "Exposure", Kind.NUMBER, "p.exposure_seconds", "exposure_seconds>1/30",
          "Exposure time in seconds.", stored=True, unit="s", units={"ms": 0.001}, also=("exposure", "shutter")),
    Field("focal_mm", "Focal length", Kind.NUMBER, "p.focal_mm", "focal_mm:24..70", "Of the lens, in millimetres.",
          stored=True, unit="mm", also=("focal",)),
    Field("near", "Near", Kind.PLACE, "", "near:45.46,9.19,10km",
          "At most so far from a place: latitude, longitude and kilometres (10 where none are given).", shown=False,
          unit="km", units={"m": 0.001, "mi": 1.609344}),
    Field("latitude", "Latitude", Kind.NUMBER, "p.latitude", "latitude:45..46", "Degrees, north positive.",
          stored=True, unit="°", also=("lat",)),
    Field("longitude", "Longitude", Kind.NUMBER, "p.longitude", "longitude:9..10", "Degrees, east positive.",
          stored=True, unit="°", also=("lon", "lng")),
    Field("altitude", "Altitude", Kind.NUMBER, "p.altitude", "altitude>1000", "Metres above the sea.", stored=True,
          unit="m", units={"km": 1000.0, "ft": 0.3048}),
    Field("people", "People", Kind.NUMBER, PEOPLE, "people:2..5", "How many people are in it, as far as can be seen.",
          sortable=True),
    Field("faces", "Faces", Kind.NUMBER, "p.faces", "faces:1..3", "How many faces are seen in it.", sortable=True),
    Field("confidence", "Confidence", Kind.NUMBER, _SUREST, "confidence>0.8",
          "How sure the tags beside it are to be, 0 to 1; alone, the surest tag of the photo.", shown=False),
    Field("sensitive", "Sensitive", Kind.NUMBER, "p.sensitive", "sensitive>=0.5",
          "How likely it is unfit to publish, 0 to 1.", sortable=True),
    Field("is", "State", Kind.STATE, "", "is:damaged", "One of the states below.", shown=False, choices=STATES,
          words=STATE_WORDS),
    Field("has", "Has", Kind.STATE, "", "has:gps", "Something that is known of it: one of the words below.",
          shown=False, choices=HAS, words=HAS_WORDS),
    Field("like", "Like", Kind.LIKE, "", "like:#12",
          "Looks like this photo: its path, or # and its number in the library.", shown=False),
    Field("sort", "Sort", Kind.SORT, "", "sort:-rating",
          "The order of what is found: a field that sorts, or match; - before it is descending, + ascending.",
          shown=False, also=("order", "by")),
)  # fmt: skip

# Raise when a stored field is added, or is read in another way: files that are known already are then read again.
READING_VERSION = 2

BY_NAME = {field.name: field for field in FIELDS}
STORED = tuple(field.name for field in FIELDS if field.stored)
FROM_A = frozenset({Kind.TEXT, Kind.FOLDER, Kind.CHOICE})
"""Kinds whose values are text: they are sorted from A, the others from the highest or newest."""
BEST_MATCH = "match"
SORTS: dict[str, str] = {BEST_MATCH: "Best match", **{field.name: field.label for field in FIELDS if field.sortable}}
"""The names that `sort:` takes, with what they are called."""

_BY_ANY_NAME = BY_NAME | {name: field for field in FIELDS for name in field.also}
FIELD_NAMES = tuple(_BY_ANY_NAME)
"""Every name that a field goes by."""


def field_named(name: str) -> Field | None:
    """The field of a name, or of another name that it goes by; case does not matter."""
    return _BY_ANY_NAME.get(name.casefold())


def docs_table() -> str:
    """The table of fields as it stands in docs/searching.md."""
    rows = [
        f"| {_names(field)} | {field.label} | {field.kind.value} | {field.doc}{_choices(field)} | `{field.sample}` |"
        for field in FIELDS
    ]
    return "\n".join(["| field | label | kind | what | example |", "|---|---|---|---|---|", *rows])


def _choices(field: Field) -> str:
    return f" One of: {', '.join(field.choices)}." if field.kind is Kind.CHOICE else ""


def _names(field: Field) -> str:
    return ", ".join(f"`{name}`" for name in (field.name, *field.also))
