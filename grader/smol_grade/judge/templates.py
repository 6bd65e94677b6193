"""What the suites about templates that learners write share: comparing what they render and mark, naming mistakes.

A learner's template is rendered by `submission.render`, never here: on this side Jinja runs only templates of ours.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from ..records import Sentence
from . import rows
from .chat import Messages
from .detect import Observation
from .expect import Mismatch, expect_type, mismatch

OPEN, CLOSE = "«", "»"
"""Around marked text in what a report shows."""
LONG = 1000
"""Characters from which on a text costs more time than it finds mistakes: templates do not count."""


@cache
def _compiled(template: str) -> Any:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True).from_string(template)


def rendered(template: str, messages: Messages, *, add_generation_prompt: bool = False) -> str:
    """Return what a template of ours makes of the messages."""
    text: str = _compiled(template).render(messages=messages, add_generation_prompt=add_generation_prompt)
    return text


def conversation(draw: random.Random, *, system: bool, turns: int) -> Messages:
    """Return a conversation of `turns` questions and answers with harmless contents, all different."""
    messages = [{"role": "system", "content": draw.choice(rows.SYSTEMS)}] if system else []
    pairs = zip(draw.sample(rows.QUESTIONS, turns), draw.sample(rows.ANSWERS, turns), strict=True)
    for question, answer in pairs:
        messages += [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return messages


def awkward(draw: random.Random) -> list[Messages]:
    """Return conversations in which every text that breaks hand-made formatting stands in each of the three roles."""
    found = []
    texts = [text for text in rows.AWKWARD if len(text) < LONG]
    for system, user, assistant in zip(*(draw.sample(texts, k=len(texts)) for _ in range(3)), strict=True):
        contents = {"system": system, "user": user, "assistant": assistant}
        found.append([{"role": role, "content": content} for role, content in contents.items()])
    return found


def expect_template(result: Any) -> str:
    """Require a text, the template."""
    expect_type(result, str)
    template: str = result
    return template


def expect_renders(rendering: dict[str, Any], expected: str) -> None:
    """Require that a template rendered a conversation to this text, character for character."""
    expect_runs(rendering)
    if rendering["text"] != expected:
        sentence = Sentence(key="expect.rendered", fields={"about": about(rendering)})
        raise Mismatch(sentence, where="text", expected=expected, got=rendering["text"], exact=True)


def expect_runs(rendering: dict[str, Any]) -> None:
    """Require that a template could be rendered."""
    if "error" in rendering:
        key = "template_error_line" if rendering["line"] else "template_error"
        raise mismatch(key, line=rendering["line"], problem=rendering["error"])


def expect_marks(rendering: dict[str, Any], runs: list[list[Any]]) -> None:
    """Require that a template marked the tokens of these runs of a text; `runs` as in `smol_worker.templates`.

    In a text that is otherwise not what it should be (of that speaks another check), the marked parts are compared.
    """
    got, expected = rendering["runs"], runs
    if rendering["text"] != "".join(text for _, text in runs):
        got, expected = ([run for run in found if run[0]] for found in (got, expected))
    if got != expected:
        sentence = Sentence(key="expect.marks", fields={"about": about(rendering)})
        shown, wanted = with_signs(got), with_signs(expected)
        raise Mismatch(sentence, where="marks", expected=wanted, got=shown, exact=True)


def with_signs(runs: list[list[Any]]) -> str:
    """Return a text with signs around its marked runs of tokens."""
    return "".join(f"{OPEN}{text}{CLOSE}" if mark else text for mark, text in runs)


def about(rendering: dict[str, Any]) -> str:
    """Return the roles of a conversation, and whether a generation prompt was asked for."""
    roles = ", ".join(message["role"] for message in rendering["messages"])
    return f"{roles} + add_generation_prompt" if rendering["add_generation_prompt"] else roles


def renderings(seen: Observation) -> Iterator[dict[str, Any]]:
    """Yield what came out of the template where it could be rendered."""
    return (rendering for rendering in seen.rendered if "error" not in rendering)


def broke(seen: Observation) -> bool:
    """Jinja could not render the template."""
    return any("error" in rendering for rendering in seen.rendered)


def assigns_without_namespace(seen: Observation) -> bool:
    """`{% set ns.x = … %}` where `ns` is no namespace."""
    return any("non-namespace object" in rendering.get("error", "") for rendering in seen.rendered)


def no_template(seen: Observation) -> bool:
    """Something else than a template's text: a `Template`, a dict, a text without any tag."""
    if seen.error is not None:
        return seen.error.unsupported
    return type(seen.result) is not str or not any(tag in seen.result for tag in ("{%", "{{"))
