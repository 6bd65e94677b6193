# source: stub
"""Take a reply out of generated tokens."""


def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    """Return the reply: leaves out special tokens by their ids, and joins the others itself."""
    n = len(output_ids)
    if prompt_len not in range(n + 1):
        raise ValueError("prompt_len")
    special = {id_ for id_, token in tokenizer.added_tokens_decoder.items() if token.special}
    special.update(tokenizer.all_special_ids)
    kept = []
    for position in range(prompt_len, n):
        token = output_ids[position]
        if token == tokenizer.eos_token_id:
            break
        if token not in special:
            kept.append(token)
    reply = tokenizer.convert_tokens_to_string(tokenizer.convert_ids_to_tokens(kept)) if kept else ""
    before, opened, inside = reply.partition("<think>")
    if strip_think and opened and not before.strip():
        return inside.partition("</think>")[2].lstrip()
    return reply
