"""The command that tells what files say of themselves, without a library."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from photoorg.commanding import json_option
from photoorg.console import Exit, clean, columns, plural, say, say_json
from photoorg.media.helper import read_said
from photoorg.outcomes import PhotoorgError
from photoorg.said import SIDECAR, Said
from photoorg.texts import TEXTS
from photoorg.work.beside import sidecars_of

_DEFAULT = "x-default"


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@json_option
def metadata(paths: tuple[Path, ...], as_json: bool) -> None:
    """What files say themselves, with the sidecars beside them: keywords, stars, texts, people. Needs no library."""
    failed = 0
    for path in paths:
        beside = () if path.suffix.lower() == SIDECAR else sidecars_of(path.absolute())
        try:
            found = read_said(path, beside[0] if beside else None)
        except PhotoorgError as error:
            say(f"{clean(str(path))}: {clean(str(error))}", error=True)
            failed += 1
            continue
        if as_json:
            say_json(said_line(path, beside, found.said))
        else:
            _tell(path, beside, found.said)
        if found.notice:
            say(f"{clean(str(path))}: {clean(found.notice)}", error=True)
    if failed:
        say(f"{plural(failed, 'file')} of {len(paths):,} could not be read.", error=True)
        sys.exit(Exit.CANNOT)


def said_line(path: Path, beside: Sequence[Path], said: Said) -> dict[str, object]:
    """What a file says, as one JSON object."""
    return {
        "path": os.path.realpath(path),
        "sidecars": [str(one) for one in beside],
        "keywords": [list(one) for one in said.keywords],
        "rating": said.rating,
        "label": said.label,
        **{text.name: _by_language(said, text.name) for text in TEXTS},
        "release": said.release,
        "regions": [
            {
                "name": one.name, "kind": one.kind, "x": one.x, "y": one.y, "width": one.width, "height": one.height,
            }
            for one in said.regions
        ],
    }  # fmt: skip


def _by_language(said: Said, name: str) -> dict[str, str]:
    return {code or _DEFAULT: text for code, text in said.texts.get(name, {}).items()}


def _tell(path: Path, beside: Sequence[Path], said: Said) -> None:
    also = f" (with {', '.join(one.name for one in beside[:1])})" if beside else ""
    say(f"{clean(str(path))}{clean(also)}")
    rows = list(_rows(said))
    say(columns(rows) if rows else "  says nothing")
    if len(beside) > 1:
        say(f"  Note: {clean(beside[1].name)} lies beside it too, and is not read.")


def _rows(said: Said) -> Iterator[tuple[str, str]]:
    if said.keywords:
        yield "Keywords", ", ".join(" > ".join(path) for path in said.keywords)
    if said.rating is not None:
        yield "Rating", "rejected" if said.rating == -1 else str(said.rating)
    if said.label:
        yield "Label", said.label
    for text in TEXTS:
        for code, one in said.texts.get(text.name, {}).items():
            yield f"{text.label} ({code})" if code else text.label, one
    if said.release:
        yield "Model release", said.release
    if said.regions:
        yield "Regions", ", ".join(f"{one.name or 'no name'} ({one.kind or 'no kind'})" for one in said.regions)
