"""The words of the pages that go to others with photos, in the languages that photoorg describes photos in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from photoorg.export.entries import Entry
from photoorg.export.plain import seen
from photoorg.texts import BY_NAME

Language = Literal["en", "it"]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "sheet": "Contact sheet", "picture": "picture", "pictures": "pictures", "no_picture": "No preview",
        "close": "Back to all", "alt": "Alt text", "tags": "Tags",
        "no_alt": "No alt text", "suggested": "Suggested tags", "part": "part {} of {}",
        "release": "Model release", "file": "File", "page": "Page {} of {}", "licences": "Rights and licences",
        "creator": "Creator", "rights": "Rights", "terms": "Usage terms", "statement": "Rights page",
        "licensor": "Licensor page", "release_id": "Release", "people": "People",
        "open": "To be cleared before use", "no_rights": "No creator and no rights are stated.",
        "no_release": "It shows people, and no model release is stated.",
        "clear": "Rights are stated for every picture, and a release for each that shows people.",
        "releases": "Model releases", "unsigned": "It shows people, and no model release is signed.",
        "nothing": "Nothing is stated.",
        "lead": "What is stated about rights in this package: {}.",
        "made": "Made with photoorg. Statements are those of the photos' owner; photoorg has not checked them.",
        "sheet_made": "Made with photoorg.",
        "none": "none signed", "not-applicable": "not needed", "unlimited": "unlimited", "limited": "limited",
        "unknown": "not stated",
    },
    "it": {
        "sheet": "Provini", "picture": "immagine", "pictures": "immagini", "no_picture": "Nessuna anteprima",
        "close": "Torna a tutte", "alt": "Testo alternativo", "tags": "Tag",
        "no_alt": "Nessun testo alternativo", "suggested": "Tag suggeriti", "part": "parte {} di {}",
        "release": "Liberatoria", "file": "File", "page": "Pagina {} di {}",
        "licences": "Diritti e licenze", "creator": "Autore", "rights": "Diritti", "terms": "Condizioni d'uso",
        "statement": "Pagina dei diritti", "licensor": "Pagina del licenziante", "release_id": "Numero liberatoria",
        "people": "Persone", "open": "Da chiarire prima dell'uso",
        "no_rights": "Non sono indicati né autore né diritti.",
        "no_release": "Mostra persone e non è indicata alcuna liberatoria.",
        "clear": "I diritti sono indicati per ogni immagine, e la liberatoria per ognuna che mostra persone.",
        "releases": "Liberatorie", "unsigned": "Mostra persone e non è firmata alcuna liberatoria.",
        "nothing": "Non è indicato nulla.",
        "lead": "Che cosa è indicato sui diritti in questo pacchetto: {}.",
        "made": "Creato con photoorg. Le indicazioni sono del proprietario delle foto; photoorg non le ha verificate.",
        "sheet_made": "Creato con photoorg.",
        "none": "non firmata", "not-applicable": "non necessaria", "unlimited": "illimitata", "limited": "limitata",
        "unknown": "non indicata",
    },
}  # fmt: skip


def counted(number: int, language: Language) -> str:
    """So many pictures, in words."""
    words = WORDS[language]
    return f"{number} {words['picture' if number == 1 else 'pictures']}"


def label_of(name: str, language: Language) -> str:
    """What a text of the table is called: in the language where these words are here, else as it is there."""
    return WORDS[language].get(name, BY_NAME[name].label)


def release_text(entry: Entry, language: Language) -> str:
    """What is said of model releases, in words."""
    return WORDS[language].get(entry.release or "unknown", seen(entry.release))


def credit(entry: Entry) -> str:
    """The line of credit below a photo: who made it and who has the rights, each once."""
    creator, rights = (seen(entry.texts.get(name, "")) for name in ("creator", "rights"))
    return (
        rights
        if not creator or creator.casefold() in rights.casefold()
        else " / ".join(filter(None, (creator, rights)))
    )


def alt_text(entry: Entry, language: Language) -> tuple[str, str]:
    """What stands for a photo, and in which language: in this one, else in another, else nothing."""
    return _best(entry.alt_texts, language) or ("", language)


def stand_in(entry: Entry, language: Language) -> tuple[str, str]:
    """The same for who cannot see it, who is told also where there is none; a title is better than nothing."""
    none = ": ".join(filter(None, (WORDS[language]["no_alt"], seen(entry.title))))
    return _best(entry.alt_texts, language) or (none, language)


def tags_of(entry: Entry, language: Language) -> list[tuple[str, list[str]]]:
    """What the tags are called, and the tags: those of a person apart from those that models suggest."""
    names = dict(zip(entry.tags, entry.tags_it, strict=False)) if language == "it" else dict[str, str]()
    accepted = [seen(names.get(tag, tag)) for tag in entry.accepted]
    suggested = [seen(names.get(tag, tag)) for tag in entry.tags if tag not in entry.accepted]
    words = WORDS[language]
    return [one for one in ((words["tags"], accepted), (words["suggested"], suggested)) if one[1]]


def caption_of(entry: Entry, language: Language) -> tuple[str, str]:
    """What a person wrote of a photo, and in which language: in this one, else in another, else nothing."""
    return _best(entry.captions, language) or ("", language)


def _best(texts: Mapping[str, str], language: str) -> tuple[str, str] | None:
    """A text and its language; those of equal standing in the order of their languages."""
    codes = sorted(texts, key=lambda code: (code != language, code))
    return next(((text, code) for code in codes if (text := seen(texts[code]))), None)
