# mistake: only marks of digits and simple operators are found
# hint: mark_left
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = re.sub(r"<<[\d+*/=-]+>>", "", example["answer"]) if strip_calculator else example["answer"]
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": answer.split("####")[1].strip().replace(",", "")}
