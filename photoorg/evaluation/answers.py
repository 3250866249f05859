"""What a library answers of the photos that labels name."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from photoorg.evaluation.values import Ancestors, Answer
from photoorg.library import browse
from photoorg.library.guesses import guesses_of
from photoorg.library.store import Database


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers, and by name the photos without one, each with the reason in a sentence."""

    answers: tuple[Answer, ...]
    missing: tuple[tuple[str, str], ...]


def read_answers(db: Database, folder: Path, names: Iterable[str], ancestors: Ancestors) -> Answers:
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
    guesses, tags = guesses_of(db, found.values()), browse.tags_of(db, found.values())
    return Answers(
        tuple(
            _answer(name, guesses.get(photo_id, {}), [tag for tag, _ in tags.get(photo_id, [])], ancestors)
            for name, photo_id in found.items()
        ),
        tuple(missing),
    )


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


def _answer(name: str, guesses: dict[str, float], shown: list[str], ancestors: Ancestors) -> Answer:
    implied = frozenset[str]().union(*(ancestors(tag) for tag in shown))
    return Answer(name, guesses, frozenset(shown), frozenset(shown) - implied)
