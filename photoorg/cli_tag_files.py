"""The vocabulary as a file: commands that write it and take it in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from photoorg.commanding import all_or_nothing, json_option, with_reader
from photoorg.console import clean, plural, say, say_json
from photoorg.library.growing import listed
from photoorg.library.store import Database
from photoorg.library.taking_in import TakenIn, planned, take_in
from photoorg.library.vocabulary_files import load, save, write_vocabulary
from photoorg.library.vocabulary_rows import vocabulary_rows


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--all", "every", is_flag=True, help="Also what photoorg knows and no photo shows.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV. So it is anyway where FILE ends in .csv.")
@json_option
@with_reader
def export(db: Database, file: Path, every: bool, as_csv: bool, as_json: bool) -> None:
    """Write your vocabulary to FILE (- for the screen): as a keyword list for Lightroom, or as CSV."""
    rows = vocabulary_rows(db, every=every)
    if str(file) == "-":
        sys.stdout.write(write_vocabulary(rows, as_csv=as_csv))
        return
    save(file, rows, as_csv=as_csv)
    if as_json:
        say_json({"file": str(file), "tags": len(rows)})
    else:
        say(f"{plural(len(rows), 'tag')} written to {clean(str(file))}.")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--csv", "as_csv", is_flag=True, help="It is CSV. So it is anyway where FILE ends in .csv.")
@click.option("--dry-run", is_flag=True, help="Say what would be new or changed, and change nothing.")
@json_option
@with_reader
def import_tags(db: Database, file: Path, as_csv: bool, dry_run: bool, as_json: bool) -> None:
    """Take in a vocabulary: a keyword list of Lightroom, or CSV with a tag a row."""
    read = load(file, as_csv=as_csv)
    done = planned(db, read)
    if not dry_run and done.said:
        with all_or_nothing("edit", as_json=as_json) as (to, told):
            done = take_in(to, read, file.name, told)
    _tell_taken_in(done, dry_run=dry_run, as_json=as_json)


def _tell_taken_in(done: TakenIn, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        say_json({"new": list(done.new), "changed": list(done.changed), "same": done.same,
                  "notices": list(done.notices), "dry_run": dry_run})  # fmt: skip
        return
    would, new = "Would be" if dry_run else "Taken in", plural(len(done.new), "new tag")
    photos = "" if dry_run else f" Tags of {plural(len(done.changes.photos), 'photo')} changed."
    say(f"{would}: {new}, {len(done.changed):,} changed; {done.same:,} were there already.{photos}")
    said = {tag.name: tag for tag in done.said}
    for what, names in (("new", done.new), ("changed", done.changed)):
        for name in names:
            over = listed(said[name].parents)
            say(clean(f"  {what}: {name}" + (f", under {', '.join(over)}" if over else "")))
    for notice in done.notices:
        say(clean(notice), error=True)
