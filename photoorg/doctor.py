"""What a bug report needs: versions, processors, models, formats, places, disk, and the library's health."""

from __future__ import annotations

import platform
import shutil
import sys
import time
from collections.abc import Callable
from importlib import metadata

from photoorg import __version__
from photoorg.app import App
from photoorg.library import browse, store
from photoorg.library.copies import copies, folder_for_new
from photoorg.media.formats import FORMATS, off_reason
from photoorg.outcomes import PhotoorgError
from photoorg.settings import resources
from photoorg.volumes import network_kind

_PACKAGES = (
    "numpy", "onnxruntime", "onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino", "pillow", "pillow-heif",
    "pillow-jxl-plugin", "rawpy", "sqlite-utils", "pydantic", "PySide6-Essentials",
)  # fmt: skip

Section = dict[str, object]


def examine(app: App) -> dict[str, Section]:
    """Every section of the report by title; a section that fails says so instead of ending the others."""
    return {title: _safely(look, app) for title, look in _SECTIONS.items()}


def is_healthy(report: dict[str, Section]) -> bool:
    """Whether nothing needs a person: the library is whole, every task has its model, and tags can be made of them."""
    return report["library"].get("health") in {"ok", "none yet"} and not any(
        "error" in report[one] for one in ("tasks", "tags")
    )


def _safely(look: Callable[[App], Section], app: App) -> Section:
    try:
        return look(app)
    except Exception as error:  # noqa: BLE001 - whatever is broken here is what the report is for
        return {"error": str(error) if isinstance(error, PhotoorgError) else f"{type(error).__name__}: {error}"}


def _versions(_app: App) -> Section:
    found: Section = {
        "photoorg": __version__,
        "python": platform.python_version(),
        "system": f"{platform.platform()} {platform.machine()}",
        "sqlite": store.SQLITE_VERSION,
    }
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def _paths(app: App) -> Section:
    free = shutil.disk_usage(app.home.root).free
    count, size = app.thumbnails.usage()
    return {
        "library": str(app.home.database),
        "library_mb": round(app.home.database.stat().st_size / 1e6, 1) if app.home.database.exists() else 0,
        "thumbnails": str(app.home.thumbnails),
        "thumbnails_count": count,
        "thumbnails_mb": round(size / 1e6, 1),
        "logs": str(app.home.logs),
        "resources": str(resources()),
        "python": sys.executable,
        "disk_free_gb": round(free / 1e9, 1),
    }


def _library(app: App) -> Section:
    if not app.home.database.exists():
        return {"health": "none yet"}
    db = app.reader()
    try:
        totals = browse.totals(db)
        return {"health": store.health(db), **{name: getattr(totals, name) for name in totals.__slots__}}
    finally:
        db.close()


def _safety(app: App) -> Section:
    found = copies(app.home, app.settings)
    good = [copy for copy in found if copy.healthy]
    hint = {} if good or not app.home.database.exists() else {"hint": "There is no copy yet: photoorg backup"}
    return {
        "last_copy": str(good[0].path) if good else None,
        "last_copy_hours": round((time.time() - good[0].at) / 3600, 1) if good else None,
        "copies": len(good),
        "damaged_copies": len(found) - len(good),
        "copies_in": str(folder_for_new(app.home, app.settings)[0]),
        "words_kb": round(app.home.words.stat().st_size / 1e3, 1) if app.home.words.exists() else 0,
        "network": network_kind(app.home.root) or None,
        "to_be_examined": app.home.suspect.exists(),
        "cautions": app.cautions(),
        **hint,
    }


def _processors(_app: App) -> Section:
    from photoorg.vision.session import available_providers  # noqa: PLC0415 - a heavy import, and it may fail

    return {found.provider.label: found.reason for found in available_providers()}


def _tasks(app: App) -> Section:
    from photoorg.vision.tasks import open_tasks  # noqa: PLC0415

    return {
        task.name: {"model": task.model, "version": task.version, "processor": task.provider, "notes": list(task.notes)}
        for task in open_tasks(app.settings, own=app.home.models)
    }


def _tags(_app: App) -> Section:
    from photoorg.taxonomy import load_taxonomy  # noqa: PLC0415
    from photoorg.vision.tagging import open_tagger  # noqa: PLC0415

    taxonomy = load_taxonomy()
    return {"rules": open_tagger().version, "taxonomy": taxonomy.version, "words": len(taxonomy.concepts)}


def _formats(_app: App) -> Section:
    return {kind.label: off_reason(kind) or "on" for kind in FORMATS}


def _settings(app: App) -> Section:
    return app.settings.model_dump(mode="json")


_SECTIONS: dict[str, Callable[[App], Section]] = {
    "versions": _versions,
    "processors": _processors,
    "tasks": _tasks,
    "tags": _tags,
    "formats": _formats,
    "paths": _paths,
    "library": _library,
    "safety": _safety,
    "settings": _settings,
}
