"""What a person has said and photoorg has acknowledged, and on which photos it must be found.

The rules, as photoorg documents them (library/catalog.py):
1. Words stay with the picture through moves, renames and changes of metadata, and while it is nowhere.
2. A picture edited in place, with its capture date: its words are on the new picture. Where the old one lies nowhere
   else, it is the same photo; the old picture is not known any more, but for its words, which wait for it.
3. Another picture under the name of one, without dates to tell: the new one inherits the words if the old one had that
   place alone, and the old one keeps them.
4. What was done to a path more than once between two looks may have been seen in any order: then the words must be on
   some picture of that history, and it is not told which. To that history belongs what was moved there where another
   one had been, as when two names are swapped, if the library did not know it: the library sees another picture under
   the name, with the old one nowhere else where that was edited meanwhile. Not what the library knew, and not what says
   another time: neither inherits.
5. A library that was restored is an older copy with every word said since, on the very photo: what photos inherited
   since is not asked for. Words about a photo that is not there yet wait for it; those about one that the copy does not
   know may be on what lay at its place, a picture of its history. How old the copy is is not told: all that was done
   to a path is to it as if done between two looks (4), and it may not know what the library knew.
6. In every case: a word that was acknowledged is in the library, and on no picture that has nothing to do with it.
7. That a photo is in an album is such a word, by the album's name. What is said anew each time (a description, a
   rating) is as it was said last, or later by one who was killed before it was acknowledged; see notes.py, and for what
   is about no photo things.py.
8. What was taken back is asked for no more, and is nowhere if it was nowhere but where it was said. See travels.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.soak.notes import Notes
from benchmarks.soak.shelf import Shelf
from benchmarks.soak.things import Things
from benchmarks.soak.tree import Held, Shot, Tree, is_same_time


@dataclass
class Words:
    """`must`: what each picture must carry, by its number; `said`: every word, with the pictures it was about.

    `taken`: words that were taken back, and were nowhere but where they had been said.
    """

    must: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])
    said: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    taken: set[str] = field(default_factory=set[str])
    sentences: dict[int, str] = field(default_factory=dict[int, str])
    direct: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])
    notes: Notes = field(default_factory=Notes)
    things: Things = field(default_factory=Things)
    _kin: dict[int, int] = field(default_factory=dict[int, int])
    _replayed: set[str] = field(default_factory=set[str])
    _fresh: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def hear(self, number: int, word: str, verdict: str | None, paths: set[str]) -> None:
        """Note a word that photoorg has acknowledged: a tag with its verdict, or (None) a description.

        `paths`: where the library had the picture then.
        """
        self._fresh[word] = paths
        if verdict is None:
            self.sentences[number] = word
        else:
            self.must.setdefault(number, {})[word] = verdict
            self.direct.setdefault(number, {})[word] = verdict
            self.said.setdefault(word, set()).add(number)
            self.taken.discard(word)
        if verdict == "in":
            self.things.hear("", word)

    def note(self, number: int, about: str, value: str, paths: set[str]) -> None:
        """Note a rating, a label or a pick ("" where it was taken back) that photoorg has acknowledged."""
        self._fresh[f"{about} of {number}"] = paths
        self.notes.hear(number, about, value)

    def edit(self, pictures: Sequence[tuple[int, set[str]]], word: str, rating: str) -> None:
        """Note what was said of several pictures at once, each with where the library had it."""
        for number, paths in pictures:
            self.hear(number, word, "added", paths)
            self.note(number, "rating", rating, paths)
        self._fresh[word] = set[str]().union(*(paths for _, paths in pictures))

    def drop(self, word: str) -> None:
        """Hear that a word was taken back that was nowhere but where it had been said."""
        for words in (*self.must.values(), *self.direct.values()):
            words.pop(word, None)
        self.said.pop(word, None)
        self.taken.add(word)
        self.things.unsure.discard(word)
        self.things.albums.discard(word)

    def forget(self, number: int, known: dict[int, Any]) -> None:
        """Ask no more for what was said of a picture, or of any of its history."""
        for one in [one for one in known if self.family(one) == self.family(number)]:
            known.pop(one)

    def call(self, old: str, new: str) -> None:
        """Hear that an album is called otherwise, or ("") that it is gone: with it, all that is in it."""
        for words in (self.must, self.direct):
            for said in words.values():
                if (verdict := said.pop(old, None)) and new:
                    said[new] = verdict
        if (numbers := self.said.pop(old, None)) is not None and new:
            self.said[new] = numbers
            if old in self._fresh:
                self._fresh[new] = self._fresh[old]
            if old in self._replayed:
                self._replayed.add(new)
        self.things.hear(old, new)

    def family(self, number: int) -> int:
        """Which history a picture belongs to."""
        while (above := self._kin.get(number, number)) != number:
            number = above
        return number

    def _marry(self, one: int, other: int) -> None:
        if self.family(one) != self.family(other):
            self._kin[self.family(one)] = self.family(other)

    def follow(self, before: Mapping[str, Held], tree: Tree, known: set[int]) -> None:
        """Take the words along, from what lay where at the last look to what lies where now.

        `known`: the pictures that the library had then.
        """
        now = tree.files
        paths = Counter(held.number for held in now.values() if isinstance(held, Shot))
        stays = {held.number for path, held in before.items() if isinstance(held, Shot) and now.get(path) == held}
        for path, old in before.items():
            new = now.get(path)
            plain = isinstance(old, Shot) and isinstance(new, Shot) and old.number != new.number
            if (
                plain
                and not tree.is_away(path)
                and tree.touched[path] == 1
                and new.number not in known
                and paths[new.number] == 1
            ):
                self._inherit(path, old, new, len(tree.places[old.number]) == 1)
        for old, new, same in tree.succeeded:
            self._marry(old, new)
            if same and old not in stays:
                for words in (self.must, self.direct, self.sentences, self.notes.last):
                    words.pop(old, None)
        # An edited picture is the same photo: the one before the edit is not known any more.
        changed = {old for old, _, same in tree.succeeded if same}
        for old, new in tree.followers():
            if new not in known or new in changed:
                self._marry(old, new)
        self._fresh.clear()

    def _inherit(self, path: str, old: Shot, new: Shot, lonely: bool) -> None:
        dated = bool(old.label.taken and new.label.taken)
        if not is_same_time(old, new) and (dated or not lonely):
            return
        words = {word: said for word, said in self.must.get(old.number, {}).items() if self._was_about(path, word)}
        self.must.setdefault(new.number, {}).update(words)
        if old.number in self.sentences and self._was_about(path, self.sentences[old.number]):
            self.sentences.setdefault(new.number, self.sentences[old.number])

        self.notes.inherit(old.number, new.number, lambda about: self._was_about(path, f"{about} of {old.number}"))

    def restored(self, tree: Tree) -> None:
        """The library is an older copy, with what was said since: what was inherited since may not be in it."""
        for old, new in tree.followers(ever=True):
            self._marry(old, new)
        self.must = {number: dict(words) for number, words in self.direct.items()}
        self._replayed.update(self.said)
        self.sentences.clear()  # which of them were inherited is not told
        self.notes.last.clear()

    def _was_about(self, path: str, word: str) -> bool:
        """Whether it was said while the library still had the old picture there: it goes along only then."""
        return path in self._fresh.get(word, (path,))

    def lost(self, shelf: Shelf) -> Iterator[str]:
        """A sentence for each word that is not where it must be, or is where it cannot be."""
        photos: dict[int, int] = {number: photo for photo, number in shelf.shows.items()}
        there: dict[str, list[int]] = {}
        for photo, words in shelf.words.items():
            for word in words:
                there.setdefault(word, []).append(photo)
        yield from self._astray(shelf, there)
        yield from self.things.lost(shelf)
        yield from self.notes.lost(shelf.notes, photos, self.family)
        for number, words in self.must.items():
            carried = shelf.words.get(photos.get(number, 0), {})
            for word, verdict in words.items():
                if carried.get(word) != verdict and word not in shelf.waiting and word not in self.things.unsure:
                    where = [(photo, shelf.shows.get(photo)) for photo in there.get(word, ())]
                    near = (shown is None or self.family(shown) == self.family(number) for _, shown in where)
                    if word in self._replayed and any(near):  # None: a file that is damaged by now
                        continue
                    yield f"the word {word!r} ({verdict}) is not on {number} but on {where}"
        for number, text in self.sentences.items():
            found = shelf.sentences.get(photos.get(number, 0), "")
            if _count(found) < _count(text):  # a newer one may have been stored and not acknowledged
                yield f"the description {text!r} is not on {number}: there is {found!r}"

    def _astray(self, shelf: Shelf, there: Mapping[str, list[int]]) -> Iterator[str]:
        """Words that are nowhere, or on a picture that has nothing to do with theirs. `there`: photos by word."""
        for word, numbers in self.said.items():
            about = ", ".join(map(str, sorted(numbers)))
            if word not in there and word not in shelf.waiting and word not in self.things.unsure:
                yield f"the word {word!r} about {about} is nowhere"
            families = {self.family(number) for number in numbers}
            for photo in there.get(word, ()):
                if photo in shelf.shows and self.family(shelf.shows[photo]) not in families:
                    yield f"the word {word!r} about {about} is on {shelf.shows[photo]}"
        for word in (self.taken & {*there, *shelf.waiting, *shelf.albums}) - self.things.unsure:
            yield f"the word {word!r} was taken back, and is there again"


def _count(text: str) -> int:
    return int(text.rpartition(" ")[2] or 0) if text else -1
