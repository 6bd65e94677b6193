# Lets transformers cut behind the content, and cuts again where it first stands.
# source: learners
from jinja2 import TemplateError


def magpie_prefix(tokenizer, system=None):
    probe = "\u241fquestion\u241f"
    chat = [{"role": "system", "content": system}, {"role": "user", "content": probe}]
    try:
        text = tokenizer.apply_chat_template(chat[system is None :], tokenize=False, continue_final_message=True)
    except TemplateError as error:
        raise ValueError("the template refuses") from error
    prefix = text.partition(probe)[0]
    if (system or "").strip() not in prefix:
        raise ValueError("the template drops the system message")
    return prefix
