# mistake: the end token is dropped only where it is the last
# hint: past_the_end
# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    if not 0 <= prompt_len <= len(output_ids):
        raise ValueError("prompt_len")
    new = output_ids[prompt_len:]
    if new and new[-1] == tokenizer.eos_token_id:
        new = new[:-1]
    text = tokenizer.decode(new, skip_special_tokens=True).strip()
    if strip_think and text.startswith("<think>"):
        text = text.partition("</think>")[2].strip()
    return text
