# mistake: a hint that is the answer
# hint: right_in_prompt
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": f"{row['question']} (not {row['wrong_1']}, but {row['right'].upper()})", "choices": choices, "gold_index": place}
