"""Reward functions as GRPOTrainer of TRL calls them, and the mistakes that all of them share."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

from . import detect, rows
from .detect import Detector, Observation
from .expect import expect_type, mismatch, show, type_name
from .world import SYLLABLES, Function

TOLERANCE = 1e-6
LOG_EXTRA = Function("log_extra", "def log_extra(column, values):\n    pass\n")
LOG_METRIC = Function("log_metric", "def log_metric(name, value):\n    pass\n")
KEYWORDS = ("prompts", "completions", "completion_ids", "trainer_state", "log_extra", "log_metric")
"""What TRL 1.16 passes beside the columns of the data set; frozen cases hold it equal to a real trainer."""


def as_chat(text: str) -> list[dict[str, str]]:
    """Return a completion as a trainer has it where the prompts are conversations."""
    return [{"role": "assistant", "content": text}]


def text_of(completion: Any) -> str:
    """Return the text of a completion."""
    text: str = completion if type(completion) is str else completion[0]["content"]
    return text


def told(draw: random.Random, completions: Sequence[Any], **columns: Any) -> dict[str, Any]:
    """Return all that GRPOTrainer passes, by name; `columns` are those of the data set, a drawn one comes with them.

    The prompts have the form of the completions. No token ids, and nothing else, tell the text of a completion.
    """
    questions = [draw.choice(rows.QUESTIONS) for _ in completions]
    chats = any(type(completion) is not str for completion in completions)
    drawn = "".join(draw.choices(SYLLABLES, k=3))
    return {
        "prompts": [[{"role": "user", "content": text}] for text in questions] if chats else questions,
        "completions": list(completions),
        "completion_ids": [[draw.randrange(300) for _ in range(draw.randint(1, 9))] for _ in completions],
        **columns,
        drawn: [draw.choice((draw.randrange(9), "", None)) for _ in completions],
        "trainer_state": None,
        "log_extra": LOG_EXTRA,
        "log_metric": LOG_METRIC,
    }


def expect_rewards(got: Any, wanted: Sequence[float | None]) -> None:
    """Require a list of these numbers; an int is a number too, a bool is not."""
    expect_type(got, list)
    if len(got) != len(wanted):
        raise mismatch("shape", expected=f"a list of {len(wanted)}", got=got, found=str(len(got)))
    for index, (value, right) in enumerate(zip(got, wanted, strict=True)):
        if right is not None and value is not None and type(value) not in (int, float):
            where, found = f"result[{index}]", type_name(value)
            raise mismatch("type", where=where, expected="float", got=value, kind="float", found=found)
    if any(not same_reward(value, right) for value, right in zip(got, wanted, strict=True)):
        raise mismatch("equal", expected=show(list(wanted)), got=got, compared=(list(wanted), got))


def same_reward(value: Any, right: float | None) -> bool:
    """Return whether a reward is the right one, as a number."""
    if right is None or value is None:
        return right is None and value is None
    if type(value) is int:
        return bool(value == right)
    return type(value) is float and math.isclose(value, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


# mistakes


def _takes_too_little(seen: Observation) -> bool:
    """Something that a trainer passes is not among the parameters."""
    return seen.error is not None and seen.error.type == "TypeError" and "unexpected keyword" in seen.error.message


def _no_plain_numbers(seen: Observation) -> bool:
    """Tensors, NumPy's numbers, texts or bools where floats are meant."""
    if seen.error is not None:
        return seen.error.unsupported and seen.error.found in ("Tensor", "ndarray", "float32", "float64", "bool")
    return type(seen.result) is list and any(type(value) in (bool, str, bytes, list) for value in seen.result)


def _single_number(seen: Observation) -> bool:
    """One number, or a dict, for all completions."""
    return seen.error is None and type(seen.result) in (int, float, bool, dict, str)


def _other_count(seen: Observation) -> bool:
    """More rewards than completions, or fewer."""
    return seen.error is None and len(seen.result) != len(_completions(seen))


def _chats_unread(seen: Observation) -> bool:
    """What one does with a text is done to a list of messages."""
    if seen.error is None or not any(type(item) is list for item in _completions(seen)):
        return False
    words = ("'list' object has no attribute", "expected string", "list indices", "not 'list'", "got 'list'")
    message = seen.error.message
    return any(word in message for word in (*words, "'dict' object", "not 'dict'", "must be str", "not list"))


def _texts_unread(seen: Observation) -> bool:
    """What one does with a list of messages is done to a text."""
    if seen.error is None or not any(type(item) is str for item in _completions(seen)):
        return False
    words = ("string indices", "'str' object", "string index")
    return any(word in seen.error.message for word in words)


def _completions(seen: Observation) -> list[Any]:
    found: list[Any] = seen.kwargs["completions" if "completions" in seen.kwargs else "completion_ids"]
    return found


OF_CALLS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("takes_too_little", _takes_too_little),
    Detector("chats_unread", _chats_unread),
    Detector("texts_unread", _texts_unread),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("single_number", _single_number),
    Detector("no_plain_numbers", _no_plain_numbers),
    Detector("other_count", _other_count),
]
"""What was raised, or returned in another form than a list of numbers. The hints are in the unit's `texts.toml`."""
