"""Names of files in the library in memory: whether a word of a query is part of one."""

from __future__ import annotations

from photoorg.library.columns import Columns
from photoorg.library.fields import BY_NAME
from photoorg.library.runs import InNames


def names_in(columns: Columns) -> InNames:
    """What `resolve` asks of file names: of photos that are there, as they are called now."""

    def in_names(text: str, whole: bool) -> bool:
        return columns.texts(BY_NAME["name"]).has(text, columns.present, as_word=whole)

    return in_names
