"""docs/export.md says what the tables say."""

from __future__ import annotations

from pathlib import Path

import pytest

from photoorg.export import naming, options, presets

PAGE = Path(__file__).parents[3] / "docs" / "export.md"
TABLES = {"options": options.docs_table(), "fields": naming.docs_table()}


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_those_in_the_code(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0].strip() == TABLES[name]


def test_every_bundled_preset_is_told_of() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in presets.ORDER if f"`{name}`" not in page] == []
