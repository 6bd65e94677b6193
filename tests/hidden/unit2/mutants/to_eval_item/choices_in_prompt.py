# mistake: the prompt lists the choices
# hint: right_in_prompt
# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\n" + "\n".join(choices) + "\nAnswer:", "choices": choices, "gold_index": place}
