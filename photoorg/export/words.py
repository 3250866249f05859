"""What is written into an exported file in words: what the library says, as far as the options let it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from photoorg.export.entries import Entry
from photoorg.export.options import Options
from photoorg.said import Said

RIGHTS = ("creator", "rights", "terms", "statement", "licensor", "release_id")
"""The texts that say who has the rights."""


def said_for(entry: Entry, options: Options) -> Said:
    """What a file says."""
    keep = options.metadata if options.words else "none"
    texts = {
        name: {"": text} for name, text in entry.texts.items() if keep == "all" or (keep != "none" and name in RIGHTS)
    }
    more: dict[str, Mapping[str, str]] = {}
    if keep == "all" and entry.captions:
        more["caption"] = _languages(entry.captions, options.language)
    if options.alt_text and any(entry.alt_texts.values()):
        more["alt"] = _languages(entry.alt_texts, options.language)
    said = Said(texts={**texts, **more}, release=entry.release if keep != "none" else "")
    if keep != "all":
        return said
    keywords = tuple((tag,) for tag in entry.accepted)
    return replace(said, keywords=keywords, rating=entry.rating or None, label=entry.label.capitalize())


def _languages(texts: Mapping[str, str], first: str) -> Mapping[str, str]:
    """By language, and for programs that know none (x-default) in the one that was chosen, or in another."""
    there = {language: text for language, text in texts.items() if text}
    return {"": there.get(first) or next(iter(there.values()), ""), **there}
