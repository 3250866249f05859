"""THE table of fields: what is known of a photo, by which name it is searched, sorted and shown.

To add a field: one `Field` here. A new stored one also needs a migration, an attribute of the same name in the facts
that `media/metadata.py` gives, and a higher READING_VERSION. The parser, the sort menu, the command line's output and
the docs' table follow; a formatter is needed only where the kind and the unit do not say enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from photoorg.library.pairs import LIVE_SQL, PAIRED_SQL
from photoorg.library.people import CROWD, GROUP, PEOPLE, PORTRAIT
from photoorg.settings import Settings


class Kind(Enum):
    """How a field's values are written in a query and compared."""

    TEXT = "text"  # contains, ignoring case
    NUMBER = "number"  # =, <, <=, >, >=, a..b
    DATE = "date"  # a year, month or day; <, <=, >, >=, a..b
    FOLDER = "folder"  # an absolute folder and all below it, or part of a path
    STATE = "state"  # one word out of the table STATES


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is known of a photo.

    `sql` is an expression over `p` (photos), `f` (its first present file) and `d` (that file's folder).
    `stored` says that it is a column of `photos` filled with what the file says. `sample` is a query that works.
    `unit` is appended where the value is shown. `words` are other words for a value, as people type them.
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
    words: Mapping[str, str] = field(default_factory=dict[str, str])


_RAW = "3fr arw cr2 cr3 dng nef nrw orf pef raf rw2 srw"
_FORMATS = {"jpg": "jpeg", "tif": "tiff", "heic": "heif"} | dict.fromkeys(_RAW.split(), "raw")

FIELDS: tuple[Field, ...] = (
    Field("taken", "Taken", Kind.DATE, "p.taken_at", "taken:2024-05..2024-08",
          "When the photo was taken, by the clock of the place; the file's date where the photo does not say.",
          sortable=True),
    Field("added", "Added", Kind.DATE, "p.added_at", "added:2026", "When photoorg first saw it.", sortable=True),
    Field("name", "File name", Kind.TEXT, "f.name", "name:IMG_20", "Part of the file's name.", sortable=True),
    Field("folder", "Folder", Kind.FOLDER, "d.path", 'folder:"2024/Lisbon"',
          "Part of the path, from the library's folder down; or a whole path for it and all below it.", sortable=True),
    Field("format", "Format", Kind.TEXT, "p.format", "format:jpeg", "The file format, found from its content.",
          stored=True, sortable=True, words=_FORMATS),
    Field("width", "Width", Kind.NUMBER, "p.width", "width>=4000", "Pixels across, upright.", stored=True, unit="px"),
    Field("height", "Height", Kind.NUMBER, "p.height", "height<1000", "Pixels down, upright.", stored=True, unit="px"),
    Field("size", "File size", Kind.NUMBER, "f.size / 1000000.0", "size>5", "Megabytes on disk.", sortable=True,
          unit="MB"),
    Field("camera", "Camera", Kind.TEXT, "p.camera", "camera:canon", "Make and model.", stored=True, sortable=True),
    Field("lens", "Lens", Kind.TEXT, "p.lens", 'lens:"50mm"', "The lens, as the camera names it.", stored=True),
    Field("iso", "ISO", Kind.NUMBER, "p.iso", "iso>=1600", "Sensitivity.", stored=True),
    Field("f_number", "Aperture", Kind.NUMBER, "p.f_number", "f_number<2.8", "The f-number.", stored=True),
    Field("exposure_seconds", "Exposure", Kind.NUMBER, "p.exposure_seconds", "exposure_seconds>1",
          "Exposure time in seconds.", stored=True, unit="s"),
    Field("focal_mm", "Focal length", Kind.NUMBER, "p.focal_mm", "focal_mm:24..70", "Of the lens, in millimetres.",
          stored=True, unit="mm"),
    Field("latitude", "Latitude", Kind.NUMBER, "p.latitude", "latitude:45..46", "Degrees, north positive.",
          stored=True, unit="°"),
    Field("longitude", "Longitude", Kind.NUMBER, "p.longitude", "longitude:9..10", "Degrees, east positive.",
          stored=True, unit="°"),
    Field("altitude", "Altitude", Kind.NUMBER, "p.altitude", "altitude>1000", "Metres above the sea.", stored=True,
          unit="m"),
    Field("people", "People", Kind.NUMBER, PEOPLE, "people>=2", "How many people are in it, as far as can be seen.",
          sortable=True),
    Field("faces", "Faces", Kind.NUMBER, "p.faces", "faces:1..3", "How many faces are seen in it.", sortable=True),
    Field("sensitive", "Sensitive", Kind.NUMBER, "p.sensitive", "sensitive>=0.5",
          "How likely it is unfit to publish, 0 to 1.", sortable=True),
    Field("is", "State", Kind.STATE, "", "is:damaged",
          "A state: tagged, untagged, missing, damaged, copied, located, nobody, portrait, group, crowd, sensitive, "
          "graphic, paired, live.", shown=False),
)  # fmt: skip

# Raise when a stored field is added, or is read in another way: files that are known already are then read again.
READING_VERSION = 2

BY_NAME = {field.name: field for field in FIELDS}
STORED = tuple(field.name for field in FIELDS if field.stored)

# From which score a photo counts as sensitive is a setting, kept with what the tags were derived with.
SENSITIVE_SQL = (
    "p.sensitive >= coalesce((SELECT w.value FROM derived_with w WHERE w.name = 'sensitive_from'), "  # noqa: S608 - a number
    f"{Settings().sensitive_from})"
)
# From here on a picture is taken for a screenshot, a document or a drawing.
_GRAPHIC_FROM = 0.5

# What `is:` may say, each as a condition on `p`. Only `is:missing` brings up photos whose files are not there.
STATES = {
    "tagged": "EXISTS (SELECT 1 FROM photo_tag t WHERE t.photo_id = p.id)",
    "untagged": "NOT EXISTS (SELECT 1 FROM photo_tag t WHERE t.photo_id = p.id)",
    "missing": "p.file_id IS NULL",
    "damaged": "p.damaged IS NOT NULL",
    "copied": "(SELECT COUNT(*) FROM files c WHERE c.photo_id = p.id AND c.missing_since IS NULL) > 1",
    "located": "p.latitude IS NOT NULL",
    "nobody": f"{PEOPLE} = 0",
    "portrait": PORTRAIT,
    "group": f"{PEOPLE} BETWEEN {GROUP} AND {CROWD - 1}",
    "crowd": f"{PEOPLE} >= {CROWD}",
    "sensitive": SENSITIVE_SQL,
    "graphic": f"p.graphic >= {_GRAPHIC_FROM}",
    "paired": PAIRED_SQL,
    "live": LIVE_SQL,
}


def docs_table() -> str:
    """The table of fields as it stands in docs/searching.md."""
    rows = [
        f"| `{field.name}` | {field.label} | {field.kind.value} | {field.doc} | `{field.sample}` |" for field in FIELDS
    ]
    return "\n".join(["| field | label | kind | what | example |", "|---|---|---|---|---|", *rows])
