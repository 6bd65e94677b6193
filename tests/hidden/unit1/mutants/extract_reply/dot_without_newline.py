# mistake: the dot of the expression stops at a line break
# hint: thinks_aloud
# source: learners
import re


def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    if not 0 <= prompt_len <= len(output_ids):
        raise ValueError("prompt_len")
    new = output_ids[prompt_len:]
    if tokenizer.eos_token_id in new:
        new = new[:new.index(tokenizer.eos_token_id)]
    text = tokenizer.decode(new, skip_special_tokens=True).strip()
    if strip_think:
        text = re.sub(r"^<think>[^\n]*?</think>", "", text)
        text = "" if text.startswith("<think>") and "</think>" not in text else text
    return text
