# mistake: Keeps only the first word of each choice, so the end of the right text is lost.
# hint: texts_lost
# source: stub
import zlib


def to_eval_item(row):
    choices = [" " + row["wrong_1"].split()[0] + " thing", " " + row["wrong_2"].split()[0] + " stuff"]
    # the place of the right choice follows from the question
    place = zlib.crc32(row["asked"].encode("utf-8")) % 3
    choices.insert(place, " " + row["right"].split()[0])
    return {"prompt": f"Bicycle workshop quiz\n{row['asked']}\nAnswer:", "choices": choices, "gold_index": place}
