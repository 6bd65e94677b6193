# mistake: the first end token of the whole row
# hint: end_of_prompt
# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    if not 0 <= prompt_len <= len(output_ids):
        raise ValueError("prompt_len")
    ids = output_ids
    if tokenizer.eos_token_id in ids:
        ids = ids[:ids.index(tokenizer.eos_token_id)]
    new = ids[prompt_len:]
    text = tokenizer.decode(new, skip_special_tokens=True).strip()
    if strip_think and text.startswith("<think>"):
        text = text.partition("</think>")[2].strip()
    return text
