"""HTML in small: text that no name can break out of, and tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

# Controls, and marks that turn text round, would change what a reader sees around a name.
_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ud800-\\udfff]"
)


def safe(text: str) -> str:
    """Text for between tags and for attributes in quotes."""
    seen = _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    return html.escape(seen, quote=True)


def name(text: str) -> str:
    """A name from outside: set apart, so that its direction of writing does not spill over."""
    return f"<bdi>{safe(text)}</bdi>"


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """A table whose cells are HTML already. The first cell of a row is its heading; `words` columns are no numbers.

    One whose rows name shares has no word above their names.
    """
    kinds = ["word" if at < words else "number" for at in range(len(header))]
    head = "".join(f'<th scope="col" class="{one}">{title}</th>' for one, title in zip(kinds, header, strict=True))
    body = "\n".join(f"<tr>{_cells(row, kinds)}</tr>" for row in rows)
    kind = "" if header[0] else ' class="shares"'
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption}">\n'
        f"<table{kind}>\n<caption>{caption}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _cells(row: Sequence[str], kinds: Sequence[str]) -> str:
    first, *others = row
    cells = (f'<td class="{kind}">{cell}</td>' for kind, cell in zip(kinds[1:], others, strict=True))
    return f'<th scope="row" class="{kinds[0]}">{first}</th>' + "".join(cells)


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{safe(text)}</p>"


def listing(items: Iterable[str]) -> str:
    """A list of plain text."""
    return "<ul>" + "".join(f"<li>{safe(item)}</li>" for item in items) + "</ul>"
