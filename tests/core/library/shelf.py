"""A library filled without files on disk: what the catalogue is told is all there is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime

from photoorg.library import browse, catalog, places, search, tagged
from photoorg.library.store import Database, writing
from photoorg.library.tagged import Rules
from photoorg.outcomes import Evidence, Suggestion, Understanding

TASK, VERSION, MODEL = "classify", "1", "Test model"


def seconds(text: str) -> int:
    """Wall-clock seconds of an ISO time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@dataclass
class Shelf:
    """Puts photos into a library; `ids` are theirs by file name."""

    db: Database
    mount: str
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def volume(self) -> places.Volume:
        return places.Volume("test", self.mount)

    def folder(self, path: str = "", *, is_root: bool = False) -> int:
        with writing(self.db):
            return places.save_folder(self.db, self.volume, f"{self.mount}/{path}".rstrip("/"), is_root=is_root)

    def record(self, name: str, folder: str = "", **changes: int | None) -> catalog.FileRecord:
        values: dict[str, int | None] = {"size": 1_000_000, "mtime_ns": 1, "file_id": self.file_id(name, folder)}
        return catalog.FileRecord(self.folder(folder), name, **{**values, **changes})  # type: ignore[arg-type]

    def file_id(self, name: str, folder: str = "") -> int | None:
        known = places.known_files(self.db, self.volume, self.mount)
        file = known.get(f"{self.mount}/{folder}".rstrip("/"), {}).get(name)
        return file.file_id if file else None

    def put(
        self,
        name: str,
        tags: Sequence[tuple[str, float]] = (),
        taken: str | None = "2024-05-04T10:00:00",
        folder: str = "",
        content: str = "",
        facts: Mapping[str, object] | None = None,
        damaged: str | None = None,
        **changes: int | None,
    ) -> int:
        photo = catalog.PhotoRecord(
            identity_of(content or f"{folder}/{name}"),
            {"format": "jpeg", "width": 640, "height": 480, **(facts or {})},
            seconds(taken) if taken else None,
            damaged=damaged,
        )
        file = self.record(name, folder, **changes)
        with writing(self.db):
            photo_id = self.ids[name] = catalog.save_reading(self.db, file, photo)
        if tags:
            self.find(photo_id, tags)
        return photo_id

    def find(self, photo_id: int, tags: Sequence[tuple[str, float]], version: str = VERSION, task: str = TASK) -> None:
        """What a task saw, raw scores by tag; what it means is what the surest task says of each tag."""
        finding = catalog.Finding(photo_id, task, version, MODEL, Evidence(dict(tags)), b"\0\0")
        with writing(self.db):
            catalog.save_findings(self.db, [finding])
            seen = catalog.evidence_of(self.db, [photo_id])[photo_id].evidence
            self.understand(photo_id, Understanding(guesses(seen)))

    def understand(self, photo_id: int, meaning: Understanding, version: str = "rules 1") -> None:
        """Inside a transaction or in one of its own."""
        with nullcontext() if self.db.conn.in_transaction else writing(self.db):
            catalog.save_understandings(self.db, {photo_id: meaning}, version)

    def use(self, rules: Rules) -> bool:
        with writing(self.db):
            return tagged.use_rules(self.db, rules)

    def miss(self, name: str, folder: str = "") -> None:
        with writing(self.db):
            file_id = self.file_id(name, folder)
            assert file_id is not None
            places.choose_first_files(self.db, places.mark_missing(self.db, [file_id]))

    def names(self, query: str, sort: str = "name", **options: object) -> list[str]:
        """File names that a query finds, in order."""
        ids = search.search(self.db, query, sort, **options).ids.tolist()  # type: ignore[arg-type]
        found = browse.cards(self.db, ids)
        return [found[photo_id].name for photo_id in ids]

    def tags(self, photo_id: int) -> list[str]:
        return [name for name, _ in browse.tags_of(self.db, [photo_id]).get(photo_id, [])]


def guesses(seen: Mapping[str, Evidence]) -> tuple[Suggestion, ...]:
    tags = {tag for one in seen.values() for tag in one.scores}
    because = {tag: tuple((task, one.scores[tag]) for task, one in seen.items() if tag in one.scores) for tag in tags}
    return tuple(Suggestion(tag, max(score for _, score in said), said) for tag, said in sorted(because.items()))


def identity_of(content: str) -> bytes:
    return hashlib.sha256(content.encode(errors="surrogateescape")).digest()[:16]
