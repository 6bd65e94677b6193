"""Which mistake is it? Detectors look at the input and the output of a call, never at the learner's source.

A suite lists its detectors, the most specific first; the first that sees its mistake chooses the hint. So a learner's
wheel needs no wrong solutions to compare with.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..submission import Call, SubmissionError
from .expect import same

ARRAYS = ("Tensor", "ndarray")
HEAPS = ("set", "frozenset", "generator", "map", "filter", "zip", "dict_values", "dict_items")
"""What people return for a dict, and what cannot travel."""


@dataclass(frozen=True)
class Observation:
    """The failing call of a check."""

    args: tuple[Any, ...]
    result: Any
    error: SubmissionError | None
    earlier: list[Call] = field(default_factory=list)
    """The calls of the same check before it."""
    rendered: list[dict[str, Any]] = field(default_factory=list)
    """What the template that came back made of conversations: see `Submission.render`."""
    kwargs: dict[str, Any] = field(default_factory=dict)
    """The arguments that were passed by keyword."""

    @property
    def row(self) -> Any:
        """The first argument."""
        return self.args[0] if self.args else None

    @property
    def fields(self) -> dict[str, Any]:
        """The result if it is a dict, else an empty one."""
        return self.result if type(self.result) is dict else {}


class Detector(NamedTuple):
    """A mistake's hint and how to recognise the mistake."""

    hint: str
    sees: Callable[[Observation], bool]


FOREIGN = (
    ArithmeticError,  # numbers that are not finite or beyond a float
    AttributeError,
    LookupError,
    RecursionError,
    StopIteration,
    TypeError,
    ValueError,
)
"""What a detector raises about an output that it was not written for."""


def recognise(detectors: list[Detector], observation: Observation) -> str:
    """Return the hint id of the first detector that sees its mistake, or an empty text."""
    for detector in detectors:
        try:
            if detector.sees(observation):
                return detector.hint
        except FOREIGN:
            continue  # the output has a shape that this detector was not written for: not its mistake
    return ""


def returned_nothing(seen: Observation) -> bool:
    """The function returned None: it prints, or its `return` is missing."""
    return seen.error is None and seen.result is None


def returned_input(seen: Observation) -> bool:
    """The row came back as it was."""
    return seen.error is None and same(seen.result, seen.row)


def returned_bare(seen: Observation) -> bool:
    """A text or a list where `datasets.map` needs a dict."""
    error = seen.error
    if error is not None:
        return error.unsupported and error.path == "result" and error.found in HEAPS
    return type(seen.result) in (str, list)


def returned_token_ids(seen: Observation) -> bool:
    """Token ids where text is meant: of a row, or of each of its messages."""
    return any(_is_ids(place) or _is_lists_of_ids(place) for place in _places(seen))


def returned_tokens(seen: Observation) -> bool:
    """A list of tokens, some with the vocabulary's own sign for a space or a line break, where text is meant."""
    return any(type(place) is list and _are_tokens(place) for place in _places(seen))


def returned_batch(seen: Observation) -> bool:
    """A tensor, or ids with a batch dimension, for a single row."""
    error = seen.error
    if error is not None:
        unmade = error.type == "ImportError" and "tensors format" in error.message  # asked for, without torch
        decoded = error.type == "TypeError" and "'list' object cannot be interpreted as an integer" in error.message
        return error.found in ARRAYS or unmade or decoded
    return any(type(place) is list and len(place) == 1 and _is_ids(place[0]) for place in _places(seen))


def same_for_every_row(seen: Observation) -> bool:
    """An earlier call with another row gave the very same result."""
    if seen.error is not None or not seen.fields:
        return False
    return any(
        call.error is None and same(call.result, seen.result) and call.args[0] != seen.row for call in seen.earlier
    )


