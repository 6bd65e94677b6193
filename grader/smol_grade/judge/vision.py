"""What a vision-language processor makes of pictures and messages: drawn processors, an oracle without transformers.

An `Idefics3Processor` (Laurençon et al. 2024, https://arxiv.org/abs/2408.12637; SmolVLM is one too) replaces `<image>`
in a text by as many tokens as its model makes vectors of the picture, and cuts large pictures into tiles, each with a
token for its row and column. The frozen cases of `dev check` hold this oracle equal to transformers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ..records import Record
from ..submission import Asset
from . import tiles
from .llama import IGNORED
from .world import ChatTokenizer, World

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

IMAGE = "<image>"
AROUND = "<fake_token_around_image>"
WHOLE = "<global-img>"
TILES = 3
"""Tiles that the longer side of a picture is cut into, at most."""
IMAGE_TOKENS = (
    *(IMAGE, AROUND, WHOLE, "<end_of_utterance>"),
    *(f"<row_{row}_col_{column}>" for row in range(1, TILES + 1) for column in range(1, TILES + 1)),
)
"""The special tokens that an Idefics3 needs, by the names that its processor gives them."""


class Picture(Record, frozen=True):
    """A picture of one colour. Nothing that a processor does to its size changes that."""

    mode: str
    """`L`, `RGB` or an opaque `RGBA`."""
    width: int
    height: int
    colour: tuple[int, ...]
    """One number for each channel of the mode, from 0 to 255."""

    @property
    def seen(self) -> tuple[float, float, float]:
        """The colour as a model sees it: red, green and blue, from -1 to 1."""
        red, green, blue = self.colour * 3 if self.mode == "L" else self.colour[:3]
        return red / 127.5 - 1, green / 127.5 - 1, blue / 127.5 - 1

    @property
    def plain(self) -> dict[str, Any]:
        """What travels."""
        return {"mode": self.mode, "width": self.width, "height": self.height, "colour": list(self.colour)}


class Example(NamedTuple):
    """One row: its pictures, and messages whose contents are lists of parts."""

    pictures: list[Picture]
    messages: list[dict[str, Any]]


class Pictures(Asset):
    """Rows `{"images", "messages"}` that arrive as a list of dicts with PIL images, the same one in each call."""

    examples: list[Example]

    def __init__(self, name: str, examples: list[Example], *, kind: str = "pictures") -> None:
        rows = [{"images": [one.plain for one in row.pictures], "messages": row.messages} for row in examples]
        super().__init__(name, kind, {"rows": rows})
        object.__setattr__(self, "examples", examples)


class PictureRows(Pictures):
    """The same rows as a `datasets.Dataset`."""

    def __init__(self, name: str, examples: list[Example]) -> None:
        super().__init__(name, examples, kind="picture_dataset")


class Token(NamedTuple):
    """One token of a row, and what it belongs to."""

    id: int
    part: str
    """asked (what stands before the answer), image (all that stands for a picture), answer, end, break"""

    @property
    def label(self) -> int:
        """What a model learns here."""
        return self.id if self.part in ("answer", "end") else IGNORED


@dataclass(frozen=True)
class Batch:
    """What a collator makes of some rows."""

    rows: list[list[Token | None]]
    """Equally long; None stands for padding."""
    pixel_values: NDArray[np.float32]
    """[rows, tiles, 3, edge, edge]"""
    pixel_attention_mask: NDArray[np.int64]
    """[rows, tiles, edge, edge]"""


class Processor(Asset):
    """A drawn processor: an asset for the worker, an oracle for the judge."""

    tokenizer: ChatTokenizer
    edge: int
    """Width and height of a tile, in pixels."""
    seats: int
    """Tokens that stand for a tile."""

    def __init__(
        self, name: str, tokenizer: ChatTokenizer, *, edge: int, seats: int, splits: bool, padding_side: str
    ) -> None:
        images = {
            "size": {"longest_edge": TILES * edge},
            "max_image_size": {"longest_edge": edge},
            "do_image_splitting": splits,
        }
        data = {"tokenizer": tokenizer.data, "images": images, "image_seq_len": seats, "padding_side": padding_side}
        super().__init__(name, "processor", data)
        object.__setattr__(self, "tokenizer", tokenizer)
        object.__setattr__(self, "edge", edge)
        object.__setattr__(self, "seats", seats)

    @property
    def pad(self) -> int:
        """The id of the token that rows are padded with."""
        return self.tokenizer.id_of(self.tokenizer.data["special_tokens"]["pad_token"])

    @property
    def end(self) -> int:
        """The id of the end token."""
        return self.tokenizer.id_of(self.tokenizer.special_tokens.end)

    @cached_property
    def image_ids(self) -> frozenset[int]:
        """The ids of the tokens that stand for pictures."""
        return frozenset(self.tokenizer.id_of(token) for token in IMAGE_TOKENS)

    def grid(self, picture: Picture) -> tuple[int, int]:
        """Return how many rows and columns of tiles a picture is cut into, 0 and 0 if it stays whole.

        Its longer side is as long as `TILES` tiles, and its shorter side becomes a multiple of a tile.
        """
        if not self.data["images"]["do_image_splitting"]:
            return 0, 0
        model = tiles.Model(image_size=self.edge, patch_size=1, scale_factor=1, longest_edge=TILES * self.edge)
        return tiles.grid(picture.height, picture.width, model, tiles.by_quotient, tiles.by_quotient)

    def frames(self, picture: Picture) -> int:
        """Return how many tiles a model is shown of a picture, the whole one included."""
        rows, columns = self.grid(picture)
        return rows * columns + 1

    def written(self, picture: Picture) -> str:
        """Return what stands in a text for a picture."""
        rows, columns = self.grid(picture)
        seats = IMAGE * self.seats
        lines = [
            "".join(f"{AROUND}<row_{row}_col_{column}>{seats}" for column in range(1, columns + 1)) + "\n"
            for row in range(1, rows + 1)
        ]
        return "".join(lines) + ("\n" if lines else "") + f"{AROUND}{WHOLE}{seats}{AROUND}"

    def tokens(self, example: Example) -> list[Token]:
        """Return the tokens of a row, given that its pictures and their places are equally many."""
        *before, answer = example.messages
        prompt = self.tokenizer.render(before, add_generation_prompt=True)
        texts = prompt.split(IMAGE)
        asked = texts[0]
        for picture, text in zip(example.pictures, texts[1:], strict=True):
            asked += self.written(picture) + text
        said = "".join(part["text"] for part in answer["content"])
        end = self.tokenizer.special_tokens.end
        parts = [
            *(("image" if one in self.image_ids else "asked", one) for one in self.tokenizer.encode(asked)),
            *(("answer", one) for one in self.tokenizer.encode(said)),
            *(("end", one) for one in self.tokenizer.encode(end)),
            *(("break", one) for one in self.tokenizer.encode("\n")),
        ]
        return [Token(one, part) for part, one in parts]

    def batch(self, examples: Sequence[Example]) -> Batch:
        """Return what is to be made of some rows, padded on the tokenizer's side."""
        import numpy as np

        rows = [self.tokens(example) for example in examples]
        longest = max(map(len, rows))
        padding: list[list[Token | None]] = [[None] * (longest - len(row)) for row in rows]
        left = self.data["padding_side"] == "left"
        padded = [[*rest, *row] if left else [*row, *rest] for row, rest in zip(rows, padding, strict=True)]
        shown = [[one.seen for one in row.pictures for _ in range(self.frames(one))] for row in examples]
        size = (len(rows), max(map(len, shown)))
        values = np.zeros((*size, 3, self.edge, self.edge), np.float32)
        mask = np.zeros((*size, self.edge, self.edge), np.int64)
        for number, colours in enumerate(shown):
            values[number, : len(colours)] = np.asarray(colours)[:, :, None, None]
            mask[number, : len(colours)] = 1
        return Batch(padded, values, mask)


def draw_processor(
    world: World,
    name: str,
    *,
    edge: int = 16,
    seats: int = 4,
    splits: bool = False,
    padding_side: str = "right",
    pads_with_end: bool = False,
    marks_generation: bool = False,
) -> Processor:
    """Return the run's processor of that name, around a drawn tokenizer.

    `pads_with_end`: the end token is the padding token too. `marks_generation`: see `World.tokenizer`.
    """
    tokenizer = world.tokenizer(f"{name}/tokenizer", marks_generation=marks_generation, image_tokens=IMAGE_TOKENS)
    if pads_with_end:
        tokenizer = tokenizer.padded_with(tokenizer.special_tokens.end)
    return Processor(f"{name}/processor", tokenizer, edge=edge, seats=seats, splits=splits, padding_side=padding_side)
