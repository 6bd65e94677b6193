# mistake: the raw vocabulary tokens are joined, so the text holds byte-level signs such as Ġ and Ċ for spaces and line breaks.
# hint: raw_tokens
# source: stub
def gsm8k_to_chatml(sample, tokenizer):
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    encoded = tokenizer.apply_chat_template(messages, return_dict=True)
    tokens = tokenizer.convert_ids_to_tokens(encoded["input_ids"])
    return {"messages": messages, "text": "".join(tokens)}