def loads_from_hub(seen: Observation) -> bool:
    """The function tries to load a tokenizer, a model or a data set by itself."""
    error = seen.error
    if error is None:
        return False
    words = ("huggingface.co", "Hub", "offline", "local_files_only", "requires the PyTorch library", "from_pretrained")
    return error.type in (
        "OSError",
        "ImportError",
        "ConnectionError",
        "LocalEntryNotFoundError",
        "OfflineModeIsEnabled",
    ) and any(word in error.message for word in words)


def loops_over_characters(seen: Observation) -> bool:
    """A loop over a text where a loop over messages is meant."""
    if seen.error is not None:
        return seen.error.type == "TypeError" and "string indices must be integers" in seen.error.message
    messages = seen.fields.get("messages", [])
    flat = [m for inner in messages for m in (inner if type(inner) is list else [inner])]
    return len(flat) > 2 and all(len(m["content"]) == 1 for m in flat)


def takes_text_for_messages(seen: Observation) -> bool:
    """A text goes to what wants a list or a dict: the template looks for messages in its characters."""
    methods = ("items", "get", "keys", "append", "extend")
    return (
        seen.error is not None
        and seen.error.type == "AttributeError"
        and seen.error.message in [f"'str' object has no attribute '{name}'" for name in methods]
    )


def gone_from_trl(seen: Observation) -> bool:
    """A name that TRL once had, as in the cells of older tutorials."""
    error = seen.error
    return error is not None and error.type == "ImportError" and "from 'trl" in error.message


def library_missing(seen: Observation) -> bool:
    """The file imports a library that is not installed."""
    return seen.error is not None and seen.error.type == "ModuleNotFoundError"


def message_without_role(seen: Observation) -> bool:
    """The template looks for a key that a message does not have."""
    error = seen.error
    known = ("has no attribute 'role'", "has no attribute 'content'")
    return error is not None and error.type == "UndefinedError" and any(word in error.message for word in known)


def list_around_messages(seen: Observation) -> bool:
    """A list of conversations, or of their texts, where one is meant."""
    messages, text = seen.fields.get("messages"), seen.fields.get("text")
    one = type(messages) is list and len(messages) == 1 and type(messages[0]) is list
    return one or (type(text) is list and len(text) == 1 and type(text[0]) is str)


def without_chat_template(seen: Observation) -> bool:
    """A tokenizer without a chat template is asked for one: those that are given have theirs."""
    return seen.error is not None and "chat_template is not set" in seen.error.message


def unknown_name(seen: Observation) -> bool:
    """A name that exists in the notebook, not in the file."""
    return seen.error is not None and seen.error.type in ("NameError", "UnboundLocalError")


def missing_column(seen: Observation) -> bool:
    """A key that the row does not have."""
    return seen.error is not None and seen.error.type == "KeyError" and not formats_content(seen)


def formats_content(seen: Observation) -> bool:
    """A content with braces goes through `str.format` or the like."""
    if seen.error is None or seen.error.type not in ("KeyError", "ValueError", "IndexError"):
        return False
    field = re.escape(seen.error.message.strip("'\""))
    braces = re.compile(r"\{[^}]*" + field)
    return re.search(r"\bformat\b", seen.error.message) is not None or any(
        braces.search(text) for text in _texts(seen.row)
    )


def _texts(value: Any) -> list[str]:
    """Return all texts in plain data, keys aside."""
    if type(value) is str:
        return [value]
    inner = value.values() if type(value) is dict else value if type(value) is list else ()
    return [text for item in inner for text in _texts(item)]


def _places(seen: Observation) -> list[Any]:
    """Return the result, its values and, where one is a dict, the values of that."""
    places = [seen.result, *seen.fields.values()]
    return places + [inner for place in places if type(place) is dict for inner in place.values()]


def _is_lists_of_ids(value: Any) -> bool:
    return type(value) is list and len(value) > 1 and all(_is_ids(item) for item in value)


def _are_tokens(values: list[Any]) -> bool:
    return all(type(item) is str for item in values) and any(item[:1] in ("Ġ", "Ċ") for item in values)


def _is_ids(value: Any) -> bool:
    return type(value) is list and len(value) > 0 and all(type(item) is int for item in value)
