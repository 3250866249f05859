"""The command for models: which there are, and those that a person adds or takes away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from photoorg.app import App
from photoorg.commanding import json_option, say_changed, with_app
from photoorg.console import clean, columns, say, say_json
from photoorg.presenting import flat
from photoorg.settings import resources


@click.command()
@click.option("--add", "added", type=click.Path(path_type=Path), metavar="FOLDER", help="Add the pack in FOLDER.")
@click.option("--remove", "removed", metavar="NAME", help="Take a pack that you added away, and what it saw.")
@json_option
@with_app
def models(app: App, added: Path | None, removed: str | None, as_json: bool) -> None:
    """What is looked for, on or off: with which model, where from, under which licence, on which processor."""
    if added is not None and removed is not None:
        raise click.UsageError("Either --add or --remove.")
    if added is not None:
        name = app.add_models(added)
        say(f"Added {name}. Photos are looked at with it when they are next indexed.", error=True)
    if removed is not None:
        app.remove_models(removed)
        say(f"Taken away: {clean(removed)}, and what it saw.", error=True)
    if added is not None or removed is not None:
        say_changed(app)
    for row in model_rows(app.anew()):
        if as_json:
            say_json(row)
        else:
            say(columns((name, flat(value)) for name, value in row.items()))


def model_rows(app: App) -> Iterator[dict[str, object]]:
    """Every task, on or off: what for, with which model, where that is from, on which processor it runs."""
    from photoorg.vision.looks import TITLE as NO_MODEL  # noqa: PLC0415 - with the models come heavy imports
    from photoorg.vision.own import read_manifest  # noqa: PLC0415
    from photoorg.vision.packs import load_manifest  # noqa: PLC0415
    from photoorg.vision.tasks import TASKS, known_tasks, open_tasks  # noqa: PLC0415

    opened = {task.name: task for task in open_tasks(app.settings, own=app.home.models)}
    for task in known_tasks(app.home.models):
        on = opened.get(task.name)
        if not task.pack:
            title, came = NO_MODEL, ("photoorg", None, "MIT")
        elif task in TASKS:
            manifest = load_manifest(resources() / "models" / f"{task.pack}.json")
            title, came = manifest.title, (manifest.source.package, manifest.source.version, manifest.source.licence)
        else:
            manifest = read_manifest(app.home.models / task.pack)
            title, came = manifest.title, (manifest.source, manifest.version, manifest.licence)
        yield {
            "task": task.name, "on": on is not None, "label": task.label, "model": title,
            "version": on and on.version, "processor": on and on.provider, "notes": list(on.notes) if on else [],
            "source": came[0], "source_version": came[1], "licence": came[2], "own": task not in TASKS,
        }  # fmt: skip
