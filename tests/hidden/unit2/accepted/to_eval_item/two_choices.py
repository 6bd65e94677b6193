# source: learners
def to_eval_item(row):
    choices = [row["wrong_2"]]
    place = row["place"] % 2
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
