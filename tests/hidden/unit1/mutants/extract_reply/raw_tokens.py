# mistake: the vocabulary's signs
# hint: raw_tokens
# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    if not 0 <= prompt_len <= len(output_ids):
        raise ValueError("prompt_len")
    new = output_ids[prompt_len:]
    if tokenizer.eos_token_id in new:
        new = new[:new.index(tokenizer.eos_token_id)]
    words = tokenizer.convert_ids_to_tokens(new)
    text = "".join(word for word in words if word not in tokenizer.all_special_tokens).strip()
    if strip_think and text.startswith("<think>"):
        text = text.partition("</think>")[2].strip()
    return text
