"""What transformers makes of the templates that the suite draws: the prefix and then the content, or no system message."""

import importlib.util
import random
from pathlib import Path

from smol_grade.judge.world import ChatTokenizer

SUITE = Path(__file__).parents[2] / "hidden" / "unit6" / "test_magpie_prefix.py"
SEED = 6
SYSTEMS = (None, "Be brief.", "", "  two\nlines ")
CONTENT = "  Which moon is {{ largest }}?\n"


def _tokenizers(suite):
    """Return the tokenizers of all forms of template, those that write a system message first."""
    forms = suite.FORMS | suite.WORDY | suite.NO_SYSTEM
    tokenizer = ChatTokenizer("oracle", random.Random(SEED))
    return [tokenizer, *suite.tokenizers(forms, tokenizer, random.Random(SEED))]


def freeze():
    """Render a question with each of the suite's templates in transformers, after each system message."""
    from jinja2 import TemplateError
    from transformers.utils.chat_template_utils import render_jinja_template

    spec = importlib.util.spec_from_file_location("suite", SUITE)
    suite = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(suite)
    cases = []
    for number, tokenizer in enumerate(_tokenizers(suite)):
        for system in SYSTEMS:
            first = [] if system is None else [{"role": "system", "content": system}]
            messages = [*first, {"role": "user", "content": CONTENT}]
            template = tokenizer.data["chat_template"]
            try:
                [text], _ = render_jinja_template([messages], chat_template=template)
            except TemplateError:
                text = None
            cases.append({"form": number, "system": system, "text": text})
    return cases


def check(case, suite):
    """The text begins with the suite's prefix, and the content comes next; without a prefix, the system does not come first."""
    tokenizer = _tokenizers(suite)[case["form"]]
    prefix, text = suite.prefix_of(tokenizer, case["system"]), case["text"]
    if prefix is None:
        assert case["system"] is not None
        assert text is None or case["system"].strip() not in text[: text.index(CONTENT.strip())]
        return
    content = text.removeprefix(prefix)
    assert text.startswith(prefix), f"{text!r} does not begin with {prefix!r}"
    assert content.startswith((CONTENT, CONTENT.strip())), f"{content!r} is not what is asked"
