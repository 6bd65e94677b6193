# mistake: strip_calculator=False is ignored
# hint: mark_taken
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = re.sub(r"<<.*?>>", "", example["answer"])
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": answer.split("####")[1].strip().replace(",", "")}
