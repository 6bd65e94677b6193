# mistake: batch_decode gives a list
# hint: no_text
# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    if not 0 <= prompt_len <= len(output_ids):
        raise ValueError("prompt_len")
    new = output_ids[prompt_len:]
    if tokenizer.eos_token_id in new:
        new = new[:new.index(tokenizer.eos_token_id)]
    return tokenizer.batch_decode([new], skip_special_tokens=True)
