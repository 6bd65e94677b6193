# source: learners
def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": f"[{row['topic']}] {row['question']}\nRespuesta:", "choices": choices, "gold_index": place}
