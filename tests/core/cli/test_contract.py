"""docs/command-line.md says what the code does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from photoorg.presenting import settings_table
from photoorg.settings import Home, Settings, load_settings

PAGE = Path(__file__).parents[3] / "docs" / "command-line.md"


def test_the_table_of_settings_is_the_one_in_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = text.partition("<!-- settings -->\n")[2].partition("<!-- /settings -->")[0]
    hint = 'write it anew: python -c "from photoorg.presenting import settings_table; print(settings_table())"'
    assert shown.strip() == settings_table(), hint
    assert all(field.description and field.title for field in Settings.model_fields.values())


@pytest.mark.parametrize("row", settings_table().splitlines()[2:])
def test_each_default_and_limit_is_taken(row: str, library_home: Path) -> None:
    name, default, limits = (cell.strip(" `") for cell in row.split("|")[1:4])
    values = [default, *(limits.split(" to ") if " to " in limits else [])]
    library_home.mkdir()
    for value in values:
        (library_home / "settings.json").write_text(f'{{"{name}": {value}}}')
        assert load_settings(Home(library_home)).model_dump(mode="json")[name] == json.loads(value)
