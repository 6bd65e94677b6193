# mistake: the right answer stands there twice
# hint: choice_twice
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["right"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
