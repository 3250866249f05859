"""What is written into an exported file in words: what the library says, as far as the options let it."""

from __future__ import annotations

from collections.abc import Mapping

from photoorg.export.entries import Entry
from photoorg.export.options import Options
from photoorg.said import Said

RIGHTS = ("creator", "rights", "terms", "statement", "licensor", "release_id")
"""The texts that say who has the rights."""


def said_for(entry: Entry, options: Options) -> Said:
    """What a file says."""
    texts: dict[str, Mapping[str, str]] = {}
    if options.metadata != "none":
        texts = {name: {"": text} for name, text in entry.texts.items() if options.metadata == "all" or name in RIGHTS}
    if options.metadata == "all" and entry.captions:
        texts["caption"] = _languages(entry.captions, options.language)
    if options.alt_text and any(entry.alt_texts.values()):
        texts["alt"] = _languages(entry.alt_texts, options.language)
    release = entry.release if options.metadata != "none" else ""
    if options.metadata != "all":
        return Said(texts=texts, release=release)
    keywords = tuple((tag,) for tag in (entry.accepted if entry.accepted else ()))
    return Said(keywords, entry.rating or None, entry.label, texts, release)


def _languages(texts: Mapping[str, str], first: str) -> Mapping[str, str]:
    """By language, and for programs that know none (x-default) in the one that was chosen, or in another."""
    there = {language: text for language, text in texts.items() if text}
    return {"": there.get(first) or next(iter(there.values()), ""), **there}
