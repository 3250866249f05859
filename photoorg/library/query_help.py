"""How to search, in sections of examples: the page in the window, `photoorg query-help`, and part of docs/searching.md.

What the tables of fields and states say is made from them.
"""

from __future__ import annotations

from dataclasses import dataclass

from photoorg.library.fields import FIELDS, SORTS, Field, Kind
from photoorg.library.query_values import OPERATORS
from photoorg.library.states import HAS_DOCS, STATE_DOCS


@dataclass(frozen=True, slots=True)
class Row:
    """A query, and what it finds."""

    example: str
    what: str


@dataclass(frozen=True, slots=True)
class Section:
    """Some rows under a title, after a few sentences about them."""

    title: str
    text: str
    rows: tuple[Row, ...]


_WORDS = (
    Row("dog", "Tagged dog, or with a kind of dog. Plurals, other words for it and the Italian ones mean the same: "
        "dogs, cane."),
    Row("golden retriever", "Words side by side are the longest tags that they name."),
    Row("dog beach", "With both."),
    Row("hot, dog", "A comma keeps words apart that would be one tag."),
    Row('"golden retriever"', "Quotation marks keep words together, and make a word of AND, OR and NOT; "
        '\\" is one inside.'),
    Row("bea*", "Tags or names of files that begin so: * is any characters, ? is one."),
    Row("IMG_2041", "A word that is no tag and looks like the name of a file is looked for in those."),
    Row("dog 2024", "A year is when a photo was taken, too."),
    Row("january 2022", "So are gennaio 2022, august, today, yesterday, last month and last year."),
    Row("dog in Lisbon", "A word that is no tag and stands in the name of a folder is that folder; or else a camera."),
    Row("best of", "The name of an album is that album, where it is no tag."),
    Row("dog red", "A colour that is no tag is one that much of the photo has; also black and white."),
    Row("tag:dog", "The tag alone, never the name of a file."),
)  # fmt: skip
_JOINS = (
    Row("dog AND cat", "With both; & is the same."),
    Row("dog OR cat", "With either; | is the same."),
    Row("dog or cat, beach", "In small letters and, or, not join the words of their run first: beach, with either."),
    Row("-person", "Without; NOT person and !person are the same."),
    Row("food (pizza OR pasta)", "Brackets group."),
    Row("-(dog OR cat)", "With neither."),
    Row("person without dog", "Without the tag or the words behind it; also except, but not, no, senza, tranne."),
    Row("person without dog or cat", "With neither of the two."),
)  # fmt: skip
_SURE = (
    Row("dog>=0.8", "Tagged dog with at least that confidence; 80% and 0,8 are the same."),
    Row("dog<0.5", "The unsure ones."),
    Row("dog:0.5..0.8", "Between the two."),
    Row("dog beach confidence>0.8", "For every tag beside it."),
    Row("confidence<0.6", "Alone: photos whose surest tag is not sure."),
)  # fmt: skip
_MEANING = (
    Row('~"something to play music with"', "What fits the words best, whatever its tags are called; in English or "
        "Italian."),
    Row("something to play music with", "The same by itself, where plain words are no tags. Names of files that "
        "contain them come first."),
    Row("dog music room", "Three words or more of which most are unknown are a sentence: all of it by meaning."),
    Row("dog cat music", "Else the words that are known stand for themselves, and the rest goes by meaning."),
    Row("somewhere to sit and work 2022", "A year stays apart; and, or between unknown words belong to them."),
    Row("like:#12", "Photos that look like the one with this number; a path in quotation marks does, too."),
    Row("like:#12 -like:#40", "Like the one and not like the other."),
)  # fmt: skip
_COMPARED = (
    Row("width:4000", ": and = are the same for numbers: exactly this."),
    Row("width>=4000", "Also <, <= and >. A unit may follow: size>500KB."),
    Row("people:2..5", "From the one to the other, both included. Either end may be left out: people:3.."),
    Row("width!=4000", "!= is the same as NOT before it."),
    Row("exposure_seconds<1/250", "Shares, percents and decimal commas are numbers, too."),
    Row("taken:2024", "A year; a month is 2024-05, a day 2024-05-31, today or yesterday."),
    Row("taken>2024-05", "After the whole of that month."),
    Row("label:red,blue", "Several values between commas: any of them."),
    Row("camera:canon", "Of text, : means that it contains this."),
    Row('camera="canon eos 5d"', "And = means that it is this. Case and accents do not matter."),
    Row("near:45.46,9.19,10km", "Around a place; 10 km where nothing else is said. m and mi are units, too."),
)  # fmt: skip
_ORDER = (
    Row("dog sort:taken", "The order: names from A, dates from the newest, numbers from the highest."),
    Row("dog sort:-rating", "- is descending, + ascending."),
    Row("dog sort:match", "The best matches first, as it is by itself where a tag is asked for."),
)  # fmt: skip


