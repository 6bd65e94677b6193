# source: stub
from copy import deepcopy

ALLOWED_ROLES = {"system", "user", "assistant"}


def smoltalk_to_chatml(sample, tokenizer, *, template=None):
    if template is None:
        template = tokenizer.get_chat_template()
    result = deepcopy(sample)
    turns = []
    for message in result["messages"]:
        role, content = message["role"], message["content"]
        if role not in ALLOWED_ROLES:
            raise ValueError(f"unknown role: {role!r}")
        turns.append({"role": role, "content": content})
    result["text"] = tokenizer.apply_chat_template(turns, chat_template=template, tokenize=False)
    return result
