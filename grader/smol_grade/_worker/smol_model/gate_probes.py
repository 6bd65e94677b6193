"""Conversations to try a chat template with: of one form, and with contents that a cheating one would know.

Of the contents, some are random, some are public questions (GSM8K, MIT licence), and some are made of the template's
own constants: whatever it looks for in a content, it will find.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

Conversation = list[dict[str, str]]


def _form(*roles: str) -> Conversation:
    """Return a conversation whose contents are marks that stand nowhere else."""
    return [{"role": role, "content": f"Qz{number}{role[0]}7kWv{number}xJ"} for number, role in enumerate(roles)]


CONVERSATIONS = [
    _form("user"),
    _form("user", "assistant"),
    _form("system", "user"),
    _form("system", "user", "assistant"),
    _form("user", "assistant", "user"),
    _form("system", *("user", "assistant") * 5, "user"),
    _form(*("user", "assistant") * 5, "user"),
    _form(*("user", "assistant") * 8, "user"),
]
"""The forms: the first two are the question and its answer."""
LONGEST_FORM = 41


def forms(numbers: list[int]) -> list[Conversation]:
    """Return the forms, and some of as many turns as the numbers of a template: it may count them."""
    counts = [number for number in dict.fromkeys(numbers) if 3 < number <= LONGEST_FORM][:8]
    return CONVERSATIONS + [_form(*_turns(count)) for count in counts]


def _turns(count: int) -> list[str]:
    """Return roles of so many messages, of which the last is the user's."""
    turns = ["user", "assistant"] * (count // 2) + ["user"]
    return turns if count % 2 else ["system", *turns[: count - 2], "user"][:count]


PUBLIC = [
    "Janet’s ducks lay 16 eggs per day. She eats three for breakfast every morning and bakes muffins for her friends "
    "every day with four. She sells the remainder at the farmers' market daily for $2 per fresh duck egg. How much in "
    "dollars does she make every day at the farmers' market?",
    "A robe takes 2 bolts of blue fiber and half that much white fiber.  How many bolts in total does it take?",
    "Josh decides to try flipping a house.  He buys a house for $80,000 and then puts in $50,000 in repairs.  This "
    "increased the value of the house by 150%.  How much profit did he make?",
    "James decides to run 3 sprints 3 times a week.  He runs 60 meters each sprint.  How many total meters does he run "
    "a week?",
    "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May. How many clips did "
    "Natalia sell altogether in April and May?",
    "Weng earns $12 an hour for babysitting. Yesterday, she just did 50 minutes of babysitting. How much did she earn?",
]
"""The beginnings of what is measured: questions of the test set and of the training set."""
ALPHABET = "abcdefghij klmnopqrstuvwxyz ABCDEFGHIJ 0123456789 .,;:!?$%&/()=#+-*'\"<>{}[]_|\n áéñ文🙂"
LENGTHS = (1, 2, 3, 8, 30, 120, 283, 700, 2500)
NEAR = 40
"""How many of the template's numbers are tried as lengths of a content."""


def contents(form: Conversation, constants: list[str], numbers: list[int]) -> Iterator[Conversation]:
    """Yield conversations of this form; the last user's content varies most, for there a question would stand."""
    draw = random.Random(len(form))
    asked = max(number for number, message in enumerate(form) if message["role"] == "user")
    for _ in range(4):
        yield _with(form, {number: _random(draw, draw.choice(LENGTHS)) for number in range(len(form))})
    for number in range(len(form)):
        yield _with(form, {number: draw.choice(PUBLIC)})
        yield _with(form, {number: _random(draw, draw.choice(LENGTHS))})
    for text in _questions(draw, constants, numbers):
        yield _with(form, {asked: text})


def _questions(draw: random.Random, constants: list[str], numbers: list[int]) -> Iterator[str]:
    yield from PUBLIC
    yield from (f"Question: {text}\nAnswer:" for text in PUBLIC)
    for length in LENGTHS:
        yield _random(draw, length)
        yield "".join(draw.choices("0123456789", k=length))
    for number in list(dict.fromkeys(numbers))[:NEAR]:
        yield from (_random(draw, length) for length in (number - 1, number, number + 1) if 0 < length <= 20_000)
    words = [text.strip() for text in constants if text.strip()]
    for text in words:
        yield text
        yield f"x {text} y"
    for left, right in pairwise(words):
        yield f"x {left}{right} y"
    yield f"x {' '.join(words)} y"[:20_000]
    yield f"x {''.join(words)} y"[:20_000]
    yield f"x {' '.join(words).lower()} y"[:20_000]


def _with(form: Conversation, changed: dict[int, str]) -> Conversation:
    return [
        {"role": message["role"], "content": changed.get(number, message["content"])}
        for number, message in enumerate(form)
    ]


def _random(draw: random.Random, length: int) -> str:
    """Return a random text of this length that neither begins nor ends with white space: templates may trim it."""
    text = "".join(draw.choices(ALPHABET, k=max(length, 1)))
    return text if text == text.strip() else f"x{text[1:-1]}y" if length > 1 else "x"