def sections() -> tuple[Section, ...]:
    """All that there is to know, in the order of a page."""
    sorts = ", ".join(name for name in SORTS)
    return (
        Section("Words", "Type what is in the photo.", _WORDS),
        Section("Both, either, without", "", _JOINS),
        Section("How sure", "Each tag has a confidence from 0 to 1.", _SURE),
        Section("Meaning and likeness", "", _MEANING),
        Section("Fields", "A field, an operator and a value.", tuple(map(_of_field, FIELDS))),
        Section("Values", "", _COMPARED),
        Section("States", "", tuple(Row(f"is:{name}", doc) for name, doc in STATE_DOCS.items())),
        Section("What a photo has", "", tuple(Row(f"has:{name}", doc) for name, doc in HAS_DOCS.items())),
        Section("Order", f"One of these: {sorts}.", _ORDER),
    )


def _of_field(field: Field) -> Row:
    also = f" Also: {', '.join(field.also)}." if field.also else ""
    choices = f" One of: {', '.join(field.choices)}." if field.kind is Kind.CHOICE else ""
    return Row(field.sample, field.doc + choices + also)


def operators_table() -> str:
    """What each kind of field is compared with, as it stands in docs/searching.md."""
    rows = [
        f"| {kind.value} | {' '.join(f'`{sign}`' for sign in OPERATORS[kind])}{' `a..b`' if kind in _RANGED else ''} | "
        f"{' '.join(f'`{_example(kind, sign)}`' for sign in OPERATORS[kind])} |"
        for kind in Kind
    ]
    return "\n".join(["| kind | operators | examples |", "|---|---|---|", *rows])


_RANGED = {Kind.NUMBER, Kind.DATE}
_EXAMPLES = {
    Kind.TEXT: ("camera", "canon"), Kind.NUMBER: ("width", "4000"), Kind.DATE: ("taken", "2024"),
    Kind.FOLDER: ("folder", "Lisbon"), Kind.STATE: ("is", "damaged"), Kind.CHOICE: ("label", "red"),
    Kind.PLACE: ("near", "45.46,9.19"), Kind.ALBUM: ("album", "holidays"), Kind.LIKE: ("like", "#12"),
    Kind.SORT: ("sort", "taken"),
}  # fmt: skip


def _example(kind: Kind, sign: str) -> str:
    field, value = _EXAMPLES[kind]
    return f"{field}{sign}{value}"


def docs_table() -> str:
    """The sections but for those that are tables of their own, as they stand in docs/searching.md."""
    shown = [section for section in sections() if section.title not in _TABLES]
    return "\n\n".join("\n".join(_section(section)) for section in shown)


_TABLES = {"Fields", "States", "What a photo has"}


def _section(section: Section) -> list[str]:
    rows = [f"| `{_cell(row.example)}` | {_cell(row.what)} |" for row in section.rows]
    text = [section.text, ""] if section.text else []
    return [f"### {section.title}", *text, "| type | to find photos |", "|---|---|", *rows]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
