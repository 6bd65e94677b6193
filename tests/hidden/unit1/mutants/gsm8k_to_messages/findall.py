# mistake: a list of matches is the final answer
# hint: final_list
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    final = re.findall(r"#### *([-\d.,]+)", example["answer"].replace("1,0", "1,0"))
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": example["answer"]}]
    return {"messages": messages, "final_answer": final}
