"""What files say, read and written: the one place to take it from."""

from photoorg.media.said_differences import agree, beside, differences
from photoorg.media.said_editing import blocks_with, sidecar_with
from photoorg.media.said_reading import said_in
from photoorg.said import NOTHING, NamedRegion, Said, said_from, said_json

__all__ = [
    "NOTHING",
    "NamedRegion",
    "Said",
    "agree",
    "beside",
    "blocks_with",
    "differences",
    "said_from",
    "said_in",
    "said_json",
    "sidecar_with",
]
