# mistake: reads the file itself
# hint: reads_the_file
# source: learners
import json


def to_eval_item(row):
    rows = [json.loads(line) for line in open("own_task.jsonl")]
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
