# mistake: the right answer stands in the prompt
# hint: right_in_prompt
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer: " + row["right"], "choices": choices, "gold_index": place}
