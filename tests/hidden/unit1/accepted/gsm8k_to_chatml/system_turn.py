# source: learners
SYSTEM = {"role": "system", "content": "Solve the problem step by step."}


def gsm8k_to_chatml(sample, tokenizer):
    turns = [SYSTEM, {"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    return {"messages": turns, "text": tokenizer.apply_chat_template(turns, tokenize=False)}
