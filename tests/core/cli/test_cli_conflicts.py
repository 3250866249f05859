"""`photoorg conflicts`, and what `photoorg show` tells of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg.media.saying import NOTHING, Said, sidecar_with

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def torn(pictures: Path, run: Run) -> Iterator[Path]:
    """A photo of whose title and stars file and person say different things."""
    photo = pictures / "cat.jpg"
    run("set", str(photo), "--title", "Mine", "--rating", "3")
    said = Said((("pets", "Minka"), ("boat",)), 5, texts={"title": {"": "Theirs"}})
    photo.with_name("cat.jpg.xmp").write_bytes(sidecar_with(None, NOTHING, said))
    assert "The files of 1 photo say something else than you: see 'photoorg conflicts'." in run("index").output
    yield photo
    photo.with_name("cat.jpg.xmp").unlink()  # the pictures are those of other tests too


def test_they_are_listed(torn: Path, run: Run, lines: Lines) -> None:
    told = run("conflicts")
    assert told.stdout.splitlines() == [
        str(torn), "  Stars: the file says '5', you say '3'", "  Title: the file says 'Theirs', you say 'Mine'",
    ]  # fmt: skip
    assert told.stderr == "1 photo. --take-file and --keep-mine settle it.\n"
    (row,) = lines(run("conflicts", "--of", "title", "--json").stdout)
    assert row == {
        "path": str(torn), "conflicts": [{"about": "note", "name": "title", "file": "Theirs", "you": "Mine"}],
    }  # fmt: skip


def test_they_are_settled_and_taken_back(torn: Path, run: Run, lines: Lines) -> None:
    done = run("conflicts", "--take-file", "--all", "--of", "title")
    assert done.stdout == "Settled as the files say: 1 photo. 1 photo left. 'photoorg undo' takes it back.\n"
    *_, last = lines(run("conflicts", str(torn), "--keep-mine", "--json").stdout)
    assert last == {"event": "done", "side": "mine", "photos": 1, "left": 0}
    assert run("conflicts").stderr == "No file says anything else than you.\n"
    (row,) = lines(run("show", torn, "--json").stdout)
    assert (row["facts"]["title"], row["rating"]) == ("Theirs", 3)
    assert run("undo").exit_code == run("undo").exit_code == 0
    assert run("conflicts").stderr.startswith("1 photo.")


def test_what_cannot_be_meant_is_refused(torn: Path, run: Run) -> None:
    for arguments, sentence in (
        (("--take-file",), "Say which photos"), (("--take-file", "--keep-mine", "--all"), "Either --take-file or"),
        (("cat", "--all"), "Either a query or --all"), (("--of", "iso"), "'iso' is not said by files"),
    ):  # fmt: skip
        result = run("conflicts", *arguments)
        assert result.exit_code in {1, 2}
        assert sentence in " ".join(result.stderr.split())


def test_show_tells_what_the_file_says(torn: Path, run: Run, lines: Lines) -> None:
    (row,) = lines(run("show", torn, "--json").stdout)
    assert row["file"]["keywords"] == [["pets", "Minka"], ["boat"]]
    assert row["file"]["texts"] == {"title": {"": "Theirs"}}
    assert [one["name"] for one in row["file"]["conflicts"]] == ["rating", "title"]
    told = run("show", torn).stdout
    assert "Keywords in the file: pets > Minka, boat" in told
    assert "Title: the file says 'Theirs', you say 'Mine': see 'photoorg conflicts'." in told
