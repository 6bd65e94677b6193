# source: learners
import datetime
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    finals = re.findall(r"^####\s*(.*?)\s*$", example["answer"], flags=re.M)
    if len(finals) != 1:
        raise ValueError(finals)
    answer = example["answer"]
    if strip_calculator:
        answer = re.sub(r"<<[^>]*>>", "", answer)
    messages = [
        {"role": "user", "content": example["question"], "name": "pupil"},
        {"content": answer, "role": "assistant"},
    ]
    if system is not None:
        messages = [{"content": system, "role": "system"}, *messages]
    return example | {"messages": messages, "final_answer": finals[0].replace(",", ""), "made": datetime.date.today()}
