# mistake: the first block is left out wherever it stands
# hint: anywhere
# source: stub
"""Take a reply out of generated tokens."""

import itertools
import re


def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    """Return the reply: tokens as long as none is the end token, then a regular expression for the block."""
    if not 0 <= prompt_len <= len(output_ids):
        raise ValueError(f"{prompt_len} tokens of prompt in {len(output_ids)} tokens")
    new = itertools.islice(output_ids, prompt_len, None)
    new = list(itertools.takewhile(lambda token: token != tokenizer.eos_token_id, new))
    text = tokenizer.decode(new, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    if strip_think:
        text = re.sub(r"<think>.*?(?:</think>|\Z)", "", text, count=1, flags=re.DOTALL)
    return text
