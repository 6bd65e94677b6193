# mistake: a JSON list instead of lines
# hint: not_json_lines
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
