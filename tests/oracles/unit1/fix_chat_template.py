"""What transformers makes of the templates that the suite draws: broken ones lose the system message, right ones do not."""

import importlib.util
import random
from pathlib import Path

SUITE = Path(__file__).parents[2] / "hidden" / "unit1" / "test_fix_chat_template.py"
SEED = 5
CHATS = [
    [("system", "Be brief."), ("user", "Hi!"), ("assistant", "Hello.")],
    [("user", " lead\n"), ("assistant", "{{ x }}\n\n"), ("user", "")],
]


def _messages(chat):
    return [{"role": role, "content": content} for role, content in chat]


def freeze():
    """Render the suite's templates, with drawn tokens and names, in transformers."""
    from transformers.utils.chat_template_utils import render_jinja_template

    spec = importlib.util.spec_from_file_location("suite", SUITE)
    suite = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(suite)

    def render(template, chat, prompt):
        options = {"chat_template": template, "add_generation_prompt": prompt}
        return render_jinja_template(conversations=[_messages(chat)], **options)[0][0]

    cases = []
    for form in (suite.BROKEN, *suite.RIGHT.values()):
        template = suite.fill(form, random.Random(SEED))
        twin = suite.fill(suite.RIGHT["namespace"], random.Random(SEED))  # the same tokens and names
        for chat in CHATS:
            for prompt in (False, True):
                case = {"template": template, "chat": chat, "prompt": prompt, "text": render(template, chat, prompt)}
                cases.append(case | ({"mended": render(twin, chat, prompt)} if form == suite.BROKEN else {}))
    return cases


def check(case, suite):
    """The judge's Jinja renders the same, and what the suite asks of a mended template is what its twin renders."""
    template, messages, prompt = case["template"], _messages(case["chat"]), case["prompt"]
    assert suite.rendered(template, messages, add_generation_prompt=prompt) == case["text"]
    assert suite.intended(template, messages, add_generation_prompt=prompt) == case.get("mended", case["text"])
    assert (suite.tokens_of(template) is not None) is ("mended" in case)
    assert ("Be brief." in case["text"]) is ("mended" not in case and messages[0]["role"] == "system")
