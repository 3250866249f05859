"""The commands that export photos, and those for the presets by which they are exported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_origin

import click

from photoorg.app import App
from photoorg.commanding import QUERY_SETTINGS, current_app, json_option, meant, with_app, with_reader, writer
from photoorg.console import Exit, clean, columns, plural, run_job, say, say_json
from photoorg.export import presets
from photoorg.export.options import Chosen, Options, choices, with_choice
from photoorg.export.order import Order
from photoorg.library.preflight import KINDS
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError, Report

_SHOWN = 20
_PATHS = ("watermark_image",)
_OF_TARGET = "target."
ALL, FOLDER = "all", "folder"


@click.command(name="export", context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@click.option("--to", "folder", type=click.Path(path_type=Path), metavar="DIR", required=True, help="Into this folder.")
@click.option("--preset", "preset_name", default="web", show_default=True, metavar="NAME",
              help="How: see 'photoorg presets'.")  # fmt: skip
@click.option("--target", "target_name", metavar="NAME",
              help="What is made: see 'photoorg presets targets' (default: the preset's).")  # fmt: skip
@click.option("--set", "choices", multiple=True, metavar="OPTION=VALUE",
              help="Another value than the preset's; of the target's options as target.OPTION=VALUE.")  # fmt: skip
@click.option("--title", default="", metavar="TEXT", help="What the export is called (default: its folder's name).")
@click.option("--accept", "accepted", multiple=True, type=click.Choice([*KINDS, FOLDER, ALL]), metavar="KIND",
              help="Go on although a check found something: its kind, or all.")  # fmt: skip
@click.option("--tidy", is_flag=True, help="Remove what an earlier export made in DIR and this one does not.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be made.")
@json_option
@with_reader
def export_photos(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database,
    query: tuple[str, ...],
    folder: Path,
    preset_name: str,
    target_name: str | None,
    choices: tuple[str, ...],
    title: str,
    accepted: tuple[str, ...],
    tidy: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Export the photos that match QUERY, or the files it names, into DIR. What is there already is not made again."""
    if not " ".join(query).strip():
        raise click.UsageError("Say which photos: a query, files or folders.")
    from photoorg.export.checking import about_place  # noqa: PLC0415 - with targets come libraries for fonts and PDF

    used = _with(presets.preset(current_app().home, preset_name), target_name, choices)
    ids = meant(db, query, weak=False)
    if not ids:
        raise PhotoorgError(f"No photo matches {' '.join(query)}: nothing is exported.")
    order = Order(tuple(ids), folder, used.options, used.target, used.chosen, title, tidy)
    if note := about_place(db, folder):
        answer = "" if {FOLDER, ALL} & set(accepted) else f" (--accept {FOLDER})"
        say(f"Note: {clean(note)}{answer}", error=True)
        if answer and not dry_run:
            click.get_current_context().exit(Exit.CANNOT)
    if dry_run:
        _say_plan(db, order, as_json=as_json)
    if _say_cautions(db, order, accepted, as_json=as_json) and not dry_run:
        click.get_current_context().exit(Exit.CANNOT)
    if not dry_run:
        _run(order, as_json=as_json)


def _with(preset: presets.Preset, target_name: str | None, typed: Sequence[str]) -> presets.Preset:
    """A preset with what was typed. Raises PhotoorgError that says what may be typed."""
    from photoorg.export.targets import target  # noqa: PLC0415 - as above

    made = target(target_name or preset.target)
    options, values = preset.options, dict(preset.chosen) if made.name == preset.target else {}
    for choice in typed:
        name, equals, value = choice.partition("=")
        if not equals:
            raise click.UsageError(f"--set takes OPTION=VALUE, and '{choice}' has no =.")
        if name.startswith(_OF_TARGET):
            name = name.removeprefix(_OF_TARGET)
            values[name] = _several(value) if _has_several(made.options, name) else value
        else:
            options = with_choice(options, name, str(Path(value).absolute()) if name in _PATHS and value else value)
    made.chosen(values)
    return preset.model_copy(update={"options": options, "target": made.name, "chosen": values})


