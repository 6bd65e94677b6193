# source: learners
import itertools
import re


def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    if not 0 <= prompt_len <= len(output_ids):
        raise ValueError(prompt_len)
    fresh = itertools.islice(output_ids, prompt_len, None)
    kept = list(itertools.takewhile(lambda number: number != tokenizer.eos_token_id, fresh))
    reply = tokenizer.decode(kept, skip_special_tokens=True)
    if strip_think:
        reply = re.sub(r"\A\s*<think>(?:.*?</think>|.*)", "", reply, count=1, flags=re.DOTALL)
    return reply
