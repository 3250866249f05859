"""Commands about what is in photos: why, sentences, the check before publishing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result
from numpy.typing import NDArray
from PIL import Image

from photoorg.library import browse, catalog
from photoorg.library.edits import judge
from photoorg.library.store import open_reader, open_writer, writing
from photoorg.outcomes import Evidence, Region, Suggestion, Understanding
from photoorg.settings import Home

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]
TAG = {"tag", "confidence", "at_least", "specific", "verdict", "because"}


def ok(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def photo(home: Path, path: Path) -> int:
    db = open_reader(Home(home))
    try:
        found = browse.photo_at(db, str(path))
        assert found is not None
        return found
    finally:
        db.close()


def teach(home: Path, path: Path, meaning: Understanding, regions: Sequence[Region] = ()) -> int:
    """Store what a detector would have seen in a picture, and what that means."""
    photo_id = photo(home, path)
    db = open_writer(Home(home))
    try:
        with writing(db):
            db.conn.execute("UPDATE derived_with SET value = 0 WHERE name = 'hold'")  # nothing waits to be approved
            catalog.save_findings(db, [catalog.Finding(photo_id, "detect", "9", "Det", Evidence({}, tuple(regions)))])
            catalog.save_understandings(db, {photo_id: meaning}, "test")
        return photo_id
    finally:
        db.close()


DOG = Region("dog", 0.75, 0.1, 0.2, 0.5, 0.25)
FRIENDS = Understanding(
    (
        Suggestion("person", 0.98, (("detect", 0.9),)),
        Suggestion("dog", 0.97, (("detect", 0.75),)),
        Suggestion("zebra", 0.06, (("classify", 0.06),)),
    ),
    people=2, people_low=1, people_high=3, faces=1, sensitive=0.9, graphic=0.1,
)  # fmt: skip
FACE = Region("face", 0.5, 0.5, 0.5, 0.1, 0.1)


@pytest.fixture
def friends(pictures: Path, library_home: Path) -> Path:
    """The rocket, in which photoorg sees two people and a dog."""
    teach(library_home, pictures / "rocket.jpg", FRIENDS, [DOG, FACE])
    return pictures / "rocket.jpg"


# --- show and search


def test_show_tells_all(friends: Path, run: Run, lines: Lines) -> None:
    (row,) = lines(ok(run("show", friends, "--json")))
    assert all(set(tag) == TAG for tag in row["tags"])
    dog = next(tag for tag in row["tags"] if tag["tag"] == "dog")
    assert (dog["confidence"], dog["specific"], dog["verdict"]) == (0.97, True, None)
    assert 0 < dog["at_least"] < 0.97
    assert dog["because"] == [{"task": "detect", "model": "Det", "version": "9", "score": 0.75}]
    animal = next(tag for tag in row["tags"] if tag["tag"] == "animal")
    assert (animal["specific"], animal["because"]) == (False, dog["because"])
    assert row["people"] == {"count": 2, "low": 1, "high": 3, "faces": 1, "portrait": False}
    assert (row["sensitive"], row["graphic"], row["facts"]["people"]) == (0.9, 0.1, 2)
    assert row["sentences"]["en"] == {"text": "May contain: 2 people, dog, animal", "own": False}
    assert row["sentences"]["it"] == {"text": "Può contenere: 2 persone, cane, animale", "own": False}
    assert row["regions"][0] == {
        "task": "detect", "label": "dog", "score": 0.75, "left": 0.1, "top": 0.2, "width": 0.5, "height": 0.25,
    }  # fmt: skip
    text = ok(run("show", friends))
    for told in (
        "2 (1 to 3)",
        "dog     97% (shown from",
        "Det\n",
        "so also: animal",
        "May contain: 2 people, dog, animal",
    ):
        assert told in text, told
    assert "zebra" not in text


def test_show_speaks_the_language_of_the_settings(friends: Path, run: Run) -> None:
    ok(run("settings", "language", "it"))
    assert "Può contenere: 2 persone, cane, animale" in ok(run("show", friends))


def test_search_tells_of_people_and_tags(friends: Path, run: Run, lines: Lines) -> None:
    for query in ("people>=2", "dog", "cane", "dogs people:2..3", "is:sensitive"):
        (row,) = lines(ok(run("search", "--json", query)))
        assert row["path"] == str(friends)
        assert row["people"]["count"] == 2
        assert {tag["tag"] for tag in row["tags"]} >= {"dog", "animal"}
        assert all(set(tag) == TAG for tag in row["tags"])
    assert ok(run("search", "people:2")) == f"{friends}  person, dog\n", "the broad ones go without saying"


# --- why


def test_why(friends: Path, run: Run, lines: Lines) -> None:
    (row,) = lines(ok(run("why", friends, "dog", "--json")))
    assert set(row) == TAG | {"path", "shown", "classes", "width", "height", "boxes"}
    assert (row["path"], row["tag"], row["shown"]) == (str(friends), "dog", True)
    assert row["because"] == [{"task": "detect", "model": "Det", "version": "9", "score": 0.75}]
    width, height = row["width"], row["height"]
    assert row["boxes"] == [
        {"task": "detect", "label": "dog", "score": 0.75, "left": round(0.1 * width), "top": round(0.2 * height),
         "width": round(0.6 * width) - round(0.1 * width), "height": round(0.45 * height) - round(0.2 * height)}
    ]  # fmt: skip
    text = ok(run("why", friends, "dog"))
    assert text.startswith("dog: 97% (shown from ")
    assert "detect 0.7500  dog at " in text
    (above,) = lines(ok(run("why", friends, "animal", "--json")))
    assert above["boxes"] == row["boxes"], "a dog is an animal"
    assert lines(ok(run("why", friends, "cani", "--json")))[0]["tag"] == "dog"


def test_why_not(friends: Path, run: Run, lines: Lines, library_home: Path) -> None:
    (row,) = lines(ok(run("why", friends, "zebra", "--json")))
    assert (row["shown"], row["verdict"], row["confidence"]) == (False, None, 0.06)
    assert ok(run("why", friends, "zebra")).splitlines()[0].endswith("not shown")
    result = run("why", friends, "harp")
    assert (result.exit_code, result.stderr) == (1, "Error: Nothing on this photo speaks of 'harp'.\n")
    db = open_writer(Home(library_home))
    judge(db, [photo(library_home, friends)], "Rex", "added")
    judge(db, [photo(library_home, friends)], "dog", "rejected")
    db.close()
    assert ok(run("why", friends, "rex")) == "Rex: added\n"
    assert "rejected" in ok(run("why", friends, "dog"))


def test_why_of_what_the_classifier_saw(pictures: Path, run: Run, lines: Lines) -> None:
    (row,) = lines(ok(run("why", pictures / "cat.jpg", "cat", "--json")))
    scores = [one["score"] for one in row["classes"]]
    assert scores == sorted(scores, reverse=True)
    assert {one["task"] for one in row["classes"]} == {"classify"}
    assert {one["class"][0] for one in row["classes"]} == {"n"}
    assert "tabby" in " ".join(one["name"] for one in row["classes"])


def test_why_as_a_picture(friends: Path, pictures: Path, tmp_path: Path, run: Run) -> None:
    def corner_differs(tag: str, path: Path) -> NDArray[np.bool_]:
        target = tmp_path / f"{tag}.png"
        ok(run("why", path, tag, "--picture", target))
        before, after = (np.asarray(Image.open(one).convert("RGB"), np.int16) for one in (path, target))
        assert before.shape == after.shape
        return np.abs(before - after).max(axis=2) > 60

    boxed = corner_differs("dog", friends)
    height, width = boxed.shape
    assert boxed[round(0.2 * height), round(0.1 * width) : round(0.6 * width)].any()
    assert not boxed[round(0.6 * height) :].any()  # below the dog's box and the line around it
    assert corner_differs("cat", pictures / "cat.jpg").any()


def test_why_writes_no_picture_over_another_nor_among_the_photos(friends: Path, tmp_path: Path, run: Run) -> None:
    there = tmp_path / "there.png"
    there.write_bytes(b"mine")
    link = tmp_path / "link.png"
    link.symlink_to(tmp_path / "elsewhere.png")
    for target in (there, link):
        assert "is there already" in run("why", friends, "dog", "--picture", target).stderr
    assert there.read_bytes() == b"mine"
    assert not (tmp_path / "elsewhere.png").exists()
    assert "among your photos" in run("why", friends, "dog", "--picture", friends.parent / "new.png").stderr
    assert not (friends.parent / "new.png").exists()
    assert "Cannot write" in run("why", friends, "dog", "--picture", tmp_path / "none" / "new.png").stderr


def test_why_of_a_file_that_is_not_there(pictures: Path, run: Run) -> None:
    assert "is not in the library" in run("why", pictures / "other.jpg", "dog").stderr


# --- sentences


def test_describe(friends: Path, run: Run, lines: Lines) -> None:
    told = {"path": str(friends), "language": "en", "text": "May contain: 2 people, dog, animal", "own": False}
    assert lines(ok(run("describe", friends, "--json"))) == [told]
    assert lines(ok(run("describe", "people:2", "--json"))) == [told]
    assert (
        ok(run("describe", "people:2", "--language", "it")) == f"{friends}  Può contenere: 2 persone, cane, animale\n"
    )
    assert len(ok(run("describe")).splitlines()) == 4


def test_describe_in_ones_own_words(friends: Path, run: Run, lines: Lines) -> None:
    result = run("describe", friends, "--set", "Rex and Ada", "--json")
    assert lines(ok(result))[0] | {"path": ""} == {"path": "", "language": "en", "text": "Rex and Ada", "own": True}
    assert result.stderr == "Described: 1 photo.\n"
    ok(run("index"))
    assert "Rex and Ada" in ok(run("show", friends))
    assert lines(ok(run("describe", friends, "--language", "it", "--json")))[0]["own"] is False
    result = run("describe", friends, "--clear", "--json")
    assert result.stderr == "Taken back: 1 photo.\n"
    assert lines(ok(result))[0]["own"] is False
    assert len(ok(run("describe", "-zebra", "--set", "All of us", "--yes")).splitlines()) == 4


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--set", "x"], 2, "Say which photos"),
        (["--clear"], 2, "Say which photos"),
        (["dog", "--set", "x", "--clear"], 2, "Either"),
        (["dog", "--language", "de"], 2, "de"),
        (["camera:canon", "--set", "x" * 2001], 1, "2000 characters"),
        (["camera:canon", "--set", " "], 2, "--clear"),
        ([" ", "--clear"], 2, "Say which photos"),
        (["-zebra", "--set", "x"], 2, "say --yes"),
        (["-zebra", "--clear"], 2, "say --yes"),
        (["("], 2, "Error"),
    ],
)
def test_describe_what_cannot_be(arguments: list[str], status: int, told: str, pictures: Path, run: Run) -> None:
    result = run("describe", *arguments)
    assert result.exit_code == status
    assert told in result.stderr
    assert not result.stdout


def test_without_a_library_nothing_is_made(run: Run, library_home: Path) -> None:
    for arguments in (["describe", "dog"], ["describe", "dog", "--set", "x"], ["preflight"], ["why", "a.jpg", "dog"]):
        assert "There is no library" in run(*arguments).stderr
        assert not library_home.exists()


# --- before publishing


def test_preflight(friends: Path, run: Run, lines: Lines, library_home: Path) -> None:
    rows = {row["kind"]: row for row in lines(ok(run("preflight", "--json")))}
    assert rows["sensitive"]["paths"] == [str(friends)]
    assert rows["sensitive"]["sentence"].startswith("1 photo may show nudity")
    assert rows["sensitive"].keys() == {"kind", "weight", "sentence", "fix", "paths"}
    assert len(rows["rights"]["paths"]) == 4
    text = ok(run("preflight"))
    assert f"\n  {friends}\n" in text
    for path in friends.parent.glob("*.jpg"):
        if path.stem not in {"rocket", "broken"}:
            teach(library_home, path, Understanding(sensitive=0.1))
    assert "not been checked" not in ok(run("preflight"))
    assert run("preflight", "-is:sensitive").stderr == "3 photos checked.\n"
    ok(run("set", "-is:sensitive", "--rights", "Ann", "--yes"))
    assert ok(run("preflight", "-is:sensitive")) == ""
    assert run("preflight", "name:nothing").exit_code == 1


def test_a_stricter_setting_counts_at_once(friends: Path, run: Run) -> None:
    assert "1 photo" in run("search", "is:sensitive").stderr
    ok(run("settings", "sensitive_from", "0.95"))
    assert "0 photos" in run("search", "is:sensitive").stderr
    ok(run("settings", "sensitive_from", "0.5"))
    ok(run("settings", "tag_sensitive", "on"))
    assert ok(run("search", "people:2")) == f"{friends}  person, dog, sensitive\n"
