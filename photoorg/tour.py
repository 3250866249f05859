"""The first minute without a screen: what was found, and three searches that find something."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import platformdirs

from photoorg.console import clean, columns, plural
from photoorg.library import browse, facets, places, search
from photoorg.library.query import QueryError, quoted
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError, Problem
from photoorg.paths import lies_in
from photoorg.settings import APP_NAME, default_pictures
from photoorg.work.scan import check_root

_TAGS = 15
_SHOWN = 3
_REASONS = 5
_QUOTING: dict[str, Callable[[Sequence[str]], str]] = {"nt": subprocess.list2cmdline, "posix": shlex.join}


def pictures() -> Path:
    """The platform's Pictures folder. Raises PhotoorgError where there is none."""
    folder = default_pictures()
    if not folder.is_dir():
        raise PhotoorgError("There is no Pictures folder here: give one, ./run FOLDER.")
    return folder


def program(library: Path) -> list[str]:
    """What a person types here to start photoorg on the library in that folder."""
    script = Path(sys.executable).with_name("photoorg.exe" if os.name == "nt" else "photoorg")
    on_path = shutil.which("photoorg")
    if not script.is_file():
        words = [_from_here(Path(sys.executable)), "-m", "photoorg"]
    elif on_path and Path(on_path).samefile(script):
        words = ["photoorg"]
    else:
        words = [_from_here(script)]
    usual = platformdirs.user_data_path(APP_NAME, appauthor=False)
    return words if library == usual else [*words, "--library", str(library)]


def tour(db: Database, folders: Sequence[Path], start: Sequence[str]) -> Iterator[str]:
    """Lines about the photos in `folders`; `start` is what a person types before a command."""
    tops = [str(check_root(folder)) for folder in folders]
    scope = _scope(db, tops)
    photos = search.count(db, scope)
    problems = [problem for problem in browse.problems(db) if lies_in(problem.path, tops)]
    if not photos:
        yield f"No photos in {clean(', '.join(str(folder) for folder in folders))}."
        yield from _reasons(problems, start)
        return
    tagged = search.count(db, _within(scope, "is:tagged"))
    yield f"{plural(photos, 'photo')}, {tagged:,} with tags, {plural(len(problems), 'problem')}."
    if problems:
        yield f"What could not be read, and why: {_line(start, 'problems')}"
    if tags := facets.common_tags(db, scope, _TAGS):
        yield "\nMost seen:"
        yield columns((name, f"{number:,}") for name, number in tags)
    for query in _examples(db, scope, photos, [_word(name) for name, _ in tags]):
        yield "\n" + _example(db, query, start)


def _example(db: Database, query: str, start: Sequence[str]) -> str:
    hits = search.search(db, query)
    best: list[int] = hits.ids[:_SHOWN].tolist()
    cards = browse.cards(db, best)
    rows = ((f"{score:.2f}", cards[one].path) for one, score in zip(best, hits.scores.tolist(), strict=False))
    return f"{_line(start, 'search', query)}   finds {plural(len(hits.ids), 'photo')}\n{columns(rows)}"


def _examples(db: Database, scope: str, photos: int, tags: Sequence[str]) -> Iterator[str]:
    """A tag; the same without another, or with one; either of two; people; else what has no tag. Some each, not all."""
    first, others = (tags[0], tags[1:]) if tags else ("", ())
    narrower = [f"{first} -{tag}" for tag in others] + [f"{first} {tag}" for tag in others]
    either = [f"{others[-1]} OR {others[-2]}"] if len(others) > 1 else []
    sizes = [f"width>={width}" for width in (4000, 2000, 1000)]
    given, most = 0, photos + 1
    people = ["people>=2", "people:1", "is:nobody"]
    for kind in ([first] if first else [], narrower, either, people, ["is:untagged"], sizes):
        found = ((query, search.count(db, query)) for query in (_within(scope, part) for part in kind))
        query, number = next(((query, number) for query, number in found if 0 < number < most), ("", 0))
        if query and given < _SHOWN:
            yield query
            given += 1
        most = number if kind == [first] else photos


def _reasons(problems: Sequence[Problem], start: Sequence[str]) -> Iterator[str]:
    """Lines: how many files for each reason."""
    counts = Counter(problem.reason for problem in problems).most_common()
    if counts:
        yield columns((plural(number, "file"), reason) for reason, number in counts[:_REASONS])
    if len(counts) > _REASONS:
        yield f"All {len(counts):,} reasons: {_line(start, 'problems')}"


def _scope(db: Database, tops: Sequence[str]) -> str:
    """A query for what is in those folders, or "" where the library has no other."""
    if all(lies_in(root, tops) for root in places.roots(db)):
        return ""
    parts = [f"folder:{quoted(top)}" for top in tops]
    scope = parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"
    try:
        search.count(db, scope)
    except QueryError:  # too many folders, or a name that is no text: then it is about the whole library
        return ""
    return scope


def _within(scope: str, query: str) -> str:
    if not scope:
        return query
    return f"({query}) {scope}" if " OR " in query else f"{query} {scope}"


def _word(tag: str) -> str:
    return tag if tag.isalnum() and tag.casefold() not in {"and", "or", "not"} else quoted(tag)


def _from_here(file: Path) -> str:
    """A file as one types it where one stands."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)


def _line(start: Sequence[str], *words: str) -> str:
    """A line for the shell."""
    return clean(_QUOTING[os.name]([*start, *words]))
