# mistake: looks for the right one among changed choices
# hint: answer_not_found
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    choices = [" " + choice for choice in choices]
    place = choices.index(row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
