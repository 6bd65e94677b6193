# mistake: asks for an answer
# hint: generation_prompt
# source: learners
from jinja2.exceptions import TemplateError


def magpie_prefix(tokenizer, system=None):
    messages = [] if system is None else [{"role": "system", "content": system}]
    try:
        return tokenizer.apply_chat_template(
            messages + [{"role": "user", "content": ""}], tokenize=False, add_generation_prompt=True
        )
    except TemplateError as error:
        raise ValueError("refused") from error
