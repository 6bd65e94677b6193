# source: stub
# right: prompt with the answer's header, then the answer, then the ending that the template puts after a message
from functools import partial
from typing import Any
from uuid import uuid4

from transformers import PreTrainedTokenizerBase


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    user = {"role": "user", "content": sample["question"]}
    assistant = {"role": "assistant", "content": sample["answer"]}
    render = partial(tokenizer.apply_chat_template, tokenize=False)
    prompt = render([user], add_generation_prompt=True)
    mark = uuid4().hex
    ending = render([user, {"role": "assistant", "content": mark}]).rpartition(mark)[2]
    text = prompt + assistant["content"] + ending
    return {"messages": [user, assistant], "text": text, "prompt": prompt, "completion": text[len(prompt):]}
