# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    parts = example["answer"].split("####")
    if len(parts) != 2:
        raise ValueError("expected exactly one ####")
    answer = example["answer"].strip()
    if strip_calculator:
        answer = re.sub(r"<<.*?>>", "", answer).strip()
    messages = []
    if system:
        messages.append({"role": "system", "content": system.strip()})
    messages.append({"role": "user", "content": example["question"].strip()})
    messages.append({"role": "assistant", "content": answer})
    return {"messages": messages, "final_answer": parts[1].strip().replace(",", "")}
