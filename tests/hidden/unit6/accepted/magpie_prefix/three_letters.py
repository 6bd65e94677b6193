# Accepted: three contents of one letter, column by column.
# source: stub
"""Exercise 6.3: the text before a question, of any chat template."""

from itertools import takewhile

from jinja2.exceptions import TemplateError


def magpie_prefix(tokenizer, system: str | None = None) -> str:
    """Return what the tokenizer's chat template writes before the content of a first user message."""

    def render(content):
        turns = [{"role": "user", "content": content}]
        if system is not None:
            turns = [{"role": "system", "content": system}] + turns
        return tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=False)

    try:
        columns = zip(*map(render, "xyz"))
        prefix = "".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns))
    except TemplateError as error:
        if system is None:
            raise
        raise ValueError(str(error)) from error
    if system is not None and system.strip() not in prefix:
        raise ValueError("the template leaves the system message out")
    return prefix
