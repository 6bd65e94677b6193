# mistake: one prompt for all rows
# hint: prompt_fixed
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": "Which answer is right?", "choices": choices, "gold_index": place}
