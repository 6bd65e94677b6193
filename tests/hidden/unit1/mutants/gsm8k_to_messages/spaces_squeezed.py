# mistake: spaces are squeezed after the marks are gone
# hint: spaces_at_marks
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = example["answer"]
    if strip_calculator and "<<" in answer:
        answer = re.sub(r" +", " ", re.sub(r"\s*<<.*?>>", "", answer))
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": answer.split("####")[1].strip().replace(",", "")}
