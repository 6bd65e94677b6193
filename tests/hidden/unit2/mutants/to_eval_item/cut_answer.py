# mistake: the answer is cut at the first word
# hint: texts_lost
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"].split()[0] + ", that is right")
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
