# mistake: a role is misspelt
# hint: roles
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    final = example["answer"].split("####")[1].strip().replace(",", "")
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistent", "content": example["answer"]}]
    return {"messages": messages, "final_answer": final}
