# mistake: the answer stands in the user's turn
# hint: no_assistant
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    content = example["question"] + "\n" + example["answer"]
    final = example["answer"].split("####")[1].strip().replace(",", "")
    return {"messages": [{"role": "user", "content": content}], "final_answer": final}
