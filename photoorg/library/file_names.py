"""Names of files in the library in memory: whether a word of a query is part of one."""

from __future__ import annotations

import re

import numpy as np

from photoorg.folding import folded
from photoorg.library.columns import Columns
from photoorg.library.fields import BY_NAME
from photoorg.library.runs import InNames

_MOST = 1_000  # of so many names it is looked up whether a word stands alone in them


def names_in(columns: Columns) -> InNames:
    """What `resolve` asks of file names, without a walk along them in the database."""

    def in_names(text: str, whole: bool) -> bool:
        names = columns.texts(BY_NAME["name"])
        slots = np.flatnonzero(names.having(text, whole=False) & columns.present)
        if not whole or not len(slots):
            return len(slots) > 0
        alone = re.compile(rf"(?<![^\W_]){re.escape(folded(text))}(?![^\W_])")
        codes = np.unique(names.codes[slots[:_MOST]])
        pairs = zip(names.starts[codes].tolist(), names.starts[codes + 1].tolist(), strict=True)
        return any(
            alone.search(names.data[start : end - 1].tobytes().decode("utf-8", "replace")) for start, end in pairs
        )

    return in_names
