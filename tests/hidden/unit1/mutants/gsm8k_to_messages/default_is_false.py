# mistake: strip_calculator is read the wrong way round
# hint: mark_left
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = example["answer"] if strip_calculator else re.sub(r"<<.*?>>", "", example["answer"])
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": answer.split("####")[1].strip().replace(",", "")}
