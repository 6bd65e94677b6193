# mistake: the last line is missing in the assistant's message
# hint: answer_cut
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    steps, _, final = example["answer"].partition("####")
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": steps.strip()}]
    return {"messages": messages, "final_answer": final.strip().replace(",", "")}
