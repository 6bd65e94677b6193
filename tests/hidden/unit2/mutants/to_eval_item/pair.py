# mistake: a tuple
# hint: item_keys
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return row["question"], choices, place
