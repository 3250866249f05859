"""What was counted and judged in a photo, in a line each: people, sensitive, not a photo."""

from __future__ import annotations

from photoorg.gui.words import number, translated
from photoorg.library.browse import Details
from photoorg.library.people import CROWD, GROUP, People

_SENSITIVE_FROM = 0.1  # below, it is not worth a word
_GRAPHIC_FROM = 0.5


def seen(details: Details) -> list[str]:
    """The lines; none where nobody has looked."""
    said: list[str] = []
    if details.people is not None:
        said.append(people_text(details.people))
    if details.sensitive is not None and details.sensitive >= _SENSITIVE_FROM:
        said.append(translated("Sensitive {}").format(percent(details.sensitive)))
    if details.graphic is not None and details.graphic >= _GRAPHIC_FROM:
        said.append(translated("Not a photo"))
    return said


def people_text(people: People) -> str:
    """2 people (1-3), 2 faces, portrait."""
    if not people.count and not people.high:
        return translated("Nobody")
    said = translated("1 person") if people.count == 1 else translated("{} people").format(number(people.count))
    if people.low < people.high:
        said += f" ({number(people.low)}\N{EN DASH}{number(people.high)})"
    return ", ".join(part for part in (said, _faces(people.faces), _kind(people)) if part)


def _faces(faces: int | None) -> str:
    if not faces:
        return ""
    return translated("1 face") if faces == 1 else translated("{} faces").format(number(faces))


def _kind(people: People) -> str:
    kinds = ((people.portrait, "portrait"), (people.count >= CROWD, "crowd"), (people.count >= GROUP, "group"))
    return next((translated(word) for holds, word in kinds if holds), "")


def percent(share: float) -> str:
    """0.123 as 12 %; what is not certain is never said to be 100 %."""
    whole = round(100 * share)
    return f"{number(whole if share >= 1 or whole < 100 else 99)} %"
