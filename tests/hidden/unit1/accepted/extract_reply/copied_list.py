# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, **options):
    """Pops from a copy; the option comes in a dict."""
    if prompt_len < 0 or prompt_len > len(output_ids):
        raise ValueError("prompt_len")
    rest = list(reversed(output_ids[prompt_len:]))
    new = []
    while rest:
        number = rest.pop()
        if number == tokenizer.eos_token_id:
            break
        new.append(number)
    text = tokenizer.decode(new, skip_special_tokens=True).strip()
    if options.get("strip_think", True) and text.startswith("<think>"):
        try:
            text = text[text.index("</think>") + len("</think>") :]
        except ValueError:
            text = ""
    return text
