# mistake: question and answer have changed places
# hint: swapped
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    final = example["answer"].split("####")[1].strip().replace(",", "")
    messages = [{"role": "user", "content": example["answer"]}, {"role": "assistant", "content": example["question"]}]
    return {"messages": messages, "final_answer": final}
