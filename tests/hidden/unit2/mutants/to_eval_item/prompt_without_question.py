# mistake: Asks the same for each row and never puts the question into the prompt.
# hint: prompt_fixed
# source: stub
import zlib


def to_eval_item(row):
    choices = [" " + row["wrong_1"].strip(), " " + row["wrong_2"].strip()]
    # the place of the right choice follows from the question
    place = zlib.crc32(row["asked"].encode("utf-8")) % 3
    choices.insert(place, " " + row["right"].strip())
    return {"prompt": f"Bicycle workshop quiz\nWhich of these is right?\nAnswer:", "choices": choices, "gold_index": place}
