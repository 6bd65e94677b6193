# Renders ids, and decodes them with their special tokens.
# source: learners
from jinja2 import TemplateError


def magpie_prefix(tokenizer, system=None):
    probe = "QXZ" * 9
    messages = [{"role": "user", "content": probe}]
    if system is not None:
        messages.insert(0, {"role": "system", "content": system})
    try:
        ids = tokenizer.apply_chat_template(messages, tokenize=True)["input_ids"]
    except TemplateError:
        raise ValueError("refused") from None
    text = tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
    text = text.split(probe)[0]
    if system is not None and system.strip() not in text:
        raise ValueError("left out")
    return text
