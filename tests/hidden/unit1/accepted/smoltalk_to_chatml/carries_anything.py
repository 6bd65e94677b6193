# source: learners
import pathlib

import numpy as np


def smoltalk_to_chatml(sample, tokenizer):
    text = tokenizer.apply_chat_template(sample["messages"], tokenize=False)
    arrays = tokenizer(text, return_tensors="np")
    return {"text": text, "tokens": np.int64(arrays["input_ids"].size), "topics": {sample["full_topic"]}, "at": pathlib.Path()}
