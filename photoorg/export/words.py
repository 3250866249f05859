"""What is written into an exported file in words: what the library says, as far as the options let it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from photoorg.export.entries import Entry
from photoorg.export.options import Options
from photoorg.said import Said
from photoorg.texts import TEXTS

RIGHTS = tuple(text.name for text in TEXTS if text.rights)
"""The texts that say who has the rights."""


def said_for(entry: Entry, options: Options) -> Said:
    """What a file says."""
    keep = options.metadata if options.words else "none"
    said = entry.said
    names = said.texts.keys() - {"alt"} if keep == "all" else set(RIGHTS) if keep == "rights" else set[str]()
    texts = {name: each for name, each in said.texts.items() if name in names}
    if "caption" in texts:
        texts["caption"] = {**texts["caption"], **_languages(entry.captions, options.language)}
    if options.alt_text and any(entry.alt_texts.values()):
        texts["alt"] = {**said.texts.get("alt", {}), **_languages(entry.alt_texts, options.language)}
    release = said.release if keep != "none" else ""
    if keep != "all":
        return Said(texts=texts, release=release)
    return replace(said, texts=texts, release=release, regions=())


def is_whole(entry: Entry, options: Options) -> bool:
    """Whether a copy is to say nothing else."""
    return entry.whole and options.words and options.metadata != "none"


def _languages(texts: Mapping[str, str], first: str) -> Mapping[str, str]:
    """By language, and for programs that know none (x-default) in the one that was chosen, or in another."""
    there = {language: text for language, text in texts.items() if text}
    return {"": there.get(first) or next(iter(there.values())), **there} if there else {}
