# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = len(row["question"]) % 4
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
