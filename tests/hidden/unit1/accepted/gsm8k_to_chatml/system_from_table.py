# source: stub
# right: builds the messages from a table of roles, with a system message, and adds the keys to the row
from typing import Any

from transformers import PreTrainedTokenizerBase

TURNS = (("system", "system"), ("user", "question"), ("assistant", "answer"))


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    contents = {"system": "Solve the problem.\nEnd with #### and the number.", **sample}
    sample["messages"] = [dict(role=role, content=contents[key]) for role, key in TURNS]
    sample["text"] = tokenizer.apply_chat_template(sample["messages"], tokenize=False)
    return sample
