"""What photoorg can look for, as a person may switch it on and off."""

from __future__ import annotations

from dataclasses import dataclass

from photoorg.settings import resources


@dataclass(frozen=True, slots=True)
class TaskOffer:
    """A task: its name in the settings, what it is called, what it does.

    `megabytes` is its model's size; 0 where that is unknown, or it has none.
    """

    name: str
    label: str
    doc: str
    after: str
    megabytes: float


def task_offers() -> tuple[TaskOffer, ...]:
    """Every task of the table. Slow at first, for the table's imports: not for the window's thread."""
    from photoorg.vision.packs import load_manifest  # noqa: PLC0415
    from photoorg.vision.tasks import TASKS  # noqa: PLC0415

    folder = resources() / "models"

    def megabytes(pack: str) -> float:
        manifest = folder / f"{pack}.json"
        if not pack or not manifest.is_file():
            return 0.0
        model = folder / load_manifest(manifest).file
        return model.stat().st_size / 1e6 if model.is_file() else 0.0

    return tuple(TaskOffer(one.name, one.label, one.doc, one.after, megabytes(one.pack)) for one in TASKS)
