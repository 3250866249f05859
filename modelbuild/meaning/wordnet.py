"""Makes resources/taxonomy/wordnet.json from WordNet 3.0 (Debian package wordnet-base).

    python -m modelbuild.meaning.wordnet DATA_NOUN INDEX_NOUN

One line a synset at or above one of the classifier's classes: its words, its gloss, its parents. Then `kinds`: other
nouns that are a kind of one of these, by its id, such as "spitz" or "station wagon" of n02084071 or n02958343.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

from modelbuild.taxonomy import SCIENTIFIC, Synset, ancestors, read_nouns
from photoorg.settings import resources
from photoorg.taxonomy import Taxonomy, load_taxonomy

TARGET = resources() / "taxonomy" / "wordnet.json"
PHYSICAL = "n00001930"
FARTHEST = 3  # parents to climb from a noun to a synset that has classes
MOST_CLASSES = 130  # of a synset that a kind may be put under: dogs are 118
FEWEST = 1 / 12  # of what WordNet knows under a synset must be classes: one bubble does not make a photo of any solid
FIRST_SENSES = 2  # of a noun: rarer ones mislead


def read_glosses(path: Path) -> dict[str, str]:
    """The gloss of every noun synset, without its examples."""
    lines = (line for line in path.read_text(encoding="latin-1").splitlines() if not line.startswith(" "))
    return {f"n{line[:8]}": line.partition(" | ")[2].partition('; "')[0].strip() for line in lines}


def read_senses(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every noun with its synsets, the most frequent first."""
    for line in path.read_text(encoding="latin-1").splitlines():
        if not line.startswith(" "):
            parts = line.split()
            yield parts[0].replace("_", " "), tuple(f"n{number}" for number in parts[-int(parts[2]) :])


def counts_of(nouns: Mapping[str, Synset], taxonomy: Taxonomy) -> dict[str, int]:
    """How many classes lie at or under each synset that has any."""
    parents = {wnid: synset.parents for wnid, synset in nouns.items()}
    counts: dict[str, int] = {}
    for wnid in taxonomy.of_class:
        for above in ancestors(parents, wnid):
            counts[above] = counts.get(above, 0) + 1
    return counts


def sizes_of(nouns: Mapping[str, Synset]) -> dict[str, int]:
    """How many synsets lie at or under each one."""
    parents = {wnid: synset.parents for wnid, synset in nouns.items()}
    return dict(Counter(above for wnid in nouns for above in ancestors(parents, wnid)))


def kind_of(nouns: Mapping[str, Synset], counts: Mapping[str, int], classes: Container[str], wnid: str) -> str | None:
    """The nearest synset above one that stands for classes (`counts`); None where it is far or has too many."""
    level = [wnid]
    for _ in range(FARTHEST):
        level = [parent for below in level for parent in nouns[below].parents]
        near = [above for above in level if above in counts]
        if near:
            best = min(near, key=lambda above: (above not in classes, counts[above], above))
            return best if counts[best] <= MOST_CLASSES else None
    return None


def derive(nouns: Mapping[str, Synset], glosses: Mapping[str, str],
           senses: Iterator[tuple[str, tuple[str, ...]]], taxonomy: Taxonomy) -> str:  # fmt: skip
    """The content of the file."""
    counts = counts_of(nouns, taxonomy)
    parents = {wnid: synset.parents for wnid, synset in nouns.items()}
    sizes = sizes_of(nouns)
    dense = {wnid: n for wnid, n in counts.items() if wnid in taxonomy.of_class or n >= FEWEST * sizes[wnid]}
    kinds: dict[str, list[str]] = {}
    for word, wnids in senses:
        physical = [wnid for wnid in wnids[:FIRST_SENSES] if PHYSICAL in ancestors(parents, wnid)]
        if not physical or any(wnid in counts for wnid in wnids) or _is_no_word(word, nouns[physical[0]]):
            continue
        if taxonomy.find(word) is None and (above := kind_of(nouns, dense, taxonomy.of_class, physical[0])) is not None:
            kinds.setdefault(above, []).append(word)
    rows = {
        wnid: ["|".join(nouns[wnid].words), glosses[wnid], " ".join(nouns[wnid].parents)] for wnid in sorted(counts)
    }
    lines = [f"{json.dumps(wnid)}: {json.dumps(row)}" for wnid, row in rows.items()]
    under = [f"{json.dumps(wnid)}: {json.dumps('|'.join(sorted(words)))}" for wnid, words in sorted(kinds.items())]
    return '{"synsets": {\n' + ",\n".join(lines) + '\n},\n"kinds": {\n' + ",\n".join(under) + "\n}}\n"


def _is_no_word(word: str, synset: Synset) -> bool:
    """Names of genera and of people, and numbers: nobody types them to find photos."""
    written = next((own for own in synset.words if own.lower() == word), word)
    return written != word or not word.replace(" ", "").isalpha() or bool(SCIENTIFIC.fullmatch(written))


def main(data: str, index: str) -> None:
    """Write the file."""
    content = derive(read_nouns(Path(data)), read_glosses(Path(data)), read_senses(Path(index)), load_taxonomy())
    TARGET.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
