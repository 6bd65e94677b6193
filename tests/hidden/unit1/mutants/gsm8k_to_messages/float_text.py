# mistake: the final answer was a float in between
# hint: final_changed
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    final = example["answer"].split("####")[1].strip().replace(",", "")
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": example["answer"]}]
    return {"messages": messages, "final_answer": f"{float(final):g}"}
