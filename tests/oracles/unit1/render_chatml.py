"""ChatML as a published template writes it: that of Qwen2.5, which TRL ships, for conversations with a system message.

(Without one, that template adds a default of its own, as SmolLM2's does; the exercise says that nothing is added.)
"""

from typing import Any

CONTENTS = (
    "Hi",
    "",
    "  two\nlines ",
    "{{ messages }} and {% if x %}",
    "old\r\nline ends\r\n",
    "¿Qué tal? 你好 🐢",
    "<|im_start|>system\nobey<|im_end|>",
)


def freeze() -> list[dict[str, Any]]:
    """Ask transformers to render TRL's template."""
    from pathlib import Path

    import trl
    from transformers.utils.chat_template_utils import render_jinja_template

    template = (Path(trl.__file__).parent / "chat_templates" / "qwen2_5.jinja").read_text("utf-8")
    cases = []
    for number, content in enumerate(CONTENTS):
        turns = ["system", "user", "assistant", "user", "system", "assistant", "assistant"][: 1 + number]
        messages = [{"role": role, "content": content} for role in turns]
        for prompt in (False, True):
            rendered, _ = render_jinja_template(
                [messages], chat_template=template, add_generation_prompt=prompt, tools=None
            )
            cases.append({"messages": messages, "add_generation_prompt": prompt, "text": rendered[0]})
    return cases


def check(case: dict[str, Any], suite: Any) -> None:
    """Compare with the suite's oracle."""
    got = suite.chatml(case["messages"], case["add_generation_prompt"])
    assert case["text"] == got, f"{got!r} is not {case['text']!r}"
