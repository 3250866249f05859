"""Folders, what is missing, forgetting: on the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg import cli_folders
from photoorg.library import browse, edits
from photoorg.library.store import open_writer, writing
from photoorg.settings import Home

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def album(pictures: Path, sample_pictures: Path, run: Run, library_home: Path) -> Path:
    """A folder of the test's own beside the other, indexed without looking: four photos, of which one has words."""
    assert run("index", sample_pictures).exit_code == 0
    db = open_writer(Home(library_home))
    photo = browse.photo_at(db, str(sample_pictures / "cat.jpg"))
    assert photo is not None
    edits.judge(db, [photo], "Minou", "added")
    edits.describe(db, [photo], "en", "Our cat.")
    db.close()
    return sample_pictures


def lose(album: Path, run: Run, *names: str) -> None:
    """Both copies of each go: those of the shared folder only as far as the library knows."""
    for name in names:
        (album / name).unlink()
    assert run("index", album).exit_code == 0


def store(library_home: Path, sql: str) -> None:
    db = open_writer(Home(library_home))
    with writing(db):
        db.conn.execute(sql)
    db.close()


def alone(run: Run, pictures: Path) -> None:
    assert run("folders", "--remove", pictures).exit_code == 0


def test_folders_and_how_it_stands_with_them(
    album: Path, pictures: Path, run: Run, lines: Lines, library_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {row["path"]: row for row in lines(run("folders", "--json").stdout)}
    assert set(rows) == {str(album), str(pictures)}
    row = rows[str(album)]
    assert (row["photos"], row["missing"], row["state"], row["why"]) == (4, 0, "online", "")
    assert f"{album}  4 photos, online\n" in run("folders").stdout
    away = album.rename(album.with_name("away"))
    assert "lost: There is no such folder any more" in run("folders").stdout
    away.rename(album)
    with monkeypatch.context() as patched:
        patched.setattr("photoorg.cli_folders.App.writer", None)
        assert "4 photos, online" in run("folders").stdout, "nothing is written where no drive has come or gone"
    monkeypatch.setattr("photoorg.cli_folders.differs", lambda _db: False)
    store(library_home, "UPDATE volumes SET online = 0, label = 'Travels'")
    assert "4 photos, silent: The drive Travels does not answer." in run("folders").stdout
    store(library_home, "UPDATE volumes SET uid = 'uuid:elsewhere'")
    assert "4 photos, offline: The drive Travels is not connected" in run("folders").stdout
    assert [row["state"] for row in lines(run("folders", "--json").stdout)] == ["offline"] * 2


def test_a_photo_that_is_offline_is_found_and_shown(pictures: Path, run: Run, lines: Lines, library_home: Path) -> None:
    assert [row["offline"] for row in lines(run("search", "--json", "name:cat").stdout)] == [False]
    store(library_home, "UPDATE volumes SET online = 0, label = 'Travels'")
    (row,) = lines(run("search", "--json", "name:cat", "is:offline").stdout)
    assert row["offline"] is True
    told = run("show", pictures / "cat.jpg")
    assert "The drive Travels is not connected" in told.stdout
    assert "Problem" not in told.stdout
    (shown,) = lines(run("show", "--json", pictures / "cat.jpg").stdout)
    assert (shown["offline"], shown["drive"]) == (True, "Travels")


def test_what_is_missing_with_what_it_carried(album: Path, pictures: Path, run: Run, lines: Lines) -> None:
    assert run("missing").stderr == "0 photos missing.\n"
    alone(run, pictures)
    lose(album, run, "cat.jpg", "coffee.jpg")
    first = lines(run("missing", "--json", "--limit", 1).stdout)
    rows = {Path(row["path"]).name: row for row in lines(run("missing", "--json").stdout)}
    assert (len(first), set(rows)) == (1, {"cat.jpg", "coffee.jpg"})
    assert rows["cat.jpg"]["tags"] == [{"tag": "Minou", "verdict": "added"}]
    assert rows["cat.jpg"]["sentences"] == {"en": "Our cat."}
    assert rows["cat.jpg"]["since"].endswith("Z")
    told = run("missing", "--limit", 1)
    assert told.stderr == "2 photos missing, 1 shown (--limit 0 for all).\n"
    assert 'cat.jpg  Minou (added), "Our cat."' in run("missing").stdout


def test_forgetting_must_be_meant_and_can_be_undone(
    album: Path, pictures: Path, run: Run, lines: Lines, library_home: Path
) -> None:
    alone(run, pictures)
    lose(album, run, "cat.jpg", "coffee.jpg")
    refused = run("forget", album / "cat.jpg")
    assert refused.exit_code == 2
    assert "1 photo with 1 of your tags and 1 of your sentences would be lost: say --yes" in refused.stderr
    assert run("forget", album / "rocket.jpg", "--yes").exit_code == 1
    assert run("forget").exit_code == run("forget", "--all", album, "--yes").exit_code == 2
    done = run("forget", album / "cat.jpg", "--yes", "--json")
    assert lines(done.stdout) == [{"photos": 1, "tags": 1, "sentences": 1, "notes": 0, "albums": 0}]
    assert not run("missing").stdout.count("cat.jpg")
    kept = [json.loads(line) for line in (library_home / "forgotten.jsonl").read_text().splitlines()]
    assert [(line.get("tag"), line.get("text")) for line in kept] == [("Minou", None), (None, "Our cat.")]
    assert run("forget", "--all", "--yes").stdout == "Forgotten: 1 photo.\n"
    assert run("forget", "--all", "--yes").stdout == "Forgotten: 0 photos.\n"
    thumbnails = list((library_home / "cache" / "thumbnails").rglob("*.jpg"))
    identities = {row["identity"] for path in album.iterdir() for row in lines(run("show", "--json", path).stdout)}
    assert kept[0]["photo"] not in identities
    assert not any(kept[0]["photo"] in path.name for path in thumbnails)


def test_on_a_terminal_it_asks(album: Path, pictures: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    alone(run, pictures)
    lose(album, run, "cat.jpg")

    monkeypatch.setattr(cli_folders, "somebody_answers", lambda: True)
    refused = run("forget", "--all", input="n\n")
    assert refused.exit_code == 1
    assert "Forget 1 photo with 1 of your tags and 1 of your sentences? [y/N]" in refused.stderr
    assert "1 photo missing" in run("missing").stderr
    assert run("forget", "--all", input="y\n").exit_code == 0
    assert "0 photos missing" in run("missing").stderr


def test_a_folder_taken_out_and_added_again_is_not_read_again(
    album: Path, pictures: Path, run: Run, lines: Lines
) -> None:
    alone(run, pictures)
    before = lines(run("search", "--json").stdout)
    done = run("folders", "--remove", album)
    assert f"{album} is no folder of the library any more" in done.stderr
    assert "4 photos of it wait in 'photoorg missing'" in done.stderr
    assert done.stdout == ""
    assert run("search").stdout == ""
    assert len(lines(run("missing", "--json").stdout)) == 4
    assert "0 read" in run("index", album).stdout
    assert lines(run("search", "--json").stdout) == before
    wrong = run("folders", "--remove", album / "nothing")
    assert (wrong.exit_code, wrong.stderr.count("no folder of the library")) == (1, 1)
    shutil.rmtree(album)
    assert run("folders", "--remove", album).exit_code == 0
