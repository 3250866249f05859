"""Commands that edit many photos at once: their tags, and what is noted of them. All of it or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from photoorg.commanding import (
    QUERY_SETTINGS,
    NeedsYesError,
    all_or_nothing,
    chosen,
    current_app,
    json_option,
    with_reader,
)
from photoorg.console import clean, columns, plural, say, say_json
from photoorg.library import bulk, edits
from photoorg.library.bulk import Edit, Preview
from photoorg.library.kinds import LABELS, RATINGS
from photoorg.library.notes import REJECTED
from photoorg.library.plain import tag_name
from photoorg.library.store import Database
from photoorg.naming import is_new_tag, known_tag
from photoorg.texts import LANGUAGES, RELEASES, TEXTS

F = TypeVar("F", bound=Callable[..., Any])
_RATINGS = {**{text: int(text) for text in RATINGS}, "rejected": REJECTED, "none": 0}
_dry_run = click.option("--dry-run", is_flag=True, help="Only tell how many photos would change.")
_sure = click.option("--yes", is_flag=True, help="Also where several photos would lose what you said before.")


def _tags(name: str, told: str) -> Any:
    return click.option(f"--{name}", multiple=True, metavar="TAG", help=told)


@click.command(context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@_tags("add", "Say that they have it; may be given more than once, or several with commas.")
@_tags("remove", "Take it off those that carry it.")
@click.option("--replace", multiple=True, nargs=2, metavar="OLD NEW", help="Of those that carry OLD: NEW in its place.")
@_tags("accept", "Say yes to it where it is shown.")
@_tags("reject", "Say no to it where it is shown.")
@_dry_run
@_sure
@json_option
@with_reader
def tag(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database,
    query: tuple[str, ...],
    add: tuple[str, ...],
    remove: tuple[str, ...],
    replace: tuple[tuple[str, str], ...],
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Tag the photos that match QUERY, or the files it names, all at once; without options: what tags they have."""
    given, taken = _each(add), _each(remove)
    for name in {*taken, *(old for old, _ in replace), *accept, *reject}.difference(given):
        known_tag(db, name)
    edit = Edit(add=given, remove=taken, replace=replace, accept=accept, reject=reject)
    ids = chosen(db, query)
    if edit:
        _edit(db, ids, edit, _How(dry_run, yes, as_json))
    else:
        _say_tags(db, ids, as_json=as_json)


def _each(given: Sequence[str]) -> tuple[str, ...]:
    """Tags, of which several may be given as one, with commas between."""
    return tuple(name for one in given for name in one.split(",") if name.strip() or one == name)


def _say_tags(db: Database, ids: list[int], *, as_json: bool) -> None:
    for one in bulk.tags_in(db, ids):
        if as_json:
            say_json({"tag": one.name, "photos": one.photos, "of": len(ids), "yours": one.yours, "no": one.no})
            continue
        said = [f"{one.yours:,} by you"] if one.yours else []
        said += [f"{one.no:,} not, by you"] if one.no else []
        say(f"{one.photos:8,} of {len(ids):,}  {clean(one.name)}" + (f"  ({', '.join(said)})" if said else ""))


def _text_options(command: F) -> F:
    """One option for each text of the table."""
    for text in reversed(TEXTS):
        name = f"--{text.name.replace('_', '-')}"
        command = click.option(name, metavar="TEXT", help=f"{text.doc} Empty takes it back.")(command)
    return command


