# source: learners
import datetime


def gsm8k_to_chatml(sample, tokenizer):
    chat = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    text = tokenizer.apply_chat_template(chat, tokenize=False)
    return {**sample, "messages": chat, "text": text, "made": datetime.date.today(), "ids": {1: tokenizer(text)}, "big": text * 2000}
