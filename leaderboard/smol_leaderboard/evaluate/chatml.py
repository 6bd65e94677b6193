"""The pinned chat template: every model is asked in it, whatever template was submitted, and its hash is in the record.

ChatML without a system turn of its own. It is the course's file, so it renders here; a submitted one never does.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).with_name("chatml.jinja").read_text("utf-8")
TEMPLATE_SHA256 = hashlib.sha256(TEMPLATE.encode()).hexdigest()
"""Hexadecimal, of the file's bytes."""


@functools.cache
def _compiled() -> Any:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True).from_string(TEMPLATE)


def render(messages: Sequence[Mapping[str, str]], add_generation_prompt: bool = True) -> str:
    """Return the text of a conversation: `{role, content}` each, and the assistant's opening where one is asked for."""
    text: str = _compiled().render(messages=list(messages), add_generation_prompt=add_generation_prompt)
    return text
