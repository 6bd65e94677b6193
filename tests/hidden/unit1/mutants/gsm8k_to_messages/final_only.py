# mistake: the assistant's message holds the final answer only
# hint: answer_cut
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    _, _, final = example["answer"].partition("####")
    final = final.strip().replace(",", "")
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": final}]
    return {"messages": messages, "final_answer": final}
