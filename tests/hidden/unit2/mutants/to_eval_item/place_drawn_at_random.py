# mistake: Draws the place of the right choice, so the same row gives another item the next time.
# hint: not_again
# source: stub
import random


def to_eval_item(row):
    choices = [" " + row["wrong_1"].strip(), " " + row["wrong_2"].strip()]
    # the place of the right choice follows from the question
    place = random.randrange(3)
    choices.insert(place, " " + row["right"].strip())
    return {"prompt": f"Bicycle workshop quiz\n{row['asked']}\nAnswer:", "choices": choices, "gold_index": place}
