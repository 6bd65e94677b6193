# mistake: the default list lives on from call to call
# hint: rows_pile_up
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True, messages=[]):
    final = example["answer"].split("####")[1].strip().replace(",", "")
    messages.append({"role": "user", "content": example["question"]})
    messages.append({"role": "assistant", "content": example["answer"]})
    return {"messages": messages, "final_answer": final}
