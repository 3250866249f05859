"""What a file says of its photo as a person's words, and back: stars, labels, texts and releases. Plain values.

A slot is a word that a person may say: its kind and its name, such as ("note", "title") or ("sentence", "it"). What the
library cannot hold (a text that is too long, a label of one's own) has no slot's value: it stays in the file as it is,
and is in conflict with whatever a person says there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from photoorg.fillers import FILLED, is_filler
from photoorg.library.kinds import KINDS, NOTES, About
from photoorg.outcomes import PhotoorgError
from photoorg.said import Said
from photoorg.texts import BY_NAME, LANGUAGES, TEXTS, Text

Slot = tuple[About, str]
Values = Mapping[Slot, str]
"""What is said, by slot; nothing is said in those that are not there."""

RATING: Slot = ("note", "rating")
LABEL: Slot = ("note", "label")
RELEASE: Slot = ("note", "release")
PICK: Slot = ("note", "pick")
DEFAULT = ""
"""XMP's x-default, and the language of fields that have none."""

# What programs call the five labels: Lightroom in its languages, Bridge, and digiKam.
_LABELS = {
    "red": "red rot rosso rouge rojo vermelho rood select",
    "yellow": "yellow gelb giallo jaune amarillo amarelo geel second",
    "green": "green grün verde vert groen approved",
    "blue": "blue blau blu bleu azul blauw review",
    "purple": "purple lila viola violet violett púrpura roxo paars magenta to-do",
}
_LABEL_OF = {word.replace("-", " "): label for label, words in _LABELS.items() for word in words.split()}

_TELLS = 200  # letters
_ITALIAN = "il lo la gli le un una di del della dei delle che con per nel nella alla sul sulla è e al"
_ENGLISH = "the a an of and with in on at to from is are for by near its"


def values_in(said: Said) -> dict[Slot, str]:
    """What is said as a person's words, in the form in which the library keeps them."""
    rating = str(said.rating or "")
    found: dict[Slot, str] = {
        RATING: rating if rating in NOTES["rating"] else "",
        LABEL: label_of(said.label),
        RELEASE: said.release if said.release in NOTES["release"] else "",
    }
    found |= {slot: _kept(slot, value) or "" for slot, value in _texts(said)}
    return {slot: value for slot, value in found.items() if value}


def beyond_in(said: Said) -> dict[Slot, str]:
    """What is said that the library cannot hold, cut to what tells it."""
    found = {slot: value for slot, value in _texts(said) if _kept(slot, value) is None}
    if said.label.strip() and not label_of(said.label):
        found[LABEL] = said.label.strip()
    return {slot: value if len(value) <= _TELLS else f"{value[:_TELLS]}…" for slot, value in found.items()}


def label_of(label: str) -> str:
    """The label that is meant by a name that programs give it; "" for one of somebody's own."""
    return _LABEL_OF.get(" ".join(label.split()).casefold(), "")


def with_values(said: Said, ours: Values, kept: Collection[Slot] = ()) -> Said:
    """What the file is to say: what it does, but for what a person says otherwise. Slots that are `kept` stay."""
    theirs = values_in(said)
    new = {slot for slot in ours.keys() | theirs.keys() if ours.get(slot, "") != theirs.get(slot, "")} - set(kept)
    if not new:
        return said
    made = said
    if RATING in new:
        made = replace(made, rating=int(ours[RATING]) if RATING in ours else None)
    if LABEL in new:
        made = replace(made, label=ours.get(LABEL, "").capitalize())
    if RELEASE in new:
        made = replace(made, release=ours.get(RELEASE, ""))
    texts = dict(made.texts)
    for text in TEXTS:
        slots = [slot for slot in slots_of(text) if slot in new]
        if slots:
            texts[text.name] = _put(text, said.texts.get(text.name, {}), {slot: ours.get(slot, "") for slot in slots})
    return replace(made, texts={name: each for name, each in texts.items() if each})


def slots_of(text: Text) -> tuple[Slot, ...]:
    """The slots of one of the table of texts."""
    return tuple((text.about, language) for language in LANGUAGES) if text.has_languages else (("note", text.name),)


_TOLD = {"rating": "Stars", "label": "Label", "release": "Model release", "pick": "Pick"}


def told_of(slot: Slot) -> str:
    """What a slot is called."""
    about, name = slot
    if about == "tag":
        return "Tag"
    text = next((one for one in TEXTS if slot in slots_of(one)), None)
    if text is None:
        return _TOLD.get(name, name)
    return f"{text.label} ({LANGUAGES[name]})" if text.has_languages else text.label


def slots_by_word(word: str) -> tuple[Slot, ...]:
    """The slots of a word as it is searched by: title, rating, caption. Raises PhotoorgError where there is none."""
    if word in BY_NAME:
        return slots_of(BY_NAME[word])
    if word not in {*_TOLD, "tag"}:
        raise PhotoorgError(f"'{word}' is not said by files: choose one of tag, rating, label, {', '.join(BY_NAME)}.")
    return () if word == "tag" else (("note", word),)


def _texts(said: Said) -> Iterator[tuple[Slot, str]]:
    """The text that each slot has in a file, without those that nobody has written."""
    for text in TEXTS:
        each = said.texts.get(text.name, {})
        for slot, key in _sources(text, each).items():
            if text.name != FILLED or not is_filler(each[key]):
                yield slot, each[key]


def _kept(slot: Slot, value: str) -> str | None:
    """A text as the library keeps it; None where it cannot."""
    try:
        return KINDS[slot[0]].value(slot[1], value) or ""
    except PhotoorgError:
        return None


def _sources(text: Text, each: Mapping[str, str]) -> dict[Slot, str]:
    """From which language of the file each slot of a text is taken."""
    there = {key: value for key, value in each.items() if value.strip()}
    if not there:
        return {}
    if not text.has_languages:
        return {("note", text.name): next((key for key in (DEFAULT, *LANGUAGES) if key in there), min(there))}
    found: dict[Slot, str] = {}
    for language in LANGUAGES:
        named = [key for key in there if key == language or key.startswith((f"{language}-", f"{language}_"))]
        if named:
            found[text.about, language] = min(named, key=lambda key: (len(key), key))
    rest = DEFAULT if DEFAULT in there else min(there)
    if rest not in found.values() and there[rest] not in {there[key] for key in found.values()}:
        found.setdefault((text.about, _language(there[rest])), rest)
    return found


def _language(text: str) -> str:
    """Of a text that does not say its language: Italian where more of its small words are, else English."""
    words = re.findall(r"\w+", text.casefold())
    italian, english = (sum(word in small for word in words) for small in (_ITALIAN.split(), _ENGLISH.split()))
    return "it" if italian > english else "en"


def _put(text: Text, each: Mapping[str, str], new: Values) -> dict[str, str]:
    """A text in its languages, where some of its slots are `new`; "" takes one out.

    A language that had the same text as the one that a slot was taken from, as x-default mostly has, goes with it.
    """
    sources, made = _sources(text, each), dict(each)
    for slot, value in new.items():
        source = sources.get(slot)
        same = [key for key, one in each.items() if source is not None and one == each[source]]
        if not value and not text.has_languages:
            return {}
        for key in same:
            made[key] = value
        if value and text.has_languages:
            made[slot[1] if source in {None, DEFAULT} else str(source)] = value
        elif value and source is None:
            made[DEFAULT] = value
    made = {key: value for key, value in made.items() if value}
    if made and text.form == "languages" and not made.get(DEFAULT):
        made[DEFAULT] = next((made[key] for key in LANGUAGES if key in made), made[min(made)])
    return dict(sorted(made.items()))
