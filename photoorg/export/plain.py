"""Words of strangers on their way into pages and tables that others will open: nothing in them can act or hide."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

# Controls, halves of letters, and marks that turn the text around them: no reader sees them. What joins letters stays.
_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ud800-\\udfff]"
)
_LONGEST_LINK = 2000


def seen(text: str) -> str:
    """A text on one line without what cannot be seen; every space is one."""
    return " ".join(_UNSEEN.sub("", re.sub(r"[\s\u2028\u2029]+", " ", text)).split())


def safe(text: str) -> str:
    """The same for between tags and for attributes in quotes."""
    return html.escape(seen(text), quote=True)


def named(text: str) -> str:
    """The same, set apart: its direction of writing does not spill over."""
    return f"<bdi>{safe(text)}</bdi>"


def web_link(text: str) -> str:
    """An address of the web that may be followed, or nothing: `javascript:` and its like are none."""
    address = seen(text)
    if " " in address or len(address) > _LONGEST_LINK:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


def path_text(path: Path) -> str:
    """A path as text, also where its bytes are none: those become the sign for what cannot be shown."""
    return os.fsencode(path).decode("utf-8", "replace")
