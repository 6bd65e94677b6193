# mistake: the first number of the answer is taken
# hint: final_of_the_text
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    final = re.findall(r"-?[\d,.]*\d", example["answer"])[0].replace(",", "")
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": example["answer"]}]
    return {"messages": messages, "final_answer": final}
