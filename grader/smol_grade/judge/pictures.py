"""Questions whose answers are in a picture, drawn anew in every run, and what trained weights answer to them.

Each picture has one colour, and what the assistant says depends on nothing else: a training that does not show the
model its pictures can learn which words are answers, and not which of them. Measured ranges:
docs/design/0016-vision-language.md.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .detect import Observation
from .expect import mismatch
from .idefics3 import SeeingModel, SeeingNetwork, Sight, draw_seeing_model
from .lessons import SCALE, Example, Piece, Words
from .mistakes import state_of
from .training import Learning, weights_of
from .vision import Example as Row
from .vision import Picture, PictureRows, Processor, draw_processor
from .world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 24
"""Of a training whose losses are measured; batches of 8 rows."""
RATE = 1e-2
ROWS = 32
HELD_OUT = 12
"""Rows that the worker never sees: other shades, other sizes, other questions."""
LOOKED_AT = 6
"""Rows that detectors look at."""
COLOURS = 3
SEEN = 2.0
"""Nats by which an answer's first token must be likelier with the right picture than with another."""
SHADE = 40
"""How far a picture's channels may be from those of its colour, of 255."""
CORNERS = ((0, 0, 0), (255, 255, 0), (255, 0, 255), (0, 255, 255))
"""Colours of which any two differ in two channels; their complements are white, blue, green and red."""
SIGHT = Sight(scale=1)
"""No pixel shuffle: of sixteen vectors a picture is learnt in fewer steps than of four."""
ALPHABETS = {"system": "ABCDEFGHIJKLM", "user": "NOPQRSTUVWXYZ"}
ANSWERS = ("abcdefgh", "ijklmnop", "qrstuvwx")
"""Letters of the answers, for each colour."""


class Asked(NamedTuple):
    """A row that the worker never sees."""

    example: Example
    """Its tokens by kind: header, image, system, user, first, answer, end, other.

    `first` is an answer's first token, which only the picture tells; `answer` is its rest.
    """
    picture: NDArray[np.float64]
    """[3, edge, edge]"""
    another: NDArray[np.float64]
    """A picture of another colour."""


@dataclass(frozen=True, eq=False)
class PictureLesson:
    """What one run's trainers are given, and what they are measured with."""

    model: SeeingModel
    processor: Processor
    rows: PictureRows
    held_out: list[Asked]

    @property
    def assets(self) -> tuple[SeeingModel, Processor, PictureRows]:
        """Model, processor and rows, as the functions take them."""
        return self.model, self.processor, self.rows


@functools.lru_cache(maxsize=8)
def picture_lesson(world: World, name: str) -> PictureLesson:
    """Return a run's questions: one picture each, half of them with a system message."""
    processor = draw_processor(world, name, edge=SIGHT.edge, seats=SIGHT.seats, marks_generation=True)
    model = draw_seeing_model(world, f"{name}/model", processor, scale=SCALE, sight=SIGHT, layers=1)
    draw = world.random(f"{name}/rows")
    words = Words(draw, ALPHABETS)
    turned = draw.choice([0, 255])
    corners = [tuple(abs(turned - channel) for channel in corner) for corner in draw.sample(CORNERS, k=COLOURS)]
    answers = ["".join(draw.sample(letters, 4)) for letters in ANSWERS]

    def row(number: int) -> Row:
        colour = number % COLOURS
        messages = [_said("system", words.say("system"))] if number // COLOURS % 2 else []
        question = _said("user", words.say("user"))
        question["content"].insert(0, {"type": "image"})
        return Row([_shade(draw, corners[colour])], [*messages, question, _said("assistant", answers[colour])])

    rows = [row(number) for number in range(ROWS + HELD_OUT)]
    others = [_shade(draw, corners[(number + 1) % COLOURS]) for number in range(ROWS, ROWS + HELD_OUT)]
    held_out = [
        Asked(picture_tokens(one, processor), pixels(one.pictures[0]), pixels(other))
        for one, other in zip(rows[ROWS:], others, strict=True)
    ]
    return PictureLesson(model, processor, PictureRows(f"{name}/rows", rows[:ROWS]), held_out)


