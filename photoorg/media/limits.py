"""What reading may cost, and the one error that reading raises."""

from __future__ import annotations

from dataclasses import dataclass

from photoorg.outcomes import PhotoorgError

_ROW_BYTES = 16
"""What Pillow keeps of each row beside its pixels, for the two pictures that there are while one is made of another."""


class MediaError(PhotoorgError):
    """A file that cannot be shown: one plain sentence.

    `again` says that the file itself may be good, so that it is worth reading another time even if it stays as it is.
    """

    def __init__(self, sentence: str, *, again: bool = False) -> None:
        super().__init__(sentence)
        self.again = again


def may_pass(error: PhotoorgError) -> bool:
    """Whether the file itself may be good: no permission, no room on the disk. Decoders' errors have no number."""
    cause = error.__cause__
    system = isinstance(cause, MemoryError) or (isinstance(cause, OSError) and cause.errno is not None)
    return system or (isinstance(error, MediaError) and error.again)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may cost.

    `file_bytes` and `seconds` are the user's settings; `memory_bytes` bounds the file's bytes and its decoded pixels
    together, as far as they are known before. What threads may need together is the budget's affair. A helper process
    is ended after `seconds`, and when it takes `hard_bytes` more than it does at rest.
    """

    file_bytes: int = 1 << 30
    memory_bytes: int = 620 << 20
    seconds: float = 60

    @property
    def hard_bytes(self) -> int:
        """What a decoder may take that does not do what its format promises: twice as much, and some room."""
        return 2 * self.memory_bytes + (128 << 20)

    def too_slow(self) -> MediaError:
        """That a file takes too long."""
        return MediaError(f"It takes longer than {self.seconds:g} s to decode this file.")

    def too_hungry(self) -> MediaError:
        """That a file takes more memory than its header promises."""
        return MediaError(f"It takes more than {_megabytes(self.memory_bytes)} of memory to decode this file.")

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
        need = int(width * height * bytes_each) + held + _ROW_BYTES * height
        if need > self.memory_bytes:
            raise MediaError(
                f"The picture is too large: {width} x {height} pixels need {_megabytes(need)} of memory, "
                f"where the limit is {_megabytes(self.memory_bytes)}."
            )
        return need


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
