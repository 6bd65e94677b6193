# mistake: prompt_len is taken for a number of characters
# hint: cut_by_characters
# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    if not 0 <= prompt_len <= len(output_ids):
        raise ValueError("prompt_len")
    end = output_ids.index(tokenizer.eos_token_id, prompt_len) if tokenizer.eos_token_id in output_ids[prompt_len:] else len(output_ids)
    whole = tokenizer.decode(output_ids[:end], skip_special_tokens=True)
    text = whole[len(tokenizer.decode(output_ids[:prompt_len])):].strip()
    if strip_think and text.startswith("<think>"):
        text = text.partition("</think>")[2].strip()
    return text
