# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    _, final = example["answer"].split("####")
    answer = re.sub(r"<<.+?>>", "", example["answer"]) if strip_calculator else example["answer"]
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    if system:
        messages.insert(0, {"role": "system", "content": system})
    return {"messages": messages, "final_answer": final.strip().replace(",", "")}
