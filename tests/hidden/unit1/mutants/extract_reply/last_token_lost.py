# mistake: always drops the last token, as if it were the end token
# hint: off_by_one
# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    if not 0 <= prompt_len <= len(output_ids):
        raise ValueError("prompt_len")
    new = output_ids[prompt_len:]
    if tokenizer.eos_token_id in new:
        new = new[:new.index(tokenizer.eos_token_id) + 1]
    new = new[:-1]
    text = tokenizer.decode(new, skip_special_tokens=True).strip()
    if strip_think and text.startswith("<think>"):
        text = text.partition("</think>")[2].strip()
    return text
