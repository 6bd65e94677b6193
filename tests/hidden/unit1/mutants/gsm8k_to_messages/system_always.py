# mistake: there is a system message whose content is None
# hint: system_added
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    final = example["answer"].split("####")[1].strip().replace(",", "")
    messages = [
        {"role": "system", "content": str(system)},
        {"role": "user", "content": example["question"]},
        {"role": "assistant", "content": example["answer"]},
    ]
    return {"messages": messages, "final_answer": final}
