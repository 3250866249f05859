"""Keywords in files as tags, and back: paths such as places|Italy|Rome are the tag Rome, and where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library.edits import meant
from photoorg.library.growing import OwnTag, joined, listed
from photoorg.library.own_tags import say_own
from photoorg.library.own_vocabulary import own_words, taxonomy_of
from photoorg.library.plain import tag_name
from photoorg.library.wordbook import Word
from photoorg.outcomes import PhotoorgError
from photoorg.said import KeywordPath

DEEPEST = 16
"""So many levels of a keyword are kept as tags one under the other; of a deeper one, only the last is."""


class Keywords:
    """What keywords are as tags in a library. Asked of many photos; used within one transaction, or outside any."""

    def __init__(self, db: Database) -> None:
        self._db, self._taxonomy = db, taxonomy_of(db)
        self._own = {name_key(tag.name): tag for tag in own_words(db).tags}
        self._meant: dict[str, str | None] = {}

    def tag(self, keyword: str) -> str | None:
        """The tag that a keyword means; None where no tag can be called so."""
        if keyword not in self._meant:
            try:
                self._meant[keyword] = meant(self._db, tag_name(keyword), self._taxonomy)
            except PhotoorgError:
                self._meant[keyword] = None
        return self._meant[keyword]

    def tags(self, paths: Iterable[KeywordPath]) -> dict[str, KeywordPath]:
        """The tags of a file by `name_key`, in its order, each with its path; those that no tag can be are left out."""
        every = list(paths)
        inside = parts(every)
        found: dict[str, KeywordPath] = {}
        for path in every:
            if len(path) == 1 and path[0].casefold() in inside:
                continue
            tag = self.tag(path[-1])
            if tag is not None and len(path) >= len(found.get(name_key(tag), ())):
                found[name_key(tag)] = path
        return found

    def wanted(self, paths: Sequence[KeywordPath], yes: Mapping[str, str], kept: AbstractSet[str]) -> list[KeywordPath]:
        """The keywords that a file is to have: what it has of tags that a person says, then the new ones.

        `yes` are tags by key, with their names. What no tag can be stays, and so do the keys that are `kept`.
        """
        carried, inside = self.tags(paths), parts(paths)
        left = [path for key, path in carried.items() if key in yes or key in kept]
        within = parts(left)
        found: list[KeywordPath] = []
        for path in paths:
            tag = self.tag(path[-1])
            folds = len(path) == 1 and path[0].casefold() in inside
            stays = tag is None or name_key(tag) in yes or name_key(tag) in kept
            if stays or (folds and path[0].casefold() in within):
                found.append(self._renamed(path))
        found += [self.path(name) for key, name in yes.items() if key not in carried and not _has(found, name)]
        return list(dict.fromkeys(found))

    def path(self, tag: str) -> KeywordPath:
        """A tag with those that a person has put above it."""
        path, key = [tag], name_key(tag)
        while key in self._own and (over := listed(self._own[key].parents)) and len(path) < DEEPEST:
            if name_key(over[0]) in {name_key(one) for one in path}:
                break
            path.append(over[0])
            key = name_key(over[0])
        return tuple(reversed(path))

    def learn(self, spoken: list[Word], paths: Iterable[KeywordPath]) -> bool:
        """Make tags of one's own of those in paths that nobody knows. Among words of one transaction.

        Returns whether there were any: then what follows from the vocabulary is to be worked out.
        """
        new: dict[str, OwnTag] = {}
        for path in paths:
            names = [self.tag(part) for part in path]
            keys = {name_key(name) for name in names if name is not None}
            if 1 < len(path) == len(keys) <= DEEPEST:
                self._learn(new, [name for name in names if name is not None])
        for tag in new.values():
            say_own(self._db, spoken, tag)
        if new:
            self._taxonomy, self._meant = taxonomy_of(self._db), {}
            self._own = {name_key(tag.name): tag for tag in own_words(self._db).tags}
        return bool(new)

    def _learn(self, new: dict[str, OwnTag], names: Sequence[str]) -> None:
        for place, name in reversed(list(enumerate(names))):
            if self._taxonomy.named(name) is not None or name_key(name) in {*self._own, *new}:
                return
            over = joined([names[place - 1]]) if place else ""
            new[name_key(name)] = OwnTag(name, parents=over, state="tag")

    def _renamed(self, path: KeywordPath) -> KeywordPath:
        """The path of a keyword that a person calls otherwise now."""
        now = self._taxonomy.own.renamed.get(name_key(" ".join(path[-1].split())))
        return path if now is None else (*path[:-1], now)


def parts(paths: Iterable[KeywordPath]) -> set[str]:
    """Every part of the paths that have several, as they are compared: flat keywords among these say nothing new."""
    return {part.casefold() for path in paths if len(path) > 1 for part in path}


def _has(paths: Iterable[KeywordPath], name: str) -> bool:
    return any(name_key(path[-1]) == name_key(name) for path in paths)
