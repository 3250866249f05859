"""What is said otherwise: the differences that a person is shown before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from photoorg.fillers import FILLED, is_filler
from photoorg.media.keyword_fields import folded, same, same_path
from photoorg.said import KeywordPath, Said
from photoorg.texts import BY_NAME, TEXTS, Text, names_in, names_joined

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """A text as files can keep it: without control characters, and without blanks around."""
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def parts_of(text: Text, said: str) -> list[str]:
    """The items of a text that files keep as a list."""
    if text.many:
        return list(names_in(plain(said)))
    return [one for part in plain(said).split(";") if (one := " ".join(part.split()))]


def texts_of(said: Said, name: str) -> dict[str, str]:
    """One text by language, as files can keep it; x-default only where it says more than a language beside it."""
    text = BY_NAME[name]
    found = {code: one for code, value in said.texts.get(name, {}).items() if (one := plain(value))}
    if text.form in {"bag", "seq"}:
        found = {code: joined for code, one in found.items() if (joined := _joined(text, one))}
    if name == FILLED:
        found = {code: one for code, one in found.items() if not is_filler(one)}
    if "" in found and any(found[""] == one for code, one in found.items() if code):
        del found[""]
    return found


def first_of(said: Said, name: str) -> str:
    """One text where only one can be: x-default, else the first language's."""
    by_language = texts_of(said, name)
    return by_language.get("", next(iter(by_language.values()), ""))


def _joined(text: Text, said: str) -> str:
    parts = parts_of(text, said)
    return names_joined(parts) if text.many else "; ".join(parts)


def differences(before: Said, after: Said) -> list[tuple[str, str, str]]:
    """What `after` says otherwise: the field's name for people, the old text and the new one ("": none).

    Each keyword that comes or goes is one of its own. What only is written in another way is no difference; regions
    are never written, so they are none either.
    """
    found = [*_keywords(before.keywords, after.keywords)]
    for name, old, new in (
        ("Rating", _stars(before.rating), _stars(after.rating)),
        ("Label", plain(before.label), plain(after.label)),
        ("Model release", before.release, after.release),
    ):
        if old != new:
            found.append((name, old, new))
    for text in TEXTS:
        old, new = texts_of(before, text.name), texts_of(after, text.name)
        found += [
            (f"{text.label} ({code})" if code else text.label, old.get(code, ""), new.get(code, ""))
            for code in sorted(old.keys() | new.keys())
            if _compared(text, old.get(code, "")) != _compared(text, new.get(code, ""))
        ]
    return found


def changed_keywords(before: Said, after: Said) -> bool:
    """Whether keywords differ."""
    return _by_key(before.keywords).keys() != _by_key(after.keywords).keys()


def changed_texts(before: Said, after: Said) -> list[Text]:
    """Those of the table of texts that differ."""
    return [text for text in TEXTS if _told(text, before) != _told(text, after)]


def _told(text: Text, said: Said) -> dict[str, object]:
    return {code: _compared(text, one) for code, one in texts_of(said, text.name).items()}


def agree(one: Said, other: Said) -> bool:
    """Whether two say the same."""
    return not differences(one, other)


def beside(inside: Said, after: Said) -> Said:
    """What is read where a sidecar says `after` beside a file that says `inside`.

    A sidecar cannot take away keywords and names that are in the file itself.
    """
    who = dict.fromkeys(part for said in (after, inside) for part in parts_of(BY_NAME["who"], first_of(said, "who")))
    texts = {**after.texts, "who": {"": names_joined(who)}} if who else after.texts
    return replace(after, keywords=(*after.keywords, *inside.keywords), texts=texts)


def _keywords(before: Sequence[KeywordPath], after: Sequence[KeywordPath]) -> list[tuple[str, str, str]]:
    old, new = _by_key(before), _by_key(after)
    gone = [("Keyword", path, "") for known, path in old.items() if known not in new]
    return gone + [("Keyword", "", path) for known, path in new.items() if known not in old]


def _by_key(paths: Sequence[KeywordPath]) -> Mapping[KeywordPath, str]:
    clean = [tuple(plain(part) for part in path) for path in paths]
    return {same_path(path): " > ".join(path) for path in folded(clean)}


def _stars(rating: int | None) -> str:
    return "rejected" if rating == -1 else str(rating or "")


def _compared(text: Text, said: str) -> object:
    return {same(part) for part in parts_of(text, said)} if text.many else said