@click.command("set", context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@_text_options
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), help="Of texts that have one. Default: the setting 'language'."
)
@click.option(
    "--release", type=click.Choice([*RELEASES, "nothing"]), help="What of model releases; nothing takes it back."
)
@click.option("--taken", metavar="TIME", help="When they were taken: 2024-05-31 18:30:00; empty: as the file says.")
@click.option("--shift", metavar="TIME", help="How far to put their clock on or back: 1h30m, -2d, +01:30:00.")
@click.option("--rating", type=click.Choice(list(_RATINGS)), help="Stars; rejected, or none.")
@click.option("--label", type=click.Choice([*LABELS, "none"], case_sensitive=False), help="A colour, or none.")
@click.option("--pick/--unpick", default=None, help="Picked, or no more.")
@_dry_run
@_sure
@json_option
@with_reader
def set_notes(  # noqa: PLR0913, PLR0917 - as above
    db: Database,
    query: tuple[str, ...],
    language: str | None,
    shift: str | None,
    rating: str | None,
    label: str | None,
    release: str | None,
    taken: str | None,
    pick: bool | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    **texts: str | None,
) -> None:
    """Set what is noted of the photos that match QUERY, or the files it names; without options: what all have."""
    language = language or current_app().settings.language
    edit = Edit(
        rating=None if rating is None else _RATINGS[rating],
        label="" if label == "none" else label,
        shift=0 if shift is None else bulk.seconds_of(shift),
        release="" if release == "nothing" else release,
        taken=taken,
        pick=pick,
        language=language,
        texts={name: text for name, text in texts.items() if text is not None},
    )
    if shift is not None and not edit.shift:
        raise click.UsageError("--shift needs more than no time.")
    ids = chosen(db, query)
    if edit:
        _edit(db, ids, edit, _How(dry_run, yes, as_json))
    else:
        _say_values(db, ids, language, as_json=as_json)


def _say_values(db: Database, ids: list[int], language: str, *, as_json: bool) -> None:
    values = bulk.values_in(db, ids, language)
    if as_json:
        say_json({"photos": len(ids), "same": {name: value or None for name, value in values.items()},
                  "different": [name for name, value in values.items() if value is None]})  # fmt: skip
        return
    told = {None: "(not the same)", "": "-"}
    say(columns((name, told.get(value, str(value))) for name, value in values.items()))
    say(f"{plural(len(ids), 'photo')}.", error=True)


class _How(NamedTuple):
    dry_run: bool
    yes: bool
    as_json: bool


def _edit(db: Database, ids: list[int], edit: Edit, how: _How) -> None:
    """Tell what would change, or change it."""
    found = bulk.preview(db, ids, edit)
    new = tuple(sorted(name for name in {*edit.add, *(one for _, one in edit.replace)} if _is_new(db, name)))
    if how.dry_run:
        _tell(found, found.changes, new, how)
        return
    if found.lost and len(ids) > 1 and not how.yes:
        raise NeedsYesError(f"{plural(found.lost, 'photo')} would lose what you said before: say --yes if you mean it.")
    with all_or_nothing("edit", as_json=how.as_json) as (to, told):
        changes = bulk.apply(to, ids, edit, told)
    _tell(found, len(changes.photos), new, how)


def _is_new(db: Database, name: str) -> bool:
    return is_new_tag(db, edits.meant(db, tag_name(name)))


def _tell(found: Preview, changed: int, new: Sequence[str], how: _How) -> None:
    if how.as_json:
        say_json({
            "event": "preview" if how.dry_run else "done", "photos": found.photos, "changed": changed,
            "lost": found.lost, "new": list(new), "notes": list(found.notes),
            "parts": [{"part": part, "photos": number} for part, number in found.parts],
        })  # fmt: skip
        return
    for part, number in found.parts:
        say(f"{clean(part)}: {plural(number, 'photo')}.")
    for name in new:
        say(clean(f"'{name}' {'would be' if how.dry_run else 'is'} a new tag."), error=True)
    for note in found.notes:
        say(clean(note), error=True)
    if how.dry_run and found.lost and found.photos > 1:
        say(f"{plural(found.lost, 'photo')} would lose what you said before: that takes --yes.", error=True)
    back = " 'photoorg undo' takes it back." if changed and not how.dry_run else ""
    say(
        f"{changed:,} of {plural(found.photos, 'photo')} {'would change' if how.dry_run else 'changed'}.{back}",
        error=True,
    )
