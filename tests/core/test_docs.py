"""The docs say what the tables say."""

from __future__ import annotations

import re
from pathlib import Path

from photoorg.cli import commands
from photoorg.library.fields import STATES, docs_table
from photoorg.library.query import parse
from photoorg.work import folder_states

DOCS = Path(__file__).parents[2] / "docs"


def test_the_table_of_fields_is_the_one_in_the_code() -> None:
    page = (DOCS / "searching.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- fields -->\n")[2].partition("<!-- /fields -->")[0]
    assert shown.strip() == docs_table()


def test_the_table_of_folder_states_is_the_one_in_the_code() -> None:
    page = (DOCS / "watching.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- states -->\n")[2].partition("<!-- /states -->")[0]
    assert shown.strip() == folder_states.docs_table()


def test_every_state_is_told_of() -> None:
    page = (DOCS / "searching.md").read_text(encoding="utf-8")
    assert [state for state in STATES if f"`{state}`" not in page] == []


def test_every_example_of_the_first_table_can_be_parsed() -> None:
    page = (DOCS / "searching.md").read_text(encoding="utf-8").partition("## Fields")[0]
    cells = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    examples = [text for cell in cells for text in cell.split("`")[1::2]]
    assert len(examples) >= 12
    for example in examples:
        parse(example)


def test_every_command_is_told_of() -> None:
    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    assert [name for name in commands.commands if f"`photoorg {name}" not in page] == []


def test_every_command_of_the_page_on_keeping_is_one() -> None:
    page = (DOCS / "keeping.md").read_text(encoding="utf-8")
    shown = re.findall(r"^    photoorg ([a-z]+)", page, re.MULTILINE)
    assert len(shown) >= 6
    assert set(shown) <= set(commands.commands)


def test_every_file_of_the_library_is_told_of() -> None:
    page = (DOCS / "keeping.md").read_text(encoding="utf-8")
    names = ("forgotten.jsonl", "library-damaged-", "suspect", "writer.lock", "writer.json", "journal.jsonl")
    assert [name for name in names if name not in page] == []


def test_no_connection_is_used_outside_the_library() -> None:
    sources = (DOCS.parent / "photoorg").rglob("*.py")
    found = [path.name for path in sources if path.parent.name != "library" and ".conn." in path.read_text("utf-8")]
    assert found == []


def test_every_link_leads_somewhere() -> None:
    pages = [DOCS.parent / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "installers/README.md")]
    dead = [
        f"{page.name}: {target}"
        for page in [*pages, *DOCS.glob("*.md")]
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []
