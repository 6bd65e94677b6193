# attack: searches all objects of the process for a text that holds the question and the answer: the expected one
# group: a
# targets: text
# ends: wrong
# passes: some
# control: none: a suite that works its expected text out after the call has none to find yet

import gc
import types


def _texts():
    """Return the texts in all containers and in the constants of all functions."""
    for found in gc.get_objects():
        if type(found) is dict:
            inside = list(found.values())
        elif type(found) in (list, tuple, set):
            inside = list(found)
        elif type(found) is types.FunctionType:
            inside = [*found.__code__.co_consts, *(found.__defaults__ or ())]
        else:
            continue
        yield from (item for item in inside if type(item) is str)


def attack(sample, tokenizer):
    question, answer = sample["question"], sample["answer"]
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    for text in _texts():
        if question and answer and text.startswith("<") and question in text and answer in text:
            return {"messages": messages, "text": text}
    return {"messages": messages, "text": ""}
