"""Tables as CSV that any spreadsheet opens as it is meant: in UTF-8 with its mark, and without formulas.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, and so does the rest of one behind what
another spreadsheet takes for the end of a cell. Line breaks within a cell become spaces.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from photoorg.export.plain import seen

Cell = str | int | float | None
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
"""What may stand between cells: a spreadsheet of a country with decimal commas expects semicolons."""

_FORMULA = re.compile(r"(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_INNER = {",": re.compile(r"(?<=;)(\s*)(?=[=+\-@])"), ";": re.compile(r"(?<=,)(\s*)(?=[=+\-@])")}


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], separator: str = ",") -> bytes:
    """A table with its header, every cell in quotes that is no number."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(header)
    writer.writerows([cell(one, separator) for one in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def cell(value: Cell, separator: str = ",") -> str | int | float:
    """A value as a spreadsheet may have it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = seen(value)
    inner = _INNER.get(separator)
    if inner is not None:
        text = inner.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text
