# mistake: the question is cut
# hint: texts_lost
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": row["question"][:40] + "\nAnswer:", "choices": choices, "gold_index": place}
