# source: learners
gsm8k_to_chatml = lambda sample, tokenizer, tokenize=False: {  # noqa: E731
    "messages": (chat := [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]),
    "text": tokenizer.apply_chat_template(chat, tokenize=tokenize),
}
