# source: learners
from trl import extract_prompt


def split_pair(chosen, rejected):
    k = min(len(chosen), len(rejected))
    if k == 0 or chosen[0] != rejected[0] or chosen[:k] == rejected[:k]:
        raise ValueError("no pair")
    return extract_prompt({"chosen": chosen, "rejected": rejected})
