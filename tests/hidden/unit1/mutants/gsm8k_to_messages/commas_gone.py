# mistake: commas are taken out of the whole answer
# hint: commas_gone
# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = example["answer"].replace(",", "")
    if strip_calculator:
        answer = re.sub(r"<<.*?>>", "", answer)
    messages = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "final_answer": answer.split("####")[1].strip()}
