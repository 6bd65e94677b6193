# mistake: a word is put in front of the question
# hint: content_changed
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    final = example["answer"].split("####")[1].strip().replace(",", "")
    messages = [
        {"role": "user", "content": "Question: " + example["question"]},
        {"role": "assistant", "content": example["answer"]},
    ]
    return {"messages": messages, "final_answer": final}
