"""A library whose photos are made up: kinds of things with a look of their own each."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from photoorg.library import catalog
from photoorg.library.senses import Meaning
from photoorg.library.sketches import LIKENESS
from photoorg.library.store import Database, writing
from photoorg.outcomes import Evidence, PhotoorgError
from photoorg.sketch import to_sketch
from photoorg.taxonomy import load_taxonomy

WIDTH, KINDS_OF_PHOTOS, EACH = 32, 10, 30
TAG = "our bottle"
WNIDS = list(load_taxonomy().of_class)


class Books:
    """Understands every name as the class of the kind 0."""

    def meaning(self, text: str, *, by_words: bool = False) -> Meaning:
        assert by_words
        return Meaning(text, exact=(next(iter(load_taxonomy().of_class.values())),))

    def sketch(self, path: Path) -> np.ndarray:
        raise AssertionError(path)


class NoBooks(Books):
    def meaning(self, text: str, *, by_words: bool = False) -> Meaning:
        raise PhotoorgError("The model for words is missing.")


def fill(db: Database, version: str = "1", seed: int = 4) -> None:
    """EACH photos of each kind; photo i is of the kind (i - 1) % KINDS_OF_PHOTOS."""
    random = np.random.default_rng(seed)
    ways = np.linalg.qr(random.standard_normal((WIDTH, WIDTH)))[0][:KINDS_OF_PHOTOS]
    ids = range(1, KINDS_OF_PHOTOS * EACH + 1)
    looks = to_sketch(
        np.stack([ways[(n - 1) % KINDS_OF_PHOTOS] for n in ids]) + 0.16 * random.standard_normal((len(ids), WIDTH))
    )
    with writing(db):
        if not db["photos"].count:
            db.conn.execute("INSERT INTO volumes (id, uid, mount) VALUES (1, 'v', '/v')")
            db.conn.execute("INSERT INTO folders (id, volume_id, path, is_root) VALUES (1, 1, '', 1)")
            db.conn.executemany(
                "INSERT INTO photos (id, identity, identity_scheme, read_version, taken_at, taken_source, added_at, "
                "format, width, height) VALUES (?, ?, 'x', 1, ?, 'photo', 0, 'jpeg', 4, 3)",
                [(n, n.to_bytes(16, "big"), n) for n in ids],
            )
            db.conn.executemany(
                "INSERT INTO files (id, photo_id, folder_id, name, size, mtime_ns) VALUES (?, ?, 1, ?, 1, 1)",
                [(n, n, f"{n}.jpg") for n in ids],
            )
            db.conn.execute("UPDATE photos SET file_id = id")
        catalog.save_findings(
            db, [seen(n, look, float(random.uniform(0.1, 0.6)), version) for n, look in zip(ids, looks, strict=True)]
        )


def seen(photo: int, look: np.ndarray, share: float, version: str = "1") -> catalog.Finding:
    evidence = Evidence({WNIDS[(photo - 1) % KINDS_OF_PHOTOS]: share})
    return catalog.Finding(photo, LIKENESS, version, "Test", evidence, sketch=look.tobytes())


def of_kind(kind: int) -> list[int]:
    return [kind + 1 + KINDS_OF_PHOTOS * number for number in range(EACH)]


YES, NO = of_kind(0)[:6], [n for kind in range(1, 10) for n in of_kind(kind)[:2]]


def suggested(db: Database, tag: str = TAG) -> dict[int, tuple[float, str]]:
    rows = db.conn.execute(
        "SELECT s.photo_id, s.confidence, s.because FROM suggestions s JOIN tags g ON g.id = s.tag_id WHERE g.name = ?",
        (tag,),
    )
    return {photo: (sure, because) for photo, sure, because in rows}


def shown(db: Database, tag: str = TAG) -> set[int]:
    rows = db.conn.execute("SELECT x.photo_id FROM photo_tag x JOIN tags g ON g.id = x.tag_id WHERE g.name = ?", (tag,))
    return {photo for (photo,) in rows}


def everything(db: Database) -> list[list[tuple[object, ...]]]:
    tables = ("suggestions", "verdicts", "taught", "photo_tag", "tag_bars")
    return [db.conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall() for table in tables]  # noqa: S608
