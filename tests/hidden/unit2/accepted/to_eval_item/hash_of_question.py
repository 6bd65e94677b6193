# source: learners
import zlib


def to_eval_item(row):
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = zlib.crc32(row["question"].encode()) % 4
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
