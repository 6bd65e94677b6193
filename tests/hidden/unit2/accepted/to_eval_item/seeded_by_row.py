# source: learners
import random


def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.append(row["right"])
    random.Random(row["question"]).shuffle(choices)
    place = choices.index(row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
