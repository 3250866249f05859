"""The tables of states: what `is:` and `has:` may say, each as a condition on a photo.

To add one: one `State` here. The parser, completion, the help and the docs' table follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from photoorg.library.pairs import LIVE_SQL, PAIRED_SQL
from photoorg.library.people import CROWD, GROUP, PEOPLE, PORTRAIT
from photoorg.settings import Settings
from photoorg.texts import TEXTS


@dataclass(frozen=True, slots=True)
class State:
    """A state by name. `sql` is a condition over `p` (photos), `f` (its first present file) and `d` (its folder).

    It is empty for a state that no SQL can tell: see COMPUTED_STATES.
    """

    name: str
    doc: str
    sql: str


def note(about: str) -> str:
    """SQL for what a person noted of photo `p`, null where nothing: of its rating, its title and so on."""
    return f"(SELECT n.value FROM notes n WHERE n.photo_id = p.id AND n.about = '{about}')"  # noqa: S608 - fixed text


RATING = f"coalesce(CAST({note('rating')} AS INTEGER), 0)"
"""SQL for the rating of photo `p`: -1 rejected, 0 none, 1 to 5."""

# From which score a photo counts as sensitive is a setting, kept with what the tags were derived with.
SENSITIVE_SQL = (
    "p.sensitive >= coalesce((SELECT w.value FROM derived_with w WHERE w.name = 'sensitive_from'), "  # noqa: S608 - a number
    f"{Settings().sensitive_from})"
)
# From here on a picture is taken for a screenshot, a document or a drawing.
_GRAPHIC_FROM = 0.5
_COLOURED = 0b111111111  # the bits of fields.COLOURS from red to brown
_TAGGED = "EXISTS (SELECT 1 FROM photo_tag t WHERE t.photo_id = p.id)"
_SPOKEN = "EXISTS (SELECT 1 FROM verdicts v WHERE v.photo_id = p.id)"
_SENTENCE = "EXISTS (SELECT 1 FROM sentences s WHERE s.photo_id = p.id)"
_ALT = "EXISTS (SELECT 1 FROM alt_texts a WHERE a.photo_id = p.id)"
_ALBUM = "EXISTS (SELECT 1 FROM album_photos a WHERE a.photo_id = p.id)"
_COPIES = "(SELECT COUNT(*) FROM files c WHERE c.photo_id = p.id AND c.missing_since IS NULL) > 1"
_LOCATED = "p.latitude IS NOT NULL"

_IS = (
    State("tagged", "Has a tag.", _TAGGED),
    State("untagged", "Has none.", f"NOT {_TAGGED}"),
    State("reviewed", "You have spoken of one of its tags.", _SPOKEN),
    State("rated", "You gave it 1 to 5 stars.", f"{RATING} > 0"),
    State("unrated", "You gave it no stars and did not reject it.", f"{RATING} = 0"),
    State("picked", "You picked it.", f"{note('pick')} = '1'"),
    State("rejected", "You rejected it.", f"{RATING} < 0"),
    State("labelled", "You gave it a colour label.", f"{note('label')} IS NOT NULL"),
    State("duplicate", "Looks the same as another photo.", ""),
    State("copied", "Its file is in more than one place.", _COPIES),
    State("missing", "Its files are not there.", "p.file_id IS NULL"),
    State("offline", "Its drive is not connected.",
          "d.volume_id IN (SELECT v.id FROM volumes v WHERE v.online = 0)"),
    State("damaged", "Its file is not whole.", "p.damaged IS NOT NULL"),
    State("located", "Says where it was taken.", _LOCATED),
    State("dated", "It or you say when it was taken.", "p.taken_source <> 'file'"),
    State("undated", "Does not say when: its date is the file's.", "p.taken_source = 'file'"),
    State("redated", "You said when it was taken.", "p.taken_source = 'person'"),
    State("nobody", "No person is on it.", f"{PEOPLE} = 0"),
    State("portrait", "One person whose face is large.", PORTRAIT),
    State("group", f"{GROUP} to {CROWD - 1} people.", f"{PEOPLE} BETWEEN {GROUP} AND {CROWD - 1}"),
    State("crowd", f"{CROWD} people or more.", f"{PEOPLE} >= {CROWD}"),
    State("landscape", "Wider than high.", "p.width > p.height"),
    State("upright", "Higher than wide.", "p.height > p.width"),
    State("square", "As high as wide.", "p.width = p.height"),
    State("panorama", "One side is at least twice the other.",
          "p.width >= 2 * p.height OR p.height >= 2 * p.width"),
    State("monochrome", "Black and white: no colour is much of it.",
          f"p.colours <> 0 AND (p.colours & {_COLOURED}) = 0"),
    State("sensitive", "Its score reaches the setting `sensitive_from`.", SENSITIVE_SQL),
    State("graphic", "A screenshot, a document or a drawing rather than a photo.", f"p.graphic >= {_GRAPHIC_FROM}"),
    State("paired", "A RAW file with its JPEG or HEIC beside it, or that picture.", PAIRED_SQL),
    State("live", "Its video lies beside it.", LIVE_SQL),
)  # fmt: skip

_HAS = (
    State("tags", "Has a tag.", _TAGGED),
    State("gps", "Says where it was taken.", _LOCATED),
    State("date", "It or you say when it was taken.", "p.taken_source <> 'file'"),
    State("camera", "Says with which camera.", "p.camera IS NOT NULL"),
    State("lens", "Says with which lens.", "p.lens IS NOT NULL"),
    State("altitude", "Says how high above the sea.", "p.altitude IS NOT NULL"),
    State("people", "Somebody is on it.", f"{PEOPLE} > 0"),
    State("faces", "A face is seen on it.", "p.faces > 0"),
    State("sentence", "You described it.", _SENTENCE),
    State("rating", "You gave it 1 to 5 stars.", f"{RATING} > 0"),
    State("label", "You gave it a colour label.", f"{note('label')} IS NOT NULL"),
    State("alt", "You said what stands for it.", _ALT),
    *(
        State(text.name, f"You {text.told}.", f"{note(text.name)} IS NOT NULL")
        for text in TEXTS
        if not text.has_languages
    ),
    State("release", "You said something of model releases.", f"{note('release')} IS NOT NULL"),
    State("album", "Is in an album.", _ALBUM),
    State("colour", "Its colours are known.", "p.colours IS NOT NULL"),
    State("video", "Its video lies beside it.", LIVE_SQL),
    State("copies", "Its file is in more than one place.", _COPIES),
)

# Each condition is in brackets: what joins them must not reach into one.
STATES: Mapping[str, str] = {state.name: f"({state.sql})" if state.sql else "" for state in _IS}
HAS: Mapping[str, str] = {state.name: f"({state.sql})" for state in _HAS}
COMPUTED_STATES = tuple(state.name for state in _IS if not state.sql)
"""States of `is:` that no SQL can tell: who evaluates them knows each by its name."""

STATE_DOCS: Mapping[str, str] = {state.name: state.doc for state in _IS}
HAS_DOCS: Mapping[str, str] = {state.name: state.doc for state in _HAS}

# Other words for a state, as people type them.
STATE_WORDS: Mapping[str, str] = {
    "geotagged": "located", "gps": "located", "duplicates": "duplicate", "favourite": "picked", "favorite": "picked",
    "pick": "picked", "reject": "rejected", "labeled": "labelled", "people": "group", "nsfw": "sensitive",
    "screenshot": "graphic", "drawing": "graphic", "document": "graphic", "horizontal": "landscape",
    "vertical": "upright", "greyscale": "monochrome",
    "grayscale": "monochrome", "raw+jpeg": "paired", "livephoto": "live", "copy": "copied", "lost": "missing",
}  # fmt: skip
HAS_WORDS: Mapping[str, str] = {
    "location": "gps", "place": "gps", "tag": "tags", "face": "faces", "person": "people", "stars": "rating",
    "description": "sentence", "caption": "sentence", "copy": "copies", "color": "colour", "colours": "colour",
    "albums": "album", "labels": "label",
    "copyright": "rights", "author": "creator",
}  # fmt: skip


def docs_table(docs: Mapping[str, str], field: str) -> str:
    """States as they stand in docs/searching.md."""
    rows: Iterable[str] = (f"| `{field}:{name}` | {doc} |" for name, doc in docs.items())
    return "\n".join(["| type | to find photos of which this is true |", "|---|---|", *rows])
