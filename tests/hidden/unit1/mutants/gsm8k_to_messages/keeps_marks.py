# mistake: the calculator marks stay
# hint: mark_left
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = example["answer"]
    messages = [{"role": "system", "content": system}] if system else []
    messages += [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": answer.split("####")[1].strip().replace(",", "")}
