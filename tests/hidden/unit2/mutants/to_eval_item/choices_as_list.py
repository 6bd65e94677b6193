# mistake: the choices are a list in the row
# hint: row_form
# source: learners
def to_eval_item(row):
    choices = list(row["wrong"])
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
