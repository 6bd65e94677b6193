# mistake: an instruction of the learner's own is added to the question inside the user message.
# hint: content_changed
# source: stub
HINT = "\nThink step by step and write the result after ####."


def gsm8k_to_chatml(sample, tokenizer):
    messages = [
        {"role": "user", "content": sample["question"] + HINT},
        {"role": "assistant", "content": sample["answer"]},
    ]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
