"""The memory that all decodes share: who waits, who does not, and that nothing is kept."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from media_samples import corners, saved

from photoorg.media import budget as budgets
from photoorg.media.budget import SMALL_BYTES, Budget
from photoorg.media.decode import full_picture, read_photo
from photoorg.media.limits import Limits, MediaError

LARGE = SMALL_BYTES * 4


def most_at_once(budget: Budget, needs: list[int]) -> int:
    """The most bytes that threads with these needs had at the same time."""
    lock, now, most = threading.Lock(), 0, 0

    def work(need: int) -> None:
        nonlocal now, most
        with budget.share():
            budget.claim(need)
            with lock:
                now += need
                most = max(most, now)
            time.sleep(0.01)
            with lock:
                now -= need

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, needs))
    return most


def test_large_ones_wait_for_each_other() -> None:
    assert most_at_once(Budget(LARGE * 2), [LARGE] * 16) <= LARGE * 2
    assert most_at_once(Budget(LARGE * 2), [LARGE, LARGE + 1, LARGE * 2] * 6) <= LARGE * 2


def test_one_alone_may_always_run() -> None:
    assert most_at_once(Budget(LARGE), [LARGE * 3] * 4) == LARGE * 3


def test_small_ones_do_not_wait() -> None:
    budget = Budget(LARGE)
    with budget.share(), ThreadPoolExecutor(1) as pool:
        budget.claim(LARGE)
        pool.submit(most_at_once, budget, [SMALL_BYTES - 1] * 4).result(timeout=5)


def test_a_growing_claim_is_one_claim() -> None:
    budget = Budget(LARGE)

    def work(_number: int) -> None:
        with budget.share():
            for need in (LARGE // 2, LARGE // 4, LARGE):
                budget.claim(need)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(200), timeout=20))
    assert budget._used == 0


def test_outside_of_a_share_nothing_is_claimed() -> None:
    budget = Budget()
    budget.claim(LARGE)
    assert budget._used == 0


def test_errors_give_back() -> None:
    budget = Budget()

    def fail() -> None:
        with budget.share():
            budget.claim(LARGE)
            raise MediaError("x")

    with pytest.raises(MediaError):
        fail()
    assert budget._used == 0


@pytest.mark.parametrize("cut", [False, True], ids=["whole", "damaged"])
def test_photos_claim_what_they_need(cut: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    budget, claims = budgets.BUDGET, list[int]()
    monkeypatch.setattr(budget, "claim", lambda need: (claims.append(need), Budget.claim(budget, need)))
    data = saved(corners(4000, 3000), "PNG")
    path = tmp_path / "a.png"
    path.write_bytes(data[: len(data) // 2] if cut else data)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read_photo, [path] * 4))
    full_picture(path, 1000)
    assert len(claims) == 5
    assert min(claims) >= 4000 * 3000 * 4
    with pytest.raises(MediaError, match="too large"):
        read_photo(path, limits=Limits(memory_bytes=1 << 20))
    assert budget._used == 0
