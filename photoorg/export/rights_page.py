"""The page of rights in a package: what is to be cleared, what holds for which pictures, and their model releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from photoorg.export.entries import Entry
from photoorg.export.page import closing, opening
from photoorg.export.plain import named, safe, seen, web_link
from photoorg.export.rows import RIGHTS
from photoorg.export.wording import WORDS, Language, counted, label_of, release_text

_STYLE = """
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; }
section.rights { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.25rem;
  margin: 1rem 0; max-width: 62rem; break-inside: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 0 0 1rem; }
dt { color: var(--muted); }
dd { margin: 0; }
.open { border-left: 4px solid var(--warn); padding-left: 1rem; max-width: 62rem; }
.open h2 { color: var(--warn); }
ul { margin: 0; padding: 0; list-style: none; }
.files { columns: 18rem; font-size: .925rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; max-width: 62rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line);
  min-width: 5rem; }
tbody th { font-weight: 400; }
thead th { font-weight: 600; }
"""


def rights_page(entries: Sequence[Entry], title: str, language: Language) -> str:
    """The whole page."""
    words = WORDS[language]
    return "".join(
        [
            opening(f"{words['licences']}: {seen(title)}" if seen(title) else words["licences"], language, _STYLE),
            f'<header>\n<h1>{words["licences"]}</h1>\n<p class="lead">',
            f"{safe(words['lead'].format(counted(len(entries), language)))}</p>\n</header>\n<main>\n",
            *_open(entries, language),
            f"<h2>{words['rights']}</h2>\n",
            *_groups(entries, language),
            *_releases(entries, language),
            f"</main>\n{closing(words['made'])}",
        ]
    )


def to_clear(entry: Entry, language: Language) -> list[str]:
    """What stands in the way of using a photo: a sentence each."""
    words = WORDS[language]
    texts = entry.texts
    found = [] if seen(texts.get("rights", "")) or seen(texts.get("creator", "")) else [words["no_rights"]]
    if _shows_people(entry) and entry.release in {"", "none"}:
        found.append(words["unsigned" if entry.release else "no_release"])
    return found


def _shows_people(entry: Entry) -> bool:
    return bool(entry.people) or bool(seen(entry.texts.get("who", "")))


def _open(entries: Sequence[Entry], language: Language) -> Iterator[str]:
    words = WORDS[language]
    rows = [(entry.name, found) for entry in entries if (found := to_clear(entry, language))]
    if not rows:
        yield f"<p>{safe(words['clear'])}</p>\n"
        return
    yield f'<section class="open" aria-labelledby="open">\n<h2 id="open">{words["open"]} ({len(rows)})</h2>\n<ul>\n'
    yield from (f"<li>{named(name)}: {safe(' '.join(found))}</li>\n" for name, found in rows)
    yield "</ul>\n</section>\n"


def _groups(entries: Sequence[Entry], language: Language) -> Iterator[str]:
    """Pictures of which the same is said, together."""
    words = WORDS[language]
    alike: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        alike.setdefault(tuple(seen(entry.texts.get(name, "")) for name in RIGHTS), []).append(entry)
    for said, group in alike.items():
        yield f'<section class="rights">\n<h3>{safe(counted(len(group), language))}</h3>\n'
        told = [(label_of(name, language), _value(name, text)) for name, text in zip(RIGHTS, said, strict=True) if text]
        yield (
            "<dl>\n" + "".join(f"<dt>{label}</dt><dd>{value}</dd>\n" for label, value in told) + "</dl>\n"
            if told
            else (f"<p>{words['nothing']}</p>\n")
        )
        yield '<ul class="files">\n' + "".join(f"<li>{named(entry.name)}</li>\n" for entry in group)
        yield "</ul>\n</section>\n"


def _value(name: str, text: str) -> str:
    link = web_link(text) if name in {"statement", "licensor"} else ""
    return f'<a href="{safe(link)}" rel="noreferrer noopener">{named(text)}</a>' if link else named(text)


def _releases(entries: Sequence[Entry], language: Language) -> Iterator[str]:
    words = WORDS[language]
    rows = [entry for entry in entries if entry.release or _shows_people(entry) or entry.texts.get("release_id")]
    if not rows:
        return
    heads = "".join(f'<th scope="col">{words[one]}</th>' for one in ("file", "people", "release", "release_id"))
    yield f'<h2 id="releases">{words["releases"]}</h2>\n<div class="wide" role="region" tabindex="0" '
    yield f'aria-labelledby="releases">\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n'
    for entry in rows:
        people = "" if entry.people is None else str(entry.people)
        cells = (people, safe(release_text(entry, language)), named(entry.texts.get("release_id", "")))
        told = "".join(f"<td>{one}</td>" for one in cells)
        yield f'<tr><th scope="row">{named(entry.name)}</th>{told}</tr>\n'
    yield "</tbody>\n</table>\n</div>\n"
