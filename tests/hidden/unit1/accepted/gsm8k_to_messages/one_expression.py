# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    found = re.search(r"\A(?:(?!^####).)*^####([^\n]*)(?:(?!^####).)*\Z", example["answer"], re.MULTILINE | re.DOTALL)
    if found is None:
        raise ValueError("malformed answer")
    answer = re.sub(r"<<[^<>]*>>", "", example["answer"]) if strip_calculator else example["answer"]
    turns = [("system", system)] * (system is not None) + [("user", example["question"]), ("assistant", answer)]
    messages = [dict(zip(("role", "content"), turn)) for turn in turns]
    return {"final_answer": found[1].strip().replace(",", ""), "messages": messages}
