# mistake: only << and >> are taken out
# hint: brackets_left
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = example["answer"]
    if strip_calculator:
        answer = answer.replace("<<", "").replace(">>", "")
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": answer.split("####")[1].strip().replace(",", "")}
