# mistake: the whole last line is the final answer
# hint: final_with_marks
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    final = example["answer"].strip().split("\n")[-1].replace(",", "")
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": example["answer"]}]
    return {"messages": messages, "final_answer": final}
