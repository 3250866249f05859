"""Keeps resources/taxonomy/concepts.json in shape and drafts what it lacks from WordNet.

    python -m modelbuild.taxonomy DATA_NOUN CONCEPTS HYPERNYMS [WNIDS]

DATA_NOUN is WordNet 3.0's `data.noun` (Debian package wordnet-base). CONCEPTS is written again in its one form: sorted,
one concept a line, without the parents that another parent brings along. Everything in it is edited by hand and kept;
only a class of WNIDS (ids, one a line) that no concept has yet gets a new line, with WordNet's words and with the
parents that `synsets.json` names. HYPERNYMS gets what WordNet says lies above the classes, for the tests.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from photoorg.taxonomy import Concept, Taxonomy

SYNSETS = Path(__file__).with_name("synsets.json")
SCIENTIFIC = re.compile(r"[A-Z][a-z]+( [a-z]+){1,2}")


@dataclass(frozen=True, slots=True)
class Synset:
    """One meaning of WordNet: its words, best first, and the ids of its parents."""

    words: tuple[str, ...]
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What WordNet calls a concept: all classes under it lie `under` one of these synsets, but for these names."""

    under: tuple[str, ...]
    also: tuple[str, ...] = ()


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


def ancestors(parents: Mapping[str, Iterable[str]], wnid: str) -> frozenset[str]:
    """The synset and everything above it."""
    found: set[str] = set()
    waiting = [wnid]
    while waiting:
        if (current := waiting.pop()) not in found:
            found.add(current)
            waiting.extend(parents[current])
    return frozenset(found)


def read_hypernyms(path: Path) -> dict[str, tuple[str, ...]]:
    """The parents of each synset, as `hypernyms` wrote them."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {wnid: tuple(parents.split()) for wnid, parents, _ in rows}


def hypernyms(nouns: Mapping[str, Synset], wnids: Iterable[str]) -> str:
    """One line for each class and each synset above it: id, ids of its parents and first word, parted by tabs."""
    parents = {wnid: synset.parents for wnid, synset in nouns.items()}
    above = frozenset[str]().union(*(ancestors(parents, wnid) for wnid in wnids))
    return "".join(f"{wnid}\t{' '.join(parents[wnid])}\t{nouns[wnid].words[0]}\n" for wnid in sorted(above))


def read_meanings(path: Path = SYNSETS) -> dict[str, Meaning]:
    """What WordNet calls the concepts of which it has a like one."""
    return TypeAdapter(dict[str, Meaning]).validate_json(path.read_bytes())


def draft(wnid: str, nouns: Mapping[str, Synset], meanings: Mapping[str, Meaning]) -> Concept:
    """A first line for a class: WordNet's words without the scientific names, and the parents it is known to lie under.

    The Italian word is left empty: WordNet has none, and a test asks for it.
    """
    words = [word.lower() for word in nouns[wnid].words if not SCIENTIFIC.fullmatch(word)] or [nouns[wnid].words[0]]
    above = ancestors({synset: noun.parents for synset, noun in nouns.items()}, wnid)
    parents = [name for name, meaning in meanings.items() if not above.isdisjoint(meaning.under) and name != words[0]]
    return Concept(words[0], "", tuple(parents), tuple(dict.fromkeys(words[1:])), classes=(wnid,))


def shaped(taxonomy: Taxonomy) -> str:
    """The file's text: sorted by name, one concept a line, no empty field but the first three, no needless parent."""
    return "[\n" + ",\n".join(_line(taxonomy, concept) for _, concept in sorted(taxonomy.concepts.items())) + "\n]\n"


def _line(taxonomy: Taxonomy, concept: Concept) -> str:
    implied = frozenset[str]().union(*(taxonomy.ancestors(parent) for parent in concept.parents))
    fields: dict[str, Any] = asdict(concept)
    fields["parents"] = sorted(set(concept.parents) - implied)
    fields["classes"] = sorted(concept.classes)
    needed = ("name", "italian", "parents")
    return json.dumps({name: value for name, value in fields.items() if name in needed or value}, ensure_ascii=False)


def main(data_noun: str, concepts: str, hypernyms_file: str, wnids: str | None = None) -> None:
    """Write both files again, keeping what was edited by hand."""
    nouns, target = read_nouns(Path(data_noun)), Path(concepts)
    kept = TypeAdapter(tuple[Concept, ...]).validate_json(target.read_bytes()) if target.is_file() else ()
    known = {wnid for concept in kept for wnid in concept.classes}
    wanted = Path(wnids).read_text(encoding="utf-8").split() if wnids else []
    meanings = read_meanings() if wanted else {}
    new = [draft(wnid, nouns, meanings) for wnid in wanted if wnid not in known]
    taxonomy = Taxonomy([*kept, *new])
    target.write_text(shaped(taxonomy), encoding="utf-8")
    Path(hypernyms_file).write_text(hypernyms(nouns, taxonomy.of_class), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