def _said(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": [{"type": "text", "text": text}]}


def _shade(draw: random.Random, corner: tuple[int, ...]) -> Picture:
    colour = tuple(abs(channel - draw.randint(0, SHADE)) for channel in corner)
    return Picture(mode="RGB", width=draw.randint(12, 40), height=draw.randint(12, 40), colour=colour)


def pixels(picture: Picture) -> NDArray[np.float64]:
    """Return what a model is shown of a picture: [3, edge, edge], from -1 to 1."""
    return np.broadcast_to(np.asarray(picture.seen)[:, None, None], (3, SIGHT.edge, SIGHT.edge))


def picture_tokens(row: Row, processor: Processor) -> Example:
    """Return a row of one picture as the template writes it, each token with its kind: see `Asked`."""
    tokenizer = processor.tokenizer
    start, end, _ = tokenizer.special_tokens.all
    example = []
    for message in row.messages:
        kind = "answer" if message["role"] == "assistant" else message["role"]
        example.append(Piece("header", tokenizer.encode(f"{start}{message['role']}\n")))
        for part in message["content"]:
            image = part["type"] == "image"
            ids = tokenizer.encode(processor.written(row.pictures[0]) if image else part["text"])
            if kind == "answer":
                example.append(Piece("first", ids[:1]))
                ids = ids[1:]
            example.append(Piece("image" if image else kind, ids))
        example.append(Piece("end" if kind == "answer" else "other", tokenizer.encode(end)))
        example.append(Piece("other", tokenizer.encode("\n")))
    return example


def picture_learning(result: dict[str, Any], lesson: PictureLesson) -> Learning:
    """Return what the weights that a training left have learnt, kind by kind.

    The kind `blind` is the loss of answers' first tokens where a picture of another colour is shown.
    """
    return _learning(result["weights"], lesson)


def expect_seen(found: Learning) -> None:
    """Require that answers hang on the picture: another one makes their first tokens less likely."""
    gap = found.after["blind"] - found.after["first"]
    if not gap > SEEN:
        raise mismatch("picture", where="images", expected=f"> {SEEN:.2f}", got=f"{gap:.2f}", found=f"{gap:.2f}")


@functools.lru_cache(maxsize=8)
def _learning(weights: bytes, lesson: PictureLesson) -> Learning:
    after = weights_of(weights, lesson.model)
    with np.errstate(all="ignore"):  # weights that are not finite
        return Learning(_losses_before(lesson), _losses(lesson.model.network(after), lesson))


@functools.lru_cache(maxsize=8)
def _losses_before(lesson: PictureLesson) -> dict[str, float]:
    return _losses(lesson.model.network(lesson.model.weights), lesson)


def shares(seen: Observation, kinds: tuple[str, ...]) -> dict[str, float]:
    """Return, for detectors, which share of its loss each kind of token has kept on the rows that were trained with."""
    model, processor, rows = seen.args[:3]
    weights = state_of(seen.result["weights"])
    networks = [model.network(model.weights), model.network({name: weights[name] for name in model.weights})]
    sums = {kind: [0.0, 0.0] for kind in kinds}
    for row in rows.examples[:LOOKED_AT]:
        for number, network in enumerate(networks):
            for kind, loss in _each(network, picture_tokens(row, processor), pixels(row.pictures[0])):
                if kind in sums:
                    sums[kind][number] += loss
    return {kind: after / before for kind, (before, after) in sums.items()}


def _losses(network: SeeingNetwork, lesson: PictureLesson) -> dict[str, float]:
    sums: dict[str, list[float]] = {}
    for asked in lesson.held_out:
        for kind, loss in _each(network, asked.example, asked.picture):
            sums.setdefault(kind, []).append(loss)
        blind = [loss for kind, loss in _each(network, asked.example, asked.another) if kind == "first"]
        sums.setdefault("blind", []).extend(blind)
    return {kind: sum(losses) / len(losses) for kind, losses in sums.items()}


def _each(network: SeeingNetwork, example: Example, picture: NDArray[np.float64]) -> Iterator[tuple[str, float]]:
    ids = [token for piece in example for token in piece.ids]
    kinds = [piece.kind for piece in example for _ in piece.ids]
    return zip(kinds[1:], network.losses(ids, ids, [picture]).tolist(), strict=True)
