# source: stub
import zlib


def to_eval_item(row):
    choices = [" " + row["wrong_1"].strip(), " " + row["wrong_2"].strip()]
    # the place of the right choice follows from the question
    place = zlib.crc32(row["asked"].encode("utf-8")) % 3
    choices.insert(place, " " + row["right"].strip())
    return {"prompt": f"Bicycle workshop quiz\n{row['asked']}\nAnswer:", "choices": choices, "gold_index": place}
