"""A library of each test's own, and a way to fill it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from shelf import Shelf

from photoorg.library.store import Database, open_writer
from photoorg.settings import Home


@pytest.fixture
def home(library_home: Path) -> Home:
    return Home(library_home)


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    connection = open_writer(home)
    yield connection
    connection.close()


@pytest.fixture
def shelf(db: Database) -> Shelf:
    made = Shelf(db, os.path.abspath("/pictures"))  # noqa: PTH100 - nothing is there, nor looked for
    made.folder(is_root=True)
    return made
