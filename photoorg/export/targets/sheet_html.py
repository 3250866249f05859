"""A contact sheet as one HTML page with its pictures in it: for screens, keyboards, screen readers and paper.

A picture leads to itself, larger, and back. Each has what stands for it where it cannot be seen.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from photoorg.export.entries import Entry
from photoorg.export.page import closing, opening
from photoorg.export.plain import named, safe
from photoorg.export.rows import file_of, title_of
from photoorg.export.targets.sheet_look import FindPicture, Look, Picture, lead
from photoorg.export.wording import WORDS, alt_text, caption_of, credit, release_text, stand_in, tags_of

_STYLE = """
.grid { list-style: none; margin: 2rem 0 0; padding: 0; display: grid; gap: 1.5rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, COLUMN), 1fr)); }
.grid li { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; overflow: hidden;
  display: flex; flex-direction: column; scroll-margin-top: 1rem; }
figure { margin: 0; display: flex; flex-direction: column; flex: 1; scroll-margin-top: 1rem; }
.well { display: flex; align-items: center; justify-content: center; background: var(--well); aspect-ratio: 4 / 3;
  position: relative; }
.well img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
.well:focus-visible { outline-offset: -3px; }
.well span { color: var(--muted); padding: 1rem; text-align: center; }
figcaption { padding: .75rem 1rem 1rem; display: flex; flex-direction: column; gap: .35rem; flex: 1; }
figcaption > * { margin: 0; }
h2 { font-size: 1rem; line-height: 1.35; }
.number { color: var(--muted); font-weight: 400; font-variant-numeric: tabular-nums; margin-right: .2rem; }
.file, .small { color: var(--muted); font-size: .875rem; }
.credit { font-size: .875rem; }
.back { display: none; font-size: .875rem; }
li:target { grid-column: 1 / -1; border-color: var(--accent); }
li:target .well { aspect-ratio: auto; }
li:target .well img { position: static; height: auto; max-height: 72vh; max-width: 64rem; }
li:target .back { display: inline-block; }
@media print { .grid { grid-template-columns: repeat(3, 1fr); gap: 5mm; margin: 6mm 0 0; font-size: 8.5pt; }
  .grid li, li:target { grid-column: auto; break-inside: avoid; border: 0; border-radius: 0; }
  li:target .well { aspect-ratio: 4 / 3; }
  li:target .well img { position: absolute; width: 100%; height: 100%; max-height: none; }
  figcaption { padding: 2mm 0 0; } .back, li:target .back { display: none; } h2 { font-size: 9pt; }
  .file, .small, .credit { font-size: 8pt; } }
"""
_COLUMNS = {"small": "13rem", "medium": "19rem", "large": "30rem"}


def sheet_page(entries: Sequence[Entry], find: FindPicture, look: Look) -> Iterator[str]:
    """The page in pieces: its head, a piece for each photo in order, its foot."""
    words = WORDS[look.language]
    title = look.title or words["sheet"]
    yield opening(title, look.language, _STYLE.replace("COLUMN", _COLUMNS[look.size]))
    yield f'<header>\n<h1>{safe(title)}</h1>\n<p class="lead">{safe(lead(len(entries), look))}</p>'
    yield f"\n<p>{safe(look.note)}</p>\n</header>\n" if look.note.strip() else "\n</header>\n"
    yield '<main>\n<ol class="grid" role="list">\n'
    for number, entry in enumerate(entries, look.first):
        yield _item(number, entry, find(entry), look)
    yield "</ol>\n</main>\n" + closing(words["sheet_made"])


def _item(number: int, entry: Entry, picture: Picture | None, look: Look) -> str:
    title = title_of(entry) or file_of(entry)
    return (
        f'<li id="photo-{number}">\n<figure id="at-{number}">\n{_well(number, entry, picture, look)}\n<figcaption>\n'
        f'<h2><span class="number">{number}</span>&nbsp;{named(title)}</h2>\n'
        + "".join(f"<p{kind}>{text}</p>\n" for kind, text in _lines(entry, title, look))
        + f'<a class="back" href="#at-{number}">{WORDS[look.language]["close"]}</a>\n</figcaption>\n</figure>\n</li>\n'
    )


def _well(number: int, entry: Entry, picture: Picture | None, look: Look) -> str:
    text, code = stand_in(entry, look.language)
    alt, spoken = safe(text), _language(code, look)
    if picture is None:
        none = WORDS[look.language]["no_picture"]
        return f'<div class="well" role="img" aria-label="{alt}"{spoken}><span>{none}</span></div>'
    data = base64.b64encode(picture.data).decode("ascii")
    return (
        f'<a class="well" href="#photo-{number}"><img{spoken} src="data:{picture.media_type};base64,{data}" '
        f'alt="{alt}" decoding="async" width="{picture.width}" height="{picture.height}"></a>'
    )


def _lines(entry: Entry, title: str, look: Look) -> Iterator[tuple[str, str]]:
    words = WORDS[look.language]
    if file_of(entry) != title:
        yield ' class="file"', named(file_of(entry))
    caption, code = caption_of(entry, look.language)
    if look.captions and caption:
        yield _language(code, look), named(caption)
    if look.alt_texts:
        text, code = alt_text(entry, look.language)
        told = f"{words['alt']}: <span{_language(code, look)}>{named(text)}</span>" if text else words["no_alt"]
        yield ' class="small"', told
    for label, tags in tags_of(entry, look.language) if look.tags else ():
        yield ' class="small"', f"{label}: {', '.join(map(named, tags))}"
    if look.releases and (entry.release or entry.people):
        yield ' class="small"', f"{words['release']}: {named(release_text(entry, look.language))}"
    if look.credits and credit(entry):
        yield ' class="credit"', named(credit(entry))


def _language(code: str, look: Look) -> str:
    """What says that a part is in another language than the page."""
    return "" if code == look.language else f' lang="{safe(code)}"'
