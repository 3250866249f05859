"""What all decodes of the process may cost together: small ones pass, large ones wait for each other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

TOTAL_BYTES = 1 << 30
SMALL_BYTES = 32 << 20
"""A decode that needs less is neither counted nor kept waiting."""


class Budget:
    """Memory that threads share. A thread claims inside `share`, and gives all back at its end."""

    def __init__(self, total: int = TOTAL_BYTES) -> None:
        self._total = total
        self._used = 0
        self._changed = threading.Condition()
        self._turn = threading.Lock()
        self._mine = threading.local()
        self._ask: Callable[[int], None] | None = None

    def ask_instead(self, ask: Callable[[int], None]) -> None:
        """Let `ask` answer every claim that is not small: a helper process asks the one that has the budget."""
        self._ask = ask

    @contextmanager
    def share(self) -> Generator[None]:
        """What is claimed inside is given back when it ends, however it ends."""
        self._mine.claimed = 0
        try:
            yield
        finally:
            self._give_back()
            del self._mine.claimed

    def claim(self, need: int) -> None:
        """Wait until `need` bytes in all are this thread's. Who finds nobody else at work gets them, however many.

        Who waits holds nothing, so nobody waits in vain; and those who wait are served in turn, so that many of
        middling size do not keep out a large one. Outside of `share`, nothing is claimed.
        """
        if need < SMALL_BYTES or need <= getattr(self._mine, "claimed", need):
            return
        if self._ask is not None:
            self._ask(need)
            return
        self._give_back()
        with self._turn, self._changed:
            self._changed.wait_for(lambda: not self._used or self._used + need <= self._total)
            self._used += need
            self._mine.claimed = need

    def _give_back(self) -> None:
        if self._mine.claimed:
            with self._changed:
                self._used -= self._mine.claimed
                self._mine.claimed = 0
                self._changed.notify_all()


BUDGET = Budget()
"""The process's."""
