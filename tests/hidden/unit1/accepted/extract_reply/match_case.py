# source: learners
import re

BLOCK = re.compile(r"\s*<think>(?P<thought>.*?)(</think>|\Z)", re.DOTALL)


def extract_reply(output_ids, prompt_len, tokenizer, strip_think=True):
    total = len(output_ids)
    if prompt_len > total or prompt_len < 0:
        raise ValueError(f"prompt_len must lie between 0 and {total}")
    ids = list(output_ids)[prompt_len:]
    ids = ids[: next((i for i, number in enumerate(ids) if number == tokenizer.eos_token_id), len(ids))]
    reply = tokenizer.decode(ids, skip_special_tokens=True)
    found = BLOCK.match(reply) if strip_think else None
    return reply[found.end():] if found else reply
