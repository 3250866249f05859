"""Packs that a person adds: the good one gets in whole, a bad one gets a sentence and leaves nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_pack import make_pack, read, sha256, write

from photoorg.outcomes import PhotoorgError
from photoorg.settings import Settings
from photoorg.sketch import from_sketch
from photoorg.vision.bpe import BytePairs
from photoorg.vision.manifests import EvenInput
from photoorg.vision.own import add_pack, open_own, open_texts, own_packs, read_manifest, remove_pack
from photoorg.vision.pixels import sample_batch, seen_part, to_batch, to_pixels
from photoorg.vision.tasks import TASKS, known_tasks, open_tasks, task_versions

ONLY_OWN = Settings(provider="cpu", skip_tasks=tuple(task.name for task in TASKS))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return make_pack(tmp_path / "colours")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


def test_a_pack_is_copied_and_becomes_a_task(pack: Path, own: Path) -> None:
    assert add_pack(pack, own, ["classify"]).name == "colours"
    assert sorted(path.name for path in own.iterdir()) == ["colours"]
    assert sorted(path.name for path in (own / "colours").iterdir()) == [
        "image.onnx", "pack.json", "text.onnx", "vocab.txt",
    ]  # fmt: skip
    assert [task.name for task in known_tasks(own)][-1] == "colours"
    assert [task.name for task in known_tasks()] == [task.name for task in TASKS]
    (task,) = open_tasks(ONLY_OWN, own=own)
    assert task_versions(ONLY_OWN, own=own) == {"colours": task.version}
    blue = Image.new("RGB", (40, 30), (0, 0, 200))
    (found,) = task.look([task.prepare(blue)])
    assert found.vector is None
    assert found.sketch is not None
    vector = open_texts(open_own(own, "colours")).vector("something BLUE, unheard of")
    assert vector.dtype == np.float32
    assert from_sketch(found.sketch) @ vector == pytest.approx(1, abs=0.01)


def test_skipped_it_is_not_asked(pack: Path, own: Path) -> None:
    add_pack(pack, own, [])
    off = ONLY_OWN.model_copy(update={"skip_tasks": (*ONLY_OWN.skip_tasks, "colours")})
    assert open_tasks(off, own=own) == ()


def test_taken_away_nothing_is_left(pack: Path, own: Path) -> None:
    add_pack(pack, own, [])
    remove_pack("colours", own)
    assert list(own.iterdir()) == []
    for name in ("colours", "..", "", "a/b"):
        with pytest.raises(PhotoorgError, match="you have added none"):
            remove_pack(name, own)


def test_there_is_one_at_a_time(pack: Path, own: Path, tmp_path: Path) -> None:
    add_pack(pack, own, [])
    with pytest.raises(PhotoorgError, match="first, to add it anew"):
        add_pack(pack, own, [])
    with pytest.raises(PhotoorgError, match="there can be one"):
        add_pack(make_pack(tmp_path / "other", name="other"), own, [])


def test_damaged_afterwards_it_is_told(pack: Path, own: Path) -> None:
    add_pack(pack, own, [])
    with (own / "colours" / "image.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(PhotoorgError, match=r"is damaged.*--remove colours"):
        open_own(own, "colours")


def _shorten(pack: Path) -> None:
    (pack / "text.onnx").write_bytes((pack / "text.onnx").read_bytes()[:100])
    write(pack, {**read(pack), "files": {**read(pack)["files"], "text.onnx": sha256(pack / "text.onnx")}})


def _swap(pack: Path) -> None:
    write(pack, {**read(pack), "file": "text.onnx"})


def _no_special_pieces(pack: Path) -> None:
    (pack / "vocab.txt").write_text("red\nblue\n")
    write(pack, {**read(pack), "files": {**read(pack)["files"], "vocab.txt": sha256(pack / "vocab.txt")}})


def _change(**changes: object) -> Callable[[Path], None]:
    return lambda pack: write(pack, {**read(pack), **changes})


def _change_text(**changes: object) -> Callable[[Path], None]:
    return lambda pack: write(pack, {**read(pack), "text": {**read(pack)["text"], **changes}})


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda pack: (pack / "pack.json").unlink(), "is no pack"),
        (lambda pack: (pack / "pack.json").write_text("{"), "pack.json: the file: Invalid JSON"),
        (_change(kind="classifier"), "pack.json: kind:"),
        (_change(surprise=1), "pack.json: surprise: Extra"),
        (_change(name="classify"), "a task called classify already"),
        (_change(name="../up"), "pack.json: name:"),
        (_change(file="../../image.onnx"), "pack.json: file:"),
        (_change(files={}), "pack.json: files:"),
        (_change(files={"image.onnx": "0" * 64}), "text.onnx is used and its SHA-256 is not there"),
        (_change_text(vocabulary="other.txt"), "other.txt is used"),
        (_change_text(prompt="a {0}"), "pack.json: text.prompt:"),
        (lambda pack: (pack / "vocab.txt").unlink(), "cannot be copied.*vocab.txt"),
        (lambda pack: (pack / "vocab.txt").write_text("red"), "vocab.txt is not the one"),
        (_no_special_pieces, "vocab.txt lacks the piece"),
        (_shorten, "The model text.onnx cannot be run"),
        (_swap, "The model text.onnx cannot be run"),
        (_change(width=4), "image.onnx answers 1 x 3 numbers: 1 x 4 are expected"),
        (_change(output="nothing"), "image.onnx has no output nothing: vectors"),
        (_change_text(output="nothing"), "text.onnx has no output nothing: vectors"),
    ],
)
def test_a_bad_pack_is_refused_and_leaves_nothing(
    spoil: Callable[[Path], object], told: str, pack: Path, own: Path
) -> None:
    spoil(pack)
    with pytest.raises(PhotoorgError, match=told) as error:
        add_pack(pack, own, ["classify"])
    assert "\n" not in str(error.value)
    assert list(own.iterdir()) == []
    assert own_packs(own) == ()


def _instead(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    def spoil(pack: Path) -> None:
        (pack / name).unlink()
        make(pack / name)

    return spoil


def _sparse(size: int) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return make


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes in folders")
@pytest.mark.parametrize("name", ["pack.json", "image.onnx", "vocab.txt"])
@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.symlink_to("/dev/zero"), "is a link: a pack is made of plain files"),
        (lambda path: path.symlink_to(path.with_name("text.onnx")), "is a link"),
        (os.mkfifo, "is no plain file"),
        (Path.mkdir, "is a folder"),
        (_sparse(4_000_000_001), "has 4.0 GB: it may have"),
    ],
)
def test_only_plain_files_are_read(name: str, make: Callable[[Path], object], told: str, pack: Path, own: Path) -> None:
    """Nothing is waited for, and nothing copied without end."""
    _instead(name, make)(pack)
    with pytest.raises(PhotoorgError, match=f"{name} {told}"):
        add_pack(pack, own, [])
    assert list(own.iterdir()) == []


def test_a_manifest_has_a_largest_size(pack: Path, own: Path) -> None:
    write(pack, {**read(pack), "source": "x" * 1_000_000})
    with pytest.raises(PhotoorgError, match=r"pack.json has 1.0 MB: it may have 1.0 MB"):
        add_pack(pack, own, [])
    _instead("pack.json", lambda path: path.write_text("[" * 200_000))(pack)
    with pytest.raises(PhotoorgError, match=r"pack.json: the file: Invalid JSON"):
        add_pack(pack, own, [])


def test_what_a_stopped_installation_left_is_no_pack_and_is_swept(pack: Path, own: Path) -> None:
    left = make_pack(own / ".begun-1")
    assert own_packs(own) == ()
    add_pack(pack, own, [])
    assert not left.exists()


def test_its_own_description_can_be_read(pack: Path) -> None:
    manifest = read_manifest(pack)
    assert (manifest.name, manifest.width, manifest.text.longest) == ("colours", 3, 8)


# --- input


def test_channels_have_their_own_mean_and_spread() -> None:
    spec = EvenInput(
        size=2, crop=4, mean=(0.5, 0, 0.25), spread=(0.5, 1, 2), layout="NCHW", resample="bilinear"
    )  # fmt: skip
    pixels = to_pixels(Image.new("RGB", (8, 4), (255, 51, 0)), spec)
    batch = to_batch([pixels], spec)
    assert batch.shape == (1, 3, 2, 2)
    assert batch[0, :, 0, 0].tolist() == pytest.approx([1.0, 0.2, -0.125], abs=1e-6)
    assert seen_part((8, 4), spec) == (0.375, 0.25, 0.25, 0.5)
    squashed = spec.model_copy(update={"squash": True})
    assert seen_part((8, 4), squashed) == (0, 0, 1, 1)
    assert sample_batch(spec, 3).shape == (3, 3, 2, 2)


# --- byte pairs


def test_byte_pairs_join_as_the_list_says() -> None:
    tokens = BytePairs(["#version: 0.2", "c a", "ca t</w>", "d o"])
    first, last = 512 + 3, 512 + 4
    cat, do, end_g = 512 + 1, 512 + 2, 256 + ord("g") - ord("!")
    assert tokens.encode("Cat   DOG", 10) == [first, cat, do, end_g, last]
    assert tokens.encode("cat " * 50, 4) == [first, cat, cat, last]
    assert len(tokens.encode("é&amp;7 2's", 77)) == 2 + 2 + 1 + 1 + 1 + 2
