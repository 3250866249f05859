"""What people, programs and accidents do to a folder of photos: a table of operations, each with its weight.

An operation does one thing to the tree, or answers False where there is nothing that it could be done to.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.soak.pictures import content
from benchmarks.soak.tree import Broken, Shot, Tree, is_in

Operation = Callable[[Tree, Random], bool]
_DAY_NS = 86_400 * 10**9


def _taken(serial: int, rng: Random) -> str:
    """A date for two photos of three; no two photos have the same."""
    day, second = divmod(serial, 80_000)
    return "" if rng.random() < 1 / 3 else (
        f"20{10 + day % 14:02}:0{1 + serial % 9}:1{serial % 10} "
        f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}"
    )  # fmt: skip


def _shot(tree: Tree, rng: Random) -> Shot:
    return tree.new_shot(_taken(tree.serial + 1, rng), rng.choice((1, 1, 1, 3, 6, 8)))


def _free(tree: Tree, rng: Random, kind: str, folder: str = "") -> str:
    """A name that nothing has, sometimes an odd one."""
    folder = folder or rng.choice(sorted(tree.open_folders()))
    while True:
        stem = rng.choice(("IMG_{:06}", "DSC{:05}", "été {:x}", "a b  {}", "({})", "'{}\"", "写真{}", "UPPER{}"))
        name = stem.format(rng.randrange(10**6)) + (f".{kind}" if rng.random() < 0.8 else f".{kind.upper()}")
        path = os.path.join(folder, name)  # noqa: PTH118 - paths are text here
        if path not in tree.files and not Path(path).exists():
            return path


def _pick(tree: Tree, rng: Random, *, good: bool = True) -> str | None:
    paths = tree.reachable()
    for _ in range(20 if paths else 0):
        path = rng.choice(paths)
        if not good or isinstance(tree.files[path], Shot):
            return path
    return None


def _picked(change: Callable[[Tree, Random, str, Shot], None]) -> Operation:
    """An operation on one good picture."""

    def operation(tree: Tree, rng: Random) -> bool:
        path = _pick(tree, rng)
        if path is None:
            return False
        held = tree.files[path]
        assert isinstance(held, Shot)
        change(tree, rng, path, held)
        return True

    return operation


def _add(tree: Tree, rng: Random) -> bool:
    shot = _shot(tree, rng)
    tree.store(_free(tree, rng, shot.kind), shot, aside=rng.random() < 0.5)
    return True


def _burst(tree: Tree, rng: Random) -> bool:
    folder = tree.add_folder(_new_folder(tree, rng))
    for _ in range(rng.randrange(5, 25)):
        shot = _shot(tree, rng)
        tree.store(_free(tree, rng, shot.kind, folder), shot, aside=False)
    return True


def _copy(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    tree.copy(path, _free(tree, rng, shot.kind), with_time=rng.random() < 0.5)


def _edited(shot: Shot) -> Shot:
    serial, edition = shot.number >> 9, shot.number >> 3 & 63
    return replace(shot, number=content(serial, edition + 1, shot.kind))


def _edit(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    tree.store(path, _edited(shot), aside=rng.random() < 0.5)


def _noted(shot: Shot, rng: Random) -> Shot:
    return replace(shot, label=replace(shot.label, note=f"rated {rng.randrange(10**9)}"))


def _note(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    tree.store(path, _noted(shot, rng), aside=rng.random() < 0.5)


def _turn(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    others = [turn for turn in range(1, 9) if turn != shot.label.orientation]
    tree.store(path, replace(shot, label=replace(shot.label, orientation=rng.choice(others))))


def _move(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    folder = rng.choice(sorted(tree.open_folders()))
    to = os.path.join(folder, Path(path).name)  # noqa: PTH118
    tree.move(path, to if to not in tree.files and not Path(to).exists() else _free(tree, rng, shot.kind))


def _rename(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    tree.move(path, _free(tree, rng, shot.kind, str(Path(path).parent)))


def _move_rename_note(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    to = _free(tree, rng, shot.kind)
    tree.move(path, to)
    tree.store(to, _noted(shot, rng))


def _move_over(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    same = [other for other in tree.reachable() if other != path and other.lower().endswith(shot.kind)]
    if same:
        tree.move(path, rng.choice(same))


def _swap(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    same = [other for other in tree.reachable() if other != path and other.lower().endswith(shot.kind)]
    if same:
        other, aside = rng.choice(same), _free(tree, rng, shot.kind, str(Path(path).parent))
        tree.move(path, aside)
        tree.move(other, path)
        tree.move(aside, other)


def _replace(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    """Another photo under a name used again, as cameras do that begin at 1 anew."""
    other = _shot(tree, rng)
    other = replace(other, number=content(other.number >> 9, 0, shot.kind))
    tree.store(path, other, aside=rng.random() < 0.5)


def _delete(tree: Tree, rng: Random) -> bool:
    path = _pick(tree, rng, good=False)
    if path is not None:
        tree.delete(path)
    return path is not None


def _restore(tree: Tree, rng: Random) -> bool:
    if not tree.trash:
        return False
    shot = tree.trash.pop(rng.randrange(len(tree.trash)))
    tree.store(_free(tree, rng, shot.kind), shot)
    return True


def _break(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    data = shot.data()
    ways = {
        "cut off": data[: len(data) * rng.randrange(20, 45) // 100],
        "overwritten": rng.randbytes(len(data)),
        "empty": b"",
    }
    why = rng.choice(sorted(ways))
    tree.write(path, Broken(why), ways[why], aside=False)
    tree.trash.append(shot)


def _half_copied(tree: Tree, rng: Random) -> bool:
    shot = _shot(tree, rng)
    path, data = _free(tree, rng, shot.kind), shot.data()
    tree.write(path, Broken("half copied"), data[: len(data) // 3], aside=False)
    tree.unfinished[path] = shot
    return True


def _finish(tree: Tree, rng: Random) -> bool:
    paths = sorted(path for path in tree.reachable() if path in tree.unfinished)
    if paths:
        path = rng.choice(paths)
        tree.store(path, tree.unfinished[path], aside=False)
    return bool(paths)


def _date_jump(tree: Tree, rng: Random, path: str, shot: Shot) -> None:
    """The clock goes back or forth: with nothing else changed, or with the picture."""
    changed = shot if rng.random() < 0.5 else _edited(shot)
    at = Path(path).stat().st_mtime_ns + rng.randrange(-9000 * _DAY_NS, 4000 * _DAY_NS)
    tree.store(path, changed, mtime_ns=max(at, 1))


def _new_folder(tree: Tree, rng: Random) -> str:
    while True:
        above = rng.choice(sorted(tree.open_folders()))
        folder = os.path.join(above, f"{rng.choice(('trip', 'Gita', 'album'))} {rng.randrange(10**6)}")  # noqa: PTH118
        if not Path(folder).exists() and folder.count(os.sep) < 24:
            return folder


def _movable(tree: Tree, rng: Random) -> str | None:
    free = sorted(
        folder for folder in tree.open_folders() if not any(is_in(fixed, folder) for fixed in tree.fixed)
    )  # fmt: skip
    return rng.choice(free) if free else None


def _rename_folder(tree: Tree, rng: Random) -> bool:
    folder = _movable(tree, rng)
    if folder is None:
        return False
    tree.move_folder(folder, f"{folder.rstrip('~')}~{rng.randrange(1000)}")
    return True


def _move_folder(tree: Tree, rng: Random) -> bool:
    folder = _movable(tree, rng)
    to = _new_folder(tree, rng)
    if folder is None or is_in(to, folder):
        return False
    tree.move_folder(folder, to)
    return True


def _delete_folder(tree: Tree, rng: Random) -> bool:
    folder = _movable(tree, rng)
    few = folder is not None and sum(is_in(path, folder) for path in tree.files) <= max(30, len(tree.files) // 20)
    if folder is not None and few:
        tree.delete_folder(folder)
    return few


def _other_file(tree: Tree, rng: Random) -> bool:
    folder = rng.choice(sorted(tree.open_folders()))
    name = rng.choice(("notes {}.txt", "IMG_{}.xmp", ".hidden {}.jpg", "film {}.mkv", "no ending {}"))
    path = Path(folder, name.format(rng.randrange(10**6)))
    path.write_bytes(tree.new_shot().data())
    tree.others.add(str(path))
    return True


def _link(tree: Tree, rng: Random) -> bool:
    """A link to a photo, or to a folder above, which is a loop."""
    folder, target = rng.choice(sorted(tree.open_folders())), _pick(tree, rng)
    loop = target is None or rng.random() < 0.3
    link = Path(folder, f"link {rng.randrange(10**6)}" + ("" if loop else ".jpg"))
    link.symlink_to(str(Path(folder).parent) if loop else str(target))
    tree.others.add(str(link))
    return True


OPERATIONS: dict[str, tuple[int, Operation]] = {
    "add": (8, _add),
    "burst": (2, _burst),
    "copy": (5, _picked(_copy)),
    "edit picture": (6, _picked(_edit)),
    "edit metadata": (8, _picked(_note)),
    "turn by metadata": (3, _picked(_turn)),
    "move": (8, _picked(_move)),
    "rename": (8, _picked(_rename)),
    "move, rename and edit metadata": (5, _picked(_move_rename_note)),
    "move over another": (1, _picked(_move_over)),
    "swap two names": (1, _picked(_swap)),
    "rename folder": (2, _rename_folder),
    "move folder": (2, _move_folder),
    "delete": (8, _delete),
    "delete folder": (1, _delete_folder),
    "restore from trash": (5, _restore),
    "break": (2, _picked(_break)),
    "half copied": (2, _half_copied),
    "finish copying": (3, _finish),
    "another photo under the name": (3, _picked(_replace)),
    "date jump": (3, _picked(_date_jump)),
    "other file": (1, _other_file),
    "link": (1, _link),
}


def churn(tree: Tree, rng: Random, number: int, done: Counter[str], without: Collection[str] = ()) -> None:
    """Do `number` operations, counted in `done` by their names, and none of those in `without`."""
    names = [name for name in OPERATIONS if name not in without]
    weights = [OPERATIONS[name][0] for name in names]
    for name in rng.choices(names, weights, k=number):
        if OPERATIONS[name][1](tree, rng):
            done[name] += 1


def grow(tree: Tree, rng: Random, files: int, top: str) -> None:
    """Fill the tree with `files` pictures below `top`, some twenty a folder, every tenth a copy of another one."""
    folder = top
    while len(tree.files) < files:
        if len(tree.files) % 20 == 0:
            folder = tree.add_folder(_new_folder(tree, rng))
        shot = _shot(tree, rng)
        tree.store(_free(tree, rng, shot.kind, folder), shot, aside=False)
        if rng.random() < 0.1:
            _copy(
                tree, rng, *next((path, held) for path, held in reversed(tree.files.items()) if isinstance(held, Shot))
            )
