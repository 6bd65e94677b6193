# mistake: lines are split and joined again
# hint: content_changed
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    lines = example["answer"].splitlines()
    final = lines[-1].replace("####", "").strip().replace(",", "")
    answer = "\n".join(re.sub(r"<<.*?>>", "", line) if strip_calculator else line for line in lines)
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": final}
