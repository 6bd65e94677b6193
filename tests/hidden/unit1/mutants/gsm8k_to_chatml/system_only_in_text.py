# mistake: the system message goes into the text but not into the returned messages, so the two do not fit together.
# hint: text_of_other_messages
# source: stub
SYSTEM = {"role": "system", "content": "You are a patient maths teacher."}


def gsm8k_to_chatml(sample, tokenizer):
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    text = tokenizer.apply_chat_template([SYSTEM, *messages], tokenize=False)
    return {"messages": messages, "text": text}