def _has_several(model: type[Chosen], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is not None and get_origin(field.annotation) is tuple


def _several(value: str) -> list[str]:
    return [part for one in value.split(",") if (part := one.strip())]


def _run(order: Order, *, as_json: bool) -> None:
    app = current_app()
    with writer(app) as to:
        try:
            report = run_job(app.export(to, order), as_json=as_json)
        except KeyboardInterrupt:
            say("The same export goes on where it was stopped.", error=True)
            raise
    _say_report(report, order, as_json=as_json)
    if report.problems:
        click.get_current_context().exit(Exit.CANNOT)


def _say_report(report: Report, order: Order, *, as_json: bool) -> None:
    for problem in report.problems:
        if as_json:
            say_json({"event": "problem", "path": problem.path, "reason": problem.reason})
        else:
            say(f"{clean(problem.path)}: {clean(problem.reason)}", error=True)
    if as_json:
        done = {"event": "done", "outcome": report.title, "folder": str(order.folder.absolute())}
        say_json({**done, **report.counts})
    else:
        say(clean(report.title))


def _say_plan(db: Database, order: Order, *, as_json: bool) -> None:
    from photoorg.export.run import planned  # noqa: PLC0415 - no other command needs it
    from photoorg.export.targets import target  # noqa: PLC0415 - as above

    makes = target(order.target)
    counts = dict.fromkeys(("make", "copy", "stays", "cannot"), 0)
    for block in planned(db, order):
        for one in block:
            counts[one.does] += 1
            if as_json:
                said = {"event": "planned", "photo": one.photo_id, "path": str(one.source), "name": one.name}
                say_json({**said, "does": one.does, "reason": one.reason})
            elif makes.pictures or one.reason:
                say(f"{one.does:6}  {clean(one.name or one.reason)}  {clean(str(one.source))}".rstrip())
    number = counts["make"] + counts["copy"]
    if as_json:
        say_json({"event": "plan", **counts})
        return
    if makes.pictures:
        parts = [f"{plural(number, 'file')} would be made in {clean(str(order.folder))}"]
        parts += [f"{counts['stays']:,} would stay as they are"] if counts["stays"] else []
    else:
        photos = plural(counts["stays"], "photo")
        parts = [f"{makes.label} of {photos}: it would be made in {clean(str(order.folder))}"]
    parts += [f"{counts['cannot']:,} cannot be exported"] if counts["cannot"] else []
    say(f"{', '.join(parts)}.")


def _say_cautions(db: Database, order: Order, accepted: Sequence[str], *, as_json: bool) -> bool:
    """Tell what the checks found. Returns whether something of it stops the export."""
    from photoorg.export.checking import cautions, unanswered  # noqa: PLC0415 - as above

    found = cautions(db, order)
    left = unanswered(found, accepted)
    for caution in found:
        if as_json:
            said = {"event": "caution", "kind": caution.kind, "weight": caution.weight, "sentence": caution.sentence}
            say_json({**said, "fix": caution.fix, "photos": len(caution.photo_ids), "accepted": caution not in left})
        else:
            answer = f" (--accept {caution.kind})" if caution in left else ""
            say(f"{caution.sentence} {caution.fix}{answer}", error=True)
    if left and not as_json:
        say("Look at them with 'photoorg preflight', then accept them, or all at once with --accept all.", error=True)
    return bool(left)


@click.group(name="presets", invoke_without_command=True)
@click.pass_context
def list_presets(ctx: click.Context) -> None:
    """The presets for exports: photoorg's, and your own, which are files in the library's folder."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(_list)


@list_presets.command("list")
@json_option
@with_app
def _list(app: App, as_json: bool) -> None:
    """Every preset."""
    found, problems = presets.presets(app.home)
    for problem in problems:
        say(f"Note: {clean(problem)}", error=True)
    if as_json:
        for one in found:
            say_json(_preset_json(one))
    else:
        say(columns((one.name, f"{one.label}: {one.doc}{' (yours)' if one.own else ''}") for one in found))


@list_presets.command("show")
@click.argument("name")
@json_option
@with_app
def _show(app: App, name: str, as_json: bool) -> None:
    """Every option of the preset NAME, with its value."""
    one = presets.preset(app.home, name)
    if as_json:
        say_json(_preset_json(one))
        return
    say(f"{clean(one.label)}: {clean(one.doc)}")
    say(columns([("target", one.target), *((key, str(value)) for key, value in one.options)]))


@list_presets.command("save")
@click.argument("name")
@click.option("--from", "source", default="web", show_default=True, metavar="PRESET", help="What it begins with.")
@click.option("--set", "choices", multiple=True, metavar="OPTION=VALUE", help="What is different in it.")
@click.option("--target", "target_name", metavar="NAME", help="What is made.")
@click.option("--label", metavar="TEXT", help="What it is called.")
@json_option
@with_app
def _save(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    app: App,
    name: str,
    source: str,
    choices: tuple[str, ...],
    target_name: str | None,
    label: str | None,
    as_json: bool,
) -> None:
    """Keep a preset of your own as NAME, in place of one that is there."""
    used = _with(presets.preset(app.home, source), target_name, choices)
    changes = {"name": name, "label": label or name}
    if choices or target_name:
        changes["doc"] = f"Made from {used.label}."
    kept = presets.save_preset(app.home, used.model_copy(update=changes))
    if as_json:
        say_json(_preset_json(kept))
    else:
        say(f"Kept: {kept.name}.")


@list_presets.command("remove")
@click.argument("name")
@json_option
@with_app
def _remove(app: App, name: str, as_json: bool) -> None:
    """Remove a preset of your own; photoorg's of the same name is there again."""
    left = presets.remove_preset(app.home, name)
    if as_json:
        say_json({"event": "removed", "name": name, "bundled": left})
    else:
        say(f"Removed: {name}." + (" photoorg's own of that name is there again." if left else ""))


@list_presets.command("targets")
@json_option
@with_app
def _targets(app: App, as_json: bool) -> None:  # noqa: ARG001 - as every command has it
    """What exports can make, and what may be chosen for the pictures and for each of them."""
    from photoorg.export.targets import TARGETS  # noqa: PLC0415 - as above

    if as_json:
        say_json({"event": "options", "schema": Options.model_json_schema()})
        for one in TARGETS:
            schema = one.options.model_json_schema()
            say_json({"event": "target", "name": one.name, "label": one.label, "doc": one.doc, "schema": schema})
        return
    say("Every export:")
    say(columns(_rows(Options)))
    for one in TARGETS:
        say(f"{one.name}: {one.doc}")
        say(columns(_rows(one.options, _OF_TARGET)))


def _rows(model: type[Chosen], prefix: str = "") -> list[tuple[str, str]]:
    return [(f"{prefix}{name}={default}", doc) for name, default, doc in choices(model)]


def _preset_json(one: presets.Preset) -> dict[str, object]:
    return {"name": one.name, "own": one.own, **one.model_dump(mode="json")}
