"""How near a text is to each thing that the models can see, by the model for texts.

Five looks at each thing: its words with the chain of words above it, and, the best of it and all above it, the words of
the taxonomy, WordNet's words with its gloss, the gloss alone, and what people say of it (`described.json`: what it is
for, where it is, how it looks). A text is as near as their weighted mean.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from photoorg import kept
from photoorg.outcomes import PhotoorgError
from photoorg.settings import resources
from photoorg.vision.lexicon import Lexicon, load_lexicon
from photoorg.vision.manifests import TextManifest
from photoorg.vision.packs import Pack, open_pack
from photoorg.vision.samples import sample_of
from photoorg.vision.session import Session, open_session
from photoorg.vision.wordpiece import WordPiece

Vectors = NDArray[np.float32]

PACK = "minilm"
FORM = 1  # raise when other texts or numbers are to be kept
# How much each look counts, fitted on queries of our own: docs/meaning.md.
CHAIN, WORDS, NOUN, GLOSS, SAID = 1.0, 3.0, 1.0, 1.0, 2.0
# So far up that they say nothing.
_TOPS = frozenset(
    ("entity", "physical entity", "object", "whole", "artifact", "abstraction", "matter", "living thing", "organism",
     "instrumentality", "physical object", "causal agent", "thing")
)  # fmt: skip


class Texts:
    """The model for texts, open. Any thread may use it."""

    def __init__(self, pack: Pack) -> None:
        """Raises PhotoorgError where the pack is none for texts or cannot be run."""
        manifest = pack.manifest
        if not isinstance(manifest, TextManifest):
            raise PhotoorgError(f"The model {manifest.name} is of kind {manifest.kind}: words need text.")
        vocabulary = (pack.folder / manifest.input.vocabulary).read_text(encoding="utf-8")
        self._pieces = WordPiece(vocabulary.rstrip("\n").split("\n"))
        self._longest = manifest.input.longest
        # A query takes less than a millisecond: to bring up another processor would take more than all of them.
        self._session: Session = open_session(pack.model, sample_of(manifest.input), "cpu")
        self.version = pack.version

    def vector(self, text: str) -> Vectors:
        """What a text means: float32 (384,) of unit length. Texts go one by one: see resources/models/minilm.md."""
        (vectors,) = self._session.run(self._pieces.batch([text], self._longest))
        return vectors[0]


@dataclass(frozen=True, slots=True)
class _Look:
    """Texts, and which of them are of each thing: those at `places[starts[i]:starts[i + 1]]`, the nearest counts."""

    weight: float
    texts: tuple[str, ...]
    places: NDArray[np.intp]
    starts: NDArray[np.intp]

    def near(self, vectors: Vectors, asked: Vectors) -> Vectors:
        """How near the nearest text of each thing is to what was asked."""
        alike = vectors @ asked
        return np.maximum.reduceat(alike[self.places], self.starts)


def _look(weight: float, texts: tuple[str, ...], of: Sequence[Sequence[int]]) -> _Look:
    places = np.fromiter((place for own in of for place in own), np.intp)
    return _Look(weight, texts, places, np.cumsum([0, *map(len, of)])[:-1])


class Nearness:
    """How near texts are to things. The vectors of all things are made when first asked for, or read from a file."""

    def __init__(self, texts: Texts, lexicon: Lexicon, cache: Path | None = None, bundled: Path | None = None) -> None:
        """`bundled`: the folder with the vectors that came with the models (`modelbuild`), nothing is written there.

        `cache`: a folder to keep others in, as where the taxonomy was edited since; without it they are made anew by
        each process, in some seconds.
        """
        taxonomy = lexicon.taxonomy
        self.things = tuple(name for name, concept in taxonomy.concepts.items() if concept.classes or concept.objects)
        self._texts = texts
        self._looks = tuple(_looks(lexicon, self.things))
        self._cache = cache
        self._bundled = bundled
        self._lengths = [len(look.texts) for look in self._looks]
        self._lock = threading.Lock()
        self._vectors: tuple[Vectors, ...] | None = None

    def near(self, text: str) -> Vectors:
        """How near a text is to each of `things`: float32, about 0 for nothing in common, 1 for the same."""
        asked = self._texts.vector(text)
        total = sum(look.weight for look in self._looks)
        found = np.zeros(len(self.things), np.float32)
        for look, vectors in zip(self._looks, self._known(), strict=True):
            found += look.weight / total * look.near(vectors, asked)
        return found

    def prepare(self, go_on: Callable[[], bool]) -> None:
        """Have the vectors ready, unless told not to go on."""
        with self._lock:
            if self._vectors is None:
                self._vectors = self._kept() or self._made(go_on)

    @property
    def is_kept(self) -> bool:
        """Whether the vectors can be read from a file."""
        return self._kept() is not None

    def _known(self) -> tuple[Vectors, ...]:
        with self._lock:
            if self._vectors is None:
                self._vectors = self._kept() or self._made(lambda: True)
            assert self._vectors is not None  # noqa: S101 - nobody stopped it
            return self._vectors

    def _kept(self) -> tuple[Vectors, ...] | None:
        for folder, mine in ((self._bundled, False), (self._cache, True)):
            if folder is not None and (found := kept.read(self._file(folder), self._fitting, mine=mine)) is not None:
                return found
        return None

    def _fitting(self, file: NpzFile) -> tuple[Vectors, ...]:
        found = tuple(file[f"look{number}"].astype(np.float32) for number in range(len(self._looks)))
        if len({rows.shape[1:] for rows in found}) > 1 or [len(rows) for rows in found] != self._lengths:
            raise ValueError("lengths")
        return found

    def _made(self, go_on: Callable[[], bool]) -> tuple[Vectors, ...] | None:
        """The vectors of all texts; None where it is told not to go on."""
        made: list[Vectors] = []
        for text in (text for look in self._looks for text in look.texts):
            if not go_on():
                return None
            made.append(self._texts.vector(text))
        ends = np.cumsum([len(look.texts) for look in self._looks])[:-1]
        found = tuple(np.split(np.stack(made), ends))
        if self._cache is not None:
            arrays = {f"look{number}": rows.astype(np.float16) for number, rows in enumerate(found)}
            self._keep(self._file(self._cache), arrays)
        return found

    def _keep(self, path: Path, arrays: dict[str, NDArray[np.float16]]) -> None:
        """Write the file, and take those of other versions away. Where that cannot be done, nothing is kept."""
        if kept.write(path, arrays):
            for other in path.parent.glob("words-*"):  # what a process that was killed left, too
                if other != path:
                    with suppress(OSError):
                        other.unlink()

    def _file(self, folder: Path) -> Path:
        digest = hashlib.sha256(f"{FORM} {self._texts.version}".encode())
        for look in self._looks:
            digest.update("\n".join(look.texts).encode())
        return folder / f"words-{digest.hexdigest()[:16]}.npz"


def _looks(lexicon: Lexicon, things: Sequence[str]) -> Iterator[_Look]:
    taxonomy = lexicon.taxonomy
    concepts = taxonomy.concepts
    chains = tuple(", ".join((name, *concepts[name].synonyms, *_chain(lexicon, name))) for name in things)
    yield _look(CHAIN, chains, tuple((place,) for place in range(len(things))))
    place_of = {name: place for place, name in enumerate(concepts)}
    words = tuple(", ".join((name, *concept.synonyms)) for name, concept in concepts.items())
    above = tuple(tuple(sorted(place_of[other] for other in {name} | taxonomy.ancestors(name))) for name in things)
    yield _look(WORDS, words, above)
    nodes = [node for node in lexicon.nodes.values() if node.words[0] not in _TOPS]
    nouns = tuple(f"{', '.join(node.words[:3])}: {node.gloss}" for node in nodes)
    glosses = tuple(node.gloss for node in nodes)
    # A thing that is no class has no place in WordNet here: its own words stand in for it.
    extra = [name for name in things if not any(name in node.leaves for node in nodes)]
    number_of = {name: len(nodes) + number for number, name in enumerate(extra)}
    of = tuple(
        tuple(number for number, node in enumerate(nodes) if name in node.leaves) or (number_of[name],)
        for name in things
    )
    spare = tuple(words[place_of[name]] for name in extra)
    yield _look(NOUN, (*nouns, *spare), of)
    yield _look(GLOSS, (*glosses, *spare), of)
    yield _said(lexicon, things, words, above)


def _said(lexicon: Lexicon, things: Sequence[str], words: Sequence[str], above: Sequence[Sequence[int]]) -> _Look:
    """What is said of each thing and of all above it; of which nothing is said, its own words stand in for it."""
    told = tuple(itertools.chain.from_iterable(lexicon.said.values()))
    ends = itertools.accumulate(map(len, lexicon.said.values()), initial=0)
    numbers = {name: range(*pair) for name, pair in zip(lexicon.said, itertools.pairwise(ends), strict=True)}
    names = tuple(lexicon.taxonomy.concepts)
    of = [tuple(n for place in own for n in numbers.get(names[place], ())) for own in above]
    place_of = {name: place for place, name in enumerate(names)}
    silent = [name for name, own in zip(things, of, strict=True) if not own]
    number_of = {name: (len(told) + number,) for number, name in enumerate(silent)}
    spare = tuple(words[place_of[name]] for name in silent)
    return _look(SAID, (*told, *spare), [number_of.get(name, own) for name, own in zip(things, of, strict=True)])


def _chain(lexicon: Lexicon, name: str) -> Iterator[str]:
    """The first parent of a concept, that one's, and so on."""
    concepts = lexicon.taxonomy.concepts
    while concepts[name].parents:
        name = concepts[name].parents[0]
        yield name


def open_nearness(cache: Path | None = None, folder: Path | None = None) -> Nearness:
    """Nearness by the bundled pack, or by that of a folder. Raises PhotoorgError where it cannot be used."""
    pack = open_pack(folder or resources() / "models", PACK)
    return Nearness(Texts(pack), load_lexicon(), cache, pack.folder)


def bundle(folder: Path) -> bool:
    """Make the vectors that come with the models of a folder. Returns whether there was anything to do.

    Raises PhotoorgError where its model for texts cannot be used.
    """
    nearness = Nearness(Texts(open_pack(folder, PACK)), load_lexicon(), folder)
    if nearness.is_kept:
        return False
    nearness.prepare(lambda: True)
    return True
