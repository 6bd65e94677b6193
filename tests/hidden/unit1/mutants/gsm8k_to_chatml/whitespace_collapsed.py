# mistake: runs of spaces and line breaks are collapsed to one space, so the last line #### 72 is no longer a line of its own.
# hint: content_changed
# source: stub
def tidy(text: str) -> str:
    return " ".join(text.split())


def gsm8k_to_chatml(sample, tokenizer):
    messages = [
        {"role": "user", "content": tidy(sample["question"])},
        {"role": "assistant", "content": tidy(sample["answer"])},
    ]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
