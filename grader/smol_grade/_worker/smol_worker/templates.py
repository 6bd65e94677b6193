"""Rendering a learner's chat template, in a process that never ran the learner's file.

A template is a program too, which transformers runs in Jinja's sandbox: it reaches neither Python nor files. That it
loops or grows without end is for the process's limits to notice, and for the judge's deadline.
"""

from __future__ import annotations

from typing import Any

LONGEST = 100_000
"""Characters of a text that is worth looking at."""


class TooLong(Exception):
    """A template rendered a text that nobody needs to look at."""


def render(tokenizer: Any, template: str, conversations: list[dict[str, Any]], *, tokens: bool) -> list[dict[str, Any]]:
    """Return what a template makes of each `{messages, add_generation_prompt}`.

    `{text, ids, mask, runs}`: the token ids of the text, 1 for each that the template marks as the assistant's
    (`{% generation %}`; a template without marks none), and each run of marked or unmarked tokens as `[mark, text]`.
    Without `tokens`, the text alone. Where the template raised, `{error, line}`; line 0 where the error tells none.
    """
    answers: list[dict[str, Any]] = []
    for conversation in conversations:
        try:
            answers.append(_render(tokenizer, template, conversation, tokens=tokens))
        except TooLong as error:  # as the others will be; rendering them too would take minutes
            return [*answers, *[{"error": str(error), "line": 0}] * (len(conversations) - len(answers))]
    return answers


def _render(tokenizer: Any, template: str, conversation: dict[str, Any], *, tokens: bool) -> dict[str, Any]:
    messages = conversation["messages"]
    options = {"chat_template": template, "add_generation_prompt": conversation["add_generation_prompt"]}
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False, **options)
        if len(text) > LONGEST:
            raise TooLong(f"a text of {len(text)} characters")
        if not tokens:
            return {"text": text}
        encoded = tokenizer.apply_chat_template(
            messages, tokenize=True, return_dict=True, return_assistant_tokens_mask=True, **options
        )
    except (MemoryError, TooLong):
        raise
    except Exception as error:  # whatever the template does
        return {"error": _first_line(error), "line": _line(error)}
    mask = [int(marked) for marked in encoded["assistant_masks"]]
    ids = list(encoded["input_ids"])
    return {"text": text, "ids": ids, "mask": mask, "runs": _runs(tokenizer, ids, mask)}


def _runs(tokenizer: Any, ids: list[int], mask: list[int]) -> list[list[Any]]:
    starts = [at for at in range(len(ids)) if at == 0 or mask[at] != mask[at - 1]]
    ends = [*starts[1:], len(ids)]
    return [[mask[a], tokenizer.decode(ids[a:b])] for a, b in zip(starts, ends, strict=True)]


def _first_line(error: Exception) -> str:
    """Return type and message of an error; Jinja appends the line of the template, which is told apart."""
    message = getattr(error, "message", None)
    text = message if isinstance(message, str) else str(error)
    return f"{type(error).__name__}: {text}"[:500]


def _line(error: Exception) -> int:
    """Return the line of the template: syntax errors know it, others have it in their traceback."""
    line = getattr(error, "lineno", None)
    trace = error.__traceback__
    while line is None and trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            return trace.tb_lineno
        trace = trace.tb_next
    return line if isinstance(line, int) else 0
