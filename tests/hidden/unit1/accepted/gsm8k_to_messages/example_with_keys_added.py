# source: learners
import re


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    if example["answer"].count("####") != 1:
        raise ValueError(example["answer"])
    answer = example["answer"]
    example["final_answer"] = "".join(answer[answer.index("####") + 4 :].split()).replace(",", "")
    if strip_calculator:
        answer = re.sub("<<.*?>>", "", answer, flags=re.DOTALL)
    example["messages"] = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": answer}]
    if system is not None:
        example["messages"] = [{"role": "system", "content": system}, *example["messages"]]
    return example
