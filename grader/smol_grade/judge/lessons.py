"""What trainers are given to learn in a grading: conversations and source files, drawn anew in every run.

Each kind of token (what users say, what assistants say …) is written in an alphabet of its own, so that learning one
kind does not teach another: the loss on each kind then tells whether it was learnt.
"""

from __future__ import annotations

import functools
import random
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..submission import Asset
from .llama import IGNORED, TinyModel
from .world import ChatTokenizer, Rows, World

CHATS = 32
FILES = 20
HELD_OUT = 12
"""Conversations and files that the worker never sees."""
LINES = 3
"""Of a file, between its first and its last: long ones, so that nearly every file has more than 64 tokens."""
SCALE = 0.2
"""Standard deviation of the initial weights: large enough for adapters on a random model to make a difference."""
TOPICS = ("Cooking", "Everyday conversation", "Travel/Peru", "Mathematics")
ROLES = {"early": "assistant", "last": "assistant"}
ASSISTANT = ("early", "last", "end")
"""The kinds of token that assistants say: in earlier messages, in the last one, and their end tokens."""
SOURCE = ("first", "middle", "last", "line", "end")
"""The kinds of token of a file: in its first line, between, in its last line, line breaks, the end token."""


class Piece(NamedTuple):
    """Some tokens of an example, all of one kind."""

    kind: str
    ids: list[int]


Example = list[Piece]


def ids_and_labels(example: Example, learnt: Iterable[str]) -> tuple[list[int], list[int]]:
    """Return the token ids of an example, and its labels: the ids of the learnt kinds, `IGNORED` elsewhere."""
    wanted = set(learnt)
    ids = [token for piece in example for token in piece.ids]
    labels = [token if piece.kind in wanted else IGNORED for piece in example for token in piece.ids]
    return ids, labels


class Words:
    """Words of one run, three for each kind of token; everything to learn is made of them."""

    def __init__(self, draw: random.Random, alphabets: Mapping[str, str]) -> None:
        self._draw = draw
        self._words = {
            kind: ["".join(draw.sample(letters, 3)) for _ in range(3)] for kind, letters in alphabets.items()
        }

    def say(self, kind: str) -> str:
        """Return one or two words of a kind, one after the other."""
        return "".join(self._draw.choices(self._words[kind], k=self._draw.randint(1, 2)))


def chat_example(messages: Sequence[dict[str, str]], tokenizer: ChatTokenizer) -> Example:
    """Return a conversation as ChatML writes it, each token with its kind."""
    start, end, _ = tokenizer.special_tokens.all
    example = []
    for number, message in enumerate(messages, 1):
        assistant = message["role"] == "assistant"
        kind = ("last" if number == len(messages) else "early") if assistant else message["role"]
        example += [
            Piece("header", tokenizer.encode(f"{start}{message['role']}\n")),
            Piece(kind, tokenizer.encode(message["content"])),
            Piece("end" if assistant else "other", tokenizer.encode(end)),
            Piece("other", tokenizer.encode("\n")),
        ]
    return example


def file_example(content: str, tokenizer: ChatTokenizer) -> Example:
    """Return a file of several lines and the end token after it, each token with its kind."""
    lines = content.splitlines()
    kinds = ["first", *["middle"] * (len(lines) - 2), "last"]
    example = []
    for kind, line in zip(kinds, lines, strict=True):
        example += [Piece(kind, tokenizer.encode(line)), Piece("line", tokenizer.encode("\n"))]
    return [*example, Piece("end", tokenizer.encode(tokenizer.special_tokens.end))]


@dataclass(frozen=True, eq=False)
class Lesson:
    """What one run's trainers are given, and what they are measured with."""

    model: TinyModel
    tokenizer: ChatTokenizer
    rows: Rows
    prepared: list[Example]
    """The rows, token by token."""
    learnt: tuple[str, ...]
    """The kinds of token that are to be learnt."""
    held_out: list[Example]

    @property
    def assets(self) -> tuple[Asset, Asset, Asset]:
        """Model, tokenizer and rows, as the functions take them."""
        return self.model, self.tokenizer, self.rows


@functools.lru_cache(maxsize=8)
def chats(world: World, name: str) -> Lesson:
    """Return the conversations of a run: rows like smoltalk's, of one and of two exchanges, some with a system message.

    What assistants say last is never what they say earlier.
    """
    tokenizer, model, draw = _drawn(world, name)
    words = Words(
        draw,
        {
            "system": "ABCDEFGHIJKLM",
            "user": "NOPQRSTUVWXYZ",
            "early": string.digits,
            "last": string.ascii_lowercase,
        },
    )

    def conversation(number: int) -> list[dict[str, str]]:
        kinds = ["system"] * (number % 4 < 2) + ["user", "early"] * (number % 2) + ["user", "last"]
        return [{"role": ROLES.get(kind, kind), "content": words.say(kind)} for kind in kinds]

    talks = [conversation(number) for number in range(CHATS + HELD_OUT)]
    rows = [{"messages": messages, "full_topic": draw.choice(TOPICS)} for messages in talks[:CHATS]]
    examples = [chat_example(messages, tokenizer) for messages in talks]
    return Lesson(model, tokenizer, Rows(f"{name}/rows", rows), examples[:CHATS], ASSISTANT, examples[CHATS:])


@functools.lru_cache(maxsize=8)
def files(world: World, name: str) -> Lesson:
    """Return the source files of a run: rows like those of the-stack-smol, in a language that nobody speaks."""
    tokenizer, model, draw = _drawn(world, name)
    words = Words(
        draw,
        {
            "first": string.digits,
            "middle": "ABCDEFGHIJKLM",
            "last": "NOPQRSTUVWXYZ",
            "path": string.ascii_lowercase,
        },
    )

    def row() -> dict[str, Any]:
        middle = ["=".join(words.say("middle") for _ in range(5)) for _ in range(LINES)]
        content = "\n".join([f"!{words.say('first')}", *middle, f"@{words.say('last')}", ""])
        lengths = [len(line) for line in content.splitlines()]
        return {
            "content": content,
            "avg_line_length": sum(lengths) / len(lengths),
            "max_line_length": max(lengths),
            "alphanum_fraction": sum(map(str.isalnum, content)) / len(content),
            "licenses": ["MIT"],
            "repository_name": f"{words.say('path')}/{words.say('path')}",
            "path": f"{words.say('path')}/{words.say('path')}.f",
            "size": len(content),
            "lang": "FORTRAN",
        }

    rows = [row() for _ in range(FILES)]
    held_out = [file_example(row()["content"], tokenizer) for _ in range(HELD_OUT - 4)]
    for column in ("path", "repository_name"):
        held_out += [[Piece("path", tokenizer.encode(str(row()[column])))] for _ in range(4)]
    start = tokenizer.special_tokens.start
    held_out += [[Piece(f"{role} header", tokenizer.encode(f"{start}{role}"))] for role in ("user", "assistant")]
    prepared = [file_example(str(row["content"]), tokenizer) for row in rows]
    return Lesson(model, tokenizer, Rows(f"{name}/rows", rows), prepared, SOURCE, held_out)


def _drawn(world: World, name: str) -> tuple[ChatTokenizer, TinyModel, random.Random]:
    tokenizer = world.tokenizer(f"{name}/tokenizer", marks_generation=True)
    model = world.model(f"{name}/model", tokenizer, scale=SCALE, layers=1)
    return tokenizer, model, world.random(f"{name}/rows")
