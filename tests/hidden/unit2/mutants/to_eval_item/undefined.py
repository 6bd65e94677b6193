# mistake: a name of another cell
# hint: looks_elsewhere
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": TEMPLATE + row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
