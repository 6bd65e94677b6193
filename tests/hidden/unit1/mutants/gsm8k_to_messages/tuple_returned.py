# mistake: a tuple is returned
# hint: not_a_dict
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": example["answer"]}]
    return messages, example["answer"].split("####")[1].strip()
