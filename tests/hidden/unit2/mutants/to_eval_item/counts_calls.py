# mistake: the place follows a counter
# hint: not_again
# source: learners
calls = []


def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    calls.append(1)
    place = len(calls) % 4
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
