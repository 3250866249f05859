"""What the words of a query mean in a library: tags, names of files, or something to be understood as a whole."""

from __future__ import annotations

from sqlite_utils import Database

from photoorg.library.query_tree import (
    ANY,
    Alike,
    All,
    Any,
    Named,
    Node,
    Not,
    Similar,
    Tagged,
    Test,
    Word,
    Words,
)  # fmt: skip
from photoorg.library.tagged import IN_USE
from photoorg.taxonomy import load_taxonomy


def resolve(db: Database, tree: Node) -> Node:  # noqa: PLR0911
    """The tree with its words as tags, names and meanings."""
    match tree:
        case Words(texts):
            parts = tuple(_word(db, Word(text)) for text in texts)
            return parts[0] if len(parts) == 1 else All(parts)
        case Word():
            return _word(db, tree)
        case Similar(text, True):
            return _word(db, Word(text))
        case Test(field, value) if field.name == "like":
            return Alike((str(value),))
        case Not(part):
            return Not(resolve(db, part))
        case All(parts):
            return All(tuple(resolve(db, part) for part in parts))
        case Any(parts):
            return Any(tuple(resolve(db, part) for part in parts))
        case _:
            return tree


def _word(db: Database, node: Word) -> Node:
    tags = matching_tags(db, node.text)
    return Named(node.text) if not tags and node.sure == ANY else Tagged(tags, node.text, sure=node.sure)


def matching_tags(db: Database, text: str) -> tuple[int, ...]:
    """Tags that a word means, of those that photos carry.

    The tag of that name or its singular; else the one that the taxonomy knows the word for, such as a synonym or the
    Italian one; else those that have it as a word of theirs.
    """
    written = " ".join(text.split())
    wanted = written.casefold()
    # SQLite ignores the case of ASCII letters alone: a tag of a person's own is found as it was written.
    for name in (written, wanted, *_singulars(wanted), load_taxonomy().find(wanted)):
        row = db.conn.execute(f"SELECT g.id FROM tags g WHERE g.name = ? AND {IN_USE}", (name,)).fetchone()  # noqa: S608
        if row is not None:
            return (int(row[0]),)
    rows = db.conn.execute(
        f"SELECT g.id FROM tags g WHERE ' ' || lower(g.name) || ' ' LIKE ? ESCAPE '\\' AND {IN_USE}",  # noqa: S608
        (f"% {_like(wanted)} %",),
    )
    return tuple(tag_id for (tag_id,) in rows)


def _singulars(word: str) -> tuple[str, ...]:
    endings = (("ies", "y"), ("ves", "f"), ("es", ""), ("s", ""))
    return tuple(word.removesuffix(plural) + single for plural, single in endings if word.endswith(plural))


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
