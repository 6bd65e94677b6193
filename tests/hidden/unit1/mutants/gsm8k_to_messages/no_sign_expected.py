# mistake: an expression that knows no sign finds nothing
# hint: refuses_good
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = example["answer"]
    final = re.search(r"#### +(\d[\d.,]*)", answer).group(1).replace(",", "")
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": final}
