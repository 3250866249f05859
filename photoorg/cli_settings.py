"""The command for settings."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from photoorg.app import App
from photoorg.commanding import json_option, say_changed, with_app
from photoorg.console import clean, columns, say, say_json
from photoorg.outcomes import PhotoorgError
from photoorg.presenting import settings_rows
from photoorg.settings import TAG_SETTINGS, Settings, save_settings, with_setting


@click.command()
@click.argument("name", required=False)
@click.argument("value", required=False)
@json_option
@with_app
def settings(app: App, name: str | None, value: str | None, as_json: bool) -> None:
    """Every setting with what it may be; that of NAME alone; or NAME set to VALUE."""
    chosen = app.settings
    if name is not None and (value is not None or name not in Settings.model_fields):
        chosen = with_setting(chosen, name, value or "")
        check_tasks(app, chosen.skip_tasks)
        save_settings(app.home, chosen)
        if name in TAG_SETTINGS:
            _show_anew(app)
        say_changed(app)
    for row in settings_rows(chosen):
        if name in {None, row["setting"]}:
            _say(row, as_json=as_json)


def _say(row: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        say_json(row)
    else:
        about = f"{row['description']} ({row['may_be']}; without a setting: {json.dumps(row['default'])})"
        say(f"{row['setting']} = {json.dumps(row['value'])}\n" + columns([("", about)]))


def _show_anew(app: App) -> None:
    """Let tags be shown as the settings say from now on, where there is a library. What hinders that is told."""
    if not app.home.database.exists():
        return
    db = app.writer()
    try:
        app.use_rules(db)
    except PhotoorgError as error:
        say(f"The setting is kept; tags will follow it when photos are indexed. {clean(str(error))}", error=True)
    finally:
        db.close()


def check_tasks(app: App, names: Iterable[str]) -> None:
    """Raises PhotoorgError where a name is no task's."""
    from photoorg.vision.tasks import known_tasks  # noqa: PLC0415 - with the models come heavy imports

    known = [task.name for task in known_tasks(app.home.models)]
    for name in names:
        if name not in known:
            raise PhotoorgError(f"There is no task '{name}': there are {', '.join(known)}.")
