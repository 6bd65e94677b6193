# mistake: one fixed row for all
# hint: constant
# source: learners
ROW = {"question": "How many clips did Natalia sell?", "answer": "She sold 48/2 = <<48/2=24>>24 clips.\n#### 24"}


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    example = ROW
    final = example["answer"].split("####")[1].strip().replace(",", "")
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": example["answer"]}]
    return {"messages": messages, "final_answer": final}
