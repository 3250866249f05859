"""What a library answers of the photos that labels name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from photoorg.evaluation.values import Answer
from photoorg.library import browse
from photoorg.library.people import People, people_on
from photoorg.library.shown import TagOn, tags_on
from photoorg.library.store import Database


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers, and by name the photos without one, each with the reason in a sentence."""

    answers: tuple[Answer, ...]
    missing: tuple[tuple[str, str], ...]


def read_answers(db: Database, folder: Path, names: Iterable[str]) -> Answers:
    """What the library says of files in `folder`, named relative to it."""
    found: dict[str, int] = {}
    missing: list[tuple[str, str]] = []
    for name in names:
        path = _path(folder, name)
        photo_id = None if path is None else browse.photo_at(db, path)
        if photo_id is not None:
            found[name] = photo_id
        else:
            missing.append((name, _why(db, path)))
    ids = list(found.values())
    tags, people = tags_on(db, ids, guesses=True), people_on(db, ids)
    answers = (_answer(name, tags[photo_id], people.get(photo_id)) for name, photo_id in found.items())
    return Answers(tuple(answers), tuple(missing))


def _path(folder: Path, name: str) -> str | None:
    """The file that a name in the labels stands for, or None for one outside the folder."""
    top = os.path.realpath(folder)
    try:
        path = os.path.realpath(Path(top, PurePosixPath(name)))
    except (OSError, ValueError):  # a zero byte, for one
        return None
    return path if Path(path).is_relative_to(top) else None


def _why(db: Database, path: str | None) -> str:
    if path is None:
        return "It does not lie in the folder, or is a link to elsewhere."
    if problems := browse.problems(db, path):
        return problems[0].reason
    return "It is no photo that photoorg reads." if os.path.exists(path) else "There is no such file."  # noqa: PTH110


def _answer(name: str, tags: Sequence[TagOn], people: People | None) -> Answer:
    stated = {tag.name: tag.confidence for tag in tags if tag.confidence is not None}
    shown = frozenset(tag.name for tag in tags if tag.shown)
    specific = frozenset(tag.name for tag in tags if tag.specific)
    if people is None:
        return Answer(name, stated, shown, specific)
    return Answer(name, stated, shown, specific, people.count, people.low, people.high)
