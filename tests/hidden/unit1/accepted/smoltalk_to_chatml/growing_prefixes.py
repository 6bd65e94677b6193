# source: stub
# right: renders ever longer prefixes of the conversation and joins what each message adds
from itertools import pairwise
from typing import Any

from transformers import PreTrainedTokenizerBase


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    messages = tuple(sample["messages"])
    renderings = [""]
    for end in range(1, len(messages) + 1):
        renderings.append(tokenizer.apply_chat_template(list(messages[:end]), tokenize=False))
    pieces = [after.removeprefix(before) for before, after in pairwise(renderings)]
    return {"text": "".join(pieces), "n_messages": len(messages), "pieces": pieces}
