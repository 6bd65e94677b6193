# source: learners
def extract_reply(output_ids, prompt_len, tokenizer, strip_think=True):
    if prompt_len not in range(len(output_ids) + 1):
        raise ValueError("prompt_len")
    special = set(tokenizer.all_special_ids)
    ids = []
    for position, number in enumerate(output_ids):
        if position < prompt_len:
            continue
        if number == tokenizer.eos_token_id:
            break
        if number not in special:
            ids.append(number)
    words = tokenizer.convert_ids_to_tokens(ids)
    text = tokenizer.convert_tokens_to_string(words).strip() if words else ""
    if not strip_think or not text.startswith("<think>"):
        return text
    end = text.find("</think>")
    if end == -1:
        return ""
    return text[end + len("</think>"):].strip()
