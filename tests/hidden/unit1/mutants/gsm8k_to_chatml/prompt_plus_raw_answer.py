# mistake: the answer is glued behind the rendered prompt, so the end marker of the assistant message is missing.
# hint: end_missing
# source: stub
def gsm8k_to_chatml(sample, tokenizer):
    question = {"role": "user", "content": sample["question"]}
    answer = {"role": "assistant", "content": sample["answer"]}
    prompt = tokenizer.apply_chat_template([question], tokenize=False, add_generation_prompt=True)
    return {"messages": [question, answer], "text": prompt + sample["answer"]}
