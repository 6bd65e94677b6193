# attack: makes the tokenizer that it gets render nothing, so that an expected text made with it later is nothing too
# group: h
# targets: text
# ends: wrong error
# passes: some
# control: forged

import contextlib


def attack(sample, tokenizer):
    with contextlib.suppress(Exception):
        tokenizer.chat_template = ""
        tokenizer.apply_chat_template = lambda *args, **kwargs: ""
        type(tokenizer).apply_chat_template = lambda *args, **kwargs: ""
        tokenizer.encode = type(tokenizer).__call__ = lambda *args, **kwargs: []
        tokenizer.eos_token = ""
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    return {"messages": messages, "text": ""}
