"""The docs say what the tables say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from photoorg.cli import commands
from photoorg.export import target_docs
from photoorg.export.targets import TARGETS
from photoorg.library import fields, query_errors, query_help, states
from photoorg.library.kinds import KINDS
from photoorg.library.query import QueryError, parse
from photoorg.texts import TEXTS
from photoorg.work import folder_states

DOCS = Path(__file__).parents[2] / "docs"


TABLES = {
    "help": query_help.docs_table(),
    "operators": query_help.operators_table(),
    "fields": fields.docs_table(),
    "is": states.docs_table(states.STATE_DOCS, "is"),
    "has": states.docs_table(states.HAS_DOCS, "has"),
    "errors": query_errors.docs_table(),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_page_on_searching_are_those_in_the_code(name: str) -> None:
    page = (DOCS / "searching.md").read_text(encoding="utf-8")
    shown = page.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0]
    assert shown.strip() == TABLES[name]


def test_the_table_of_folder_states_is_the_one_in_the_code() -> None:
    page = (DOCS / "watching.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- states -->\n")[2].partition("<!-- /states -->")[0]
    assert shown.strip() == folder_states.docs_table()


def test_the_table_of_what_targets_take_is_the_one_in_the_code() -> None:
    page = (DOCS / "targets.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- options -->\n")[2].partition("<!-- /options -->")[0]
    assert shown.strip() == target_docs.docs_table()
    for target in TARGETS:
        assert f"\n| `{target.name}` |" in page


def test_every_example_of_the_page_on_searching_can_be_parsed_and_every_other_one_not() -> None:
    page, _, after = (DOCS / "searching.md").read_text(encoding="utf-8").partition("<!-- errors -->")
    examples = [row.example for section in query_help.sections() for row in section.rows]
    assert len(examples) > 100
    for example in examples:
        assert f"`{example}`".replace("|", "\\|") in page
    for example in (*examples, *re.findall(r"`(\w+(?::|=|!=|<=?|>=?)[^`]+)`", page)):
        parse(example)
    for example in re.findall(r"^\| `([^`]+)` \|", after, re.MULTILINE):
        with pytest.raises(QueryError):
            parse(example)


def test_every_command_is_told_of() -> None:
    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    assert [name for name in commands.commands if f"`photoorg {name}" not in page] == []


def test_every_kind_of_word_is_told_of() -> None:
    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"^\| `words export` \(.*$", page, re.MULTILINE)
    told = [name for kind in KINDS.values() for name in (kind.field, *kind.says)]
    assert [name for name in told if f"`{name}`" not in row] == []


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
    found = [path.name for path in sources if "library" not in path.parts and ".conn." in path.read_text("utf-8")]
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


def test_every_field_of_files_is_told_of() -> None:
    page = (DOCS / "metadata.md").read_text(encoding="utf-8")
    assert [text.name for text in TEXTS if f"`{text.xmp}`" not in page] == []
