# mistake: None among the choices
# hint: no_texts
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row.get("wrong_4")]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
