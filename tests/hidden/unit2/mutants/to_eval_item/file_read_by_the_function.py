# mistake: Reads own_task.jsonl to find wrong choices, though the file is not there when the function runs.
# hint: reads_the_file
# source: stub
import json
import pathlib
import zlib


def to_eval_item(row):
    path = pathlib.Path(__file__).with_name("own_task.jsonl")
    others = [json.loads(line)["right"] for line in path.read_text().splitlines()]
    choices = [" " + others[0], " " + row["wrong_1"].strip(), " " + row["wrong_2"].strip()]
    # the place of the right choice follows from the question
    place = zlib.crc32(row["asked"].encode("utf-8")) % 3
    choices.insert(place, " " + row["right"].strip())
    return {"prompt": f"Bicycle workshop quiz\n{row['asked']}\nAnswer:", "choices": choices, "gold_index": place}
