"""Rendering a learner's chat template, in a process that never ran the learner's file."""

from __future__ import annotations

from typing import Any


def render(tokenizer: Any, template: str, conversations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what a template makes of each `{messages, add_generation_prompt}`: `{text, ids, mask}`, or `{error}`.

    `ids` are the token ids of the text; `mask` is 1 where the template says that an assistant's tokens are
    (`{% generation %}`), and all 0 for a template that does not say.
    """
    return [_render(tokenizer, template, conversation) for conversation in conversations]


def _render(tokenizer: Any, template: str, conversation: dict[str, Any]) -> dict[str, Any]:
    messages = conversation["messages"]
    options = {"chat_template": template, "add_generation_prompt": conversation["add_generation_prompt"]}
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False, **options)
        encoded = tokenizer.apply_chat_template(
            messages, tokenize=True, return_dict=True, return_assistant_tokens_mask=True, **options
        )
    except Exception as error:  # whatever the template does
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    mask = [int(marked) for marked in encoded["assistant_masks"]]
    return {"text": text, "ids": list(encoded["input_ids"]), "mask": mask}
