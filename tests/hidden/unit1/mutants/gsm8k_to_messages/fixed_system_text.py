# mistake: a fixed text in place of the argument
# hint: system_content
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = re.sub(r"<<.*?>>", "", example["answer"]) if strip_calculator else example["answer"]
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    if system:
        messages.insert(0, {"role": "system", "content": "You are a math tutor. Solve step by step."})
    return {"messages": messages, "final_answer": answer.split("####")[1].strip().replace(",", "")}
