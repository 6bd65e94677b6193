# mistake: marks are taken out of the question too
# hint: question_cleaned
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    question, answer = example["question"], example["answer"]
    if strip_calculator:
        question, answer = (re.sub(r"<<.*?>>", "", text) for text in (question, answer))
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": answer.split("####")[1].strip().replace(",", "")}
