# mistake: ShareGPT's keys
# hint: message_keys
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    final = example["answer"].split("####")[1].strip().replace(",", "")
    messages = [{"from": "user", "value": example["question"]}, {"from": "assistant", "value": example["answer"]}]
    return {"messages": messages, "final_answer": final}
