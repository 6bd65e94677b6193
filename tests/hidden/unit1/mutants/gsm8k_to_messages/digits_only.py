# mistake: only digits are taken: sign and point are lost
# hint: final_changed
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    final = re.sub(r"\D", "", example["answer"].split("####")[1])
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": example["answer"]}]
    return {"messages": messages, "final_answer": final}
