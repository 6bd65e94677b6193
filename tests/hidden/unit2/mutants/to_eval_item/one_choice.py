# mistake: only the right choice
# hint: count
# source: learners
def to_eval_item(row):
    choices = []
    place = 0
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
