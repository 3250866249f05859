"""What reading may cost, and the one error that reading raises."""

from __future__ import annotations

from dataclasses import dataclass

from photoorg.outcomes import PhotoorgError


class MediaError(PhotoorgError):
    """A file that cannot be shown: one plain sentence."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may cost.

    `file_bytes` is the user's setting; `memory_bytes` bounds the file's bytes and its decoded pixels together. What
    threads may need together is the budget's affair.
    """

    file_bytes: int = 1 << 30
    memory_bytes: int = 620 << 20

    def check_file(self, size: int) -> None:
        """Raise MediaError for a file of `size` bytes that is empty or too large to read."""
        if size == 0:
            raise MediaError("The file is empty (0 bytes).")
        most = min(self.file_bytes, self.memory_bytes)
        if size > most:
            raise MediaError(f"The file is too large: {_megabytes(size)}, where the limit is {_megabytes(most)}.")

    def check_pixels(self, width: int, height: int, bytes_each: float, held: int = 0) -> int:
        """The memory that `width` x `height` pixels of `bytes_each` and `held` bytes more need.

        Raises MediaError if that is too much.
        """
        if width < 1 or height < 1:
            raise MediaError("The file is damaged: the picture has no pixels.")
        need = int(width * height * bytes_each) + held
        if need > self.memory_bytes:
            raise MediaError(
                f"The picture is too large: {width} x {height} pixels need {_megabytes(need)} of memory, "
                f"where the limit is {_megabytes(self.memory_bytes)}."
            )
        return need


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
