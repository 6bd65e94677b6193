# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, strip_think=True):
    """Everything in the text: cut at the end token's name, other special tokens replaced."""
    if prompt_len < 0 or prompt_len > len(output_ids):
        raise ValueError("no such prompt")
    text = tokenizer.decode(output_ids[prompt_len:])
    text = text.split(tokenizer.eos_token)[0]
    for token in tokenizer.all_special_tokens:
        text = text.replace(token, "")
    if strip_think and text.lstrip().startswith("<think>"):
        _, closed, rest = text.partition("</think>")
        return rest if closed else ""
    return text
