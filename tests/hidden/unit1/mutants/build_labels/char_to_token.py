# mistake: asks for the token of each character; an emoji is several tokens, and only one of them is learnt
# hint: holes
# source: learners
def build_labels(messages, tokenizer, max_length=None):
    if not any(m["role"] == "assistant" for m in messages):
        raise ValueError("no assistant message")
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    encoding = tokenizer(text, add_special_tokens=False)
    keep = set()
    for i, m in enumerate(messages):
        if m["role"] == "assistant":
            a = len(tokenizer.apply_chat_template(messages[:i], tokenize=False, add_generation_prompt=True))
            for c in range(a, a + len(m["content"]) + len(tokenizer.eos_token)):
                keep.add(encoding.char_to_token(c))
    pairs = [(t, t if n in keep else -100) for n, t in enumerate(encoding["input_ids"])][:max_length]
    return {"input_ids": tuple(t for t, _ in pairs), "labels": tuple(label for _, label in pairs)}
