# mistake: the same choices for all rows
# hint: right_fixed
# source: learners
def to_eval_item(row):
    choices = ["No", "Perhaps", "Never"]
    place = row["place"]
    choices.insert(place, "Yes")
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
