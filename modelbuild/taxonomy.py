"""Drafts resources/taxonomy/imagenet.json: the plain word and the broader words of each of the 1000 classes.

    python -m modelbuild.taxonomy DATA_NOUN WNIDS TAXONOMY

DATA_NOUN is WordNet 3.0's `data.noun` (Debian package wordnet-base), WNIDS the class ids in the model's order (timm's
`imagenet_synsets.txt`), TAXONOMY the folder with `broader.json`. All but the broader words of imagenet.json
is edited by hand, so an existing file keeps it and just the broader words are made again from the rules.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class Synset:
    """One meaning of WordNet: its words, best first, and the ids of its parents."""

    words: tuple[str, ...]
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Which classes a broader word holds for: all under these synsets, and these names, but not those names."""

    under: frozenset[str]
    also: frozenset[str]
    excluded: frozenset[str]

    def holds(self, name: str, ancestors: frozenset[str]) -> bool:
        """Whether the word is true of the class."""
        return name not in self.excluded and (name in self.also or not self.under.isdisjoint(ancestors))


def read_nouns(path: Path) -> dict[str, Synset]:
    """Every noun synset by id ("n" and eight digits), from WordNet's own format (wndb(5WN))."""
    lines = path.read_text(encoding="latin-1").splitlines()
    return dict(_synset(line) for line in lines if not line.startswith(" "))


def _synset(line: str) -> tuple[str, Synset]:
    parts = line.partition(" | ")[0].split()
    count = int(parts[3], 16)
    words = tuple(parts[4 + 2 * number].replace("_", " ") for number in range(count))
    start = 5 + 2 * count
    pointers = [parts[place : place + 4] for place in range(start, start + 4 * int(parts[start - 1]), 4)]
    parents = tuple(f"n{target}" for kind, target, part, _ in pointers if kind in ("@", "@i") and part == "n")
    return f"n{parts[0]}", Synset(words, parents)


def ancestors(nouns: dict[str, Synset], wnid: str) -> frozenset[str]:
    """The synset and everything above it."""
    found: set[str] = set()
    waiting = [wnid]
    while waiting:
        if (current := waiting.pop()) not in found:
            found.add(current)
            waiting.extend(nouns[current].parents)
    return frozenset(found)


def read_rules(path: Path) -> dict[str, Rule]:
    """The curated broader words: each maps to `under` (synset ids), `also` and `not` (class names)."""
    content: dict[str, dict[str, list[str]]] = json.loads(path.read_text(encoding="utf-8"))
    return {
        word: Rule(*(frozenset(rule.get(part, [])) for part in ("under", "also", "not")))
        for word, rule in content.items()
    }


def draft(
    nouns: dict[str, Synset], wnids: Iterable[str], rules: dict[str, Rule], kept: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """One entry per class, in order: the `kept` one (by wnid), else a new one with WordNet's first word."""
    entries: list[dict[str, Any]] = []
    for wnid in wnids:
        entry = kept.get(wnid, {"name": nouns[wnid].words[0].lower()})
        name, above = entry["name"], ancestors(nouns, wnid)
        broader = sorted(word for word, rule in rules.items() if word != name and rule.holds(name, above))
        entries.append({"wnid": wnid, **entry, "broader": broader})
    return entries


def write(entries: list[dict[str, Any]], path: Path) -> None:
    """One class a line, so that a change is one line of a diff."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def main(data_noun: str, wnids: str, taxonomy: str) -> None:
    """Make the file again, keeping what was edited by hand."""
    target = Path(taxonomy) / "imagenet.json"
    kept: dict[str, dict[str, Any]] = {}
    if target.is_file():
        entries = cast("list[dict[str, Any]]", json.loads(target.read_text(encoding="utf-8")))
        kept = {entry["wnid"]: entry for entry in entries}
    rules = read_rules(Path(taxonomy) / "broader.json")
    write(draft(read_nouns(Path(data_noun)), Path(wnids).read_text(encoding="utf-8").split(), rules, kept), target)


if __name__ == "__main__":
    main(*sys.argv[1:])
