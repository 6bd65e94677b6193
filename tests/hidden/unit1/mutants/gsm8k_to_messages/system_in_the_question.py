# mistake: the system text stands in front of the question
# hint: system_missing
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = re.sub(r"<<.*?>>", "", example["answer"]) if strip_calculator else example["answer"]
    question = f"{system}\n\n{example['question']}" if system else example["question"]
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": answer.split("####")[1].strip().replace(",", "")}
