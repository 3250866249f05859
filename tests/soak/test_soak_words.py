"""What the soak's model takes for a word that went astray, and what not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.soak.metadata import Label
from benchmarks.soak.pictures import content
from benchmarks.soak.shelf import Shelf
from benchmarks.soak.tree import Shot, Tree
from benchmarks.soak.words import Words

TAKEN, LATER = "2020:01:01 00:00:01", "2020:01:02 00:00:01"
OLD, OTHER = (Shot(content(serial, 0, "jpg"), Label()) for serial in (1, 2))


class Desk:
    """Two pictures under two names, and a word about the first."""

    def __init__(self, folder: Path, old: Shot = OLD, other: Shot = OTHER) -> None:
        self.tree, self.words, self.old, self.other = Tree(), Words(), old, other
        self.first, self.second, self.aside = (str(folder / name) for name in ("first.jpg", "second.jpg", "aside.jpg"))
        self.tree.store(self.first, old)
        self.tree.store(self.second, other)
        self.look(set())
        self.words.hear(old.number, "mine", "added", {self.first})
        self.known = {old.number, other.number}

    def look(self, known: set[int]) -> None:
        self.words.follow({}, self.tree, known)
        self.tree.compared()

    def swap(self) -> None:
        self.tree.move(self.first, self.aside)
        self.tree.move(self.second, self.first)
        self.tree.move(self.aside, self.second)

    def edit(self, path: str, shot: Shot) -> Shot:
        edited = replace(shot, number=shot.number + 8)
        self.tree.store(path, edited)
        return edited

    def astray(self, number: int) -> list[str]:
        """What is told where the word is on the picture that it is about, and on another one."""
        return list(self.words.lost(Shelf(shows={1: self.old.number, 2: number}, words={1: MINE, 2: MINE})))


MINE = {"mine": "added"}


def test_a_picture_that_the_library_knew_inherits_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.swap()
    desk.look(desk.known)
    assert desk.astray(OTHER.number) == [f"the word 'mine' about {OLD.number} is on {OTHER.number}"]


def test_a_picture_that_it_did_not_know_may_inherit_from_what_lay_there(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    edited = desk.edit(desk.second, OTHER)
    desk.swap()
    desk.look(desk.known)
    assert desk.astray(edited.number) == []


def test_what_was_seen_to_go_is_no_history_of_what_comes_later(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.swap()
    desk.look(desk.known)
    edited = desk.edit(desk.first, OTHER)
    desk.look(desk.known)
    assert desk.astray(edited.number)


def test_what_says_another_time_inherits_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, replace(OLD, label=Label(TAKEN)), replace(OTHER, label=Label(LATER)))
    desk.swap()
    desk.look(set())
    desk.words.restored(desk.tree)
    assert desk.astray(OTHER.number)


@pytest.mark.parametrize("restored", [False, True])
def test_an_older_copy_may_not_know_what_the_library_knew(restored: bool, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.swap()
    desk.look(desk.known)
    desk.edit(desk.second, OLD)
    desk.look(desk.known)
    if restored:
        desk.words.restored(desk.tree)
    assert desk.astray(OTHER.number) == (
        [] if restored else [f"the word 'mine' about {OLD.number} is on {OTHER.number}"]
    )
