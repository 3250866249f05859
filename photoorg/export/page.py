"""The frame of an HTML page that goes to others: no script, nothing from outside, light and dark, on paper too."""

from __future__ import annotations

from photoorg.export.plain import safe
from photoorg.export.wording import Language

_STYLE = """
:root { color-scheme: light dark; --page: #fbfbfb; --raised: #fff; --line: #d8d8d8; --text: #1b1b1b; --muted: #5c5c5c;
  --accent: #1a5fc4; --warn: #8a3d00; --well: #ececec; }
@media (prefers-color-scheme: dark) { :root { --page: #1a1a1a; --raised: #242424; --line: #3f3f3f; --text: #e8e8e8;
  --muted: #a8a8a8; --accent: #8ab8ff; --warn: #f5a968; --well: #2e2e2e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", sans-serif;
  overflow-wrap: anywhere; }
header, main, footer { max-width: 84rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.5rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--accent); }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.lead, footer { color: var(--muted); }
footer { margin-top: 3rem; padding-bottom: 2.5rem; font-size: .875rem; }
footer p { border-top: 1px solid var(--line); padding-top: 1rem; max-width: none; }
@media print { :root { color-scheme: light; --page: #fff; --raised: #fff; --line: #bbb; --text: #000; --muted: #444;
  --accent: #000; --warn: #000; --well: #fff; } body { font-size: 10pt; } header, main, footer { padding: 0;
  max-width: none; } a { text-decoration: none; } @page { margin: 14mm; } }
"""
_RULES = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def opening(title: str, language: Language, style: str) -> str:
    """Everything up to the header of the page. `style` is added to what all pages have."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_RULES}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n"
    )


def closing(text: str) -> str:
    """The foot of the page."""
    return f"<footer><p>{safe(text)}</p></footer>\n</body>\n</html>\n"
