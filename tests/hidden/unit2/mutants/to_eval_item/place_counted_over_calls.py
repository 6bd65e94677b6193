# mistake: Moves the right choice one place on at each call, so the order of rows decides.
# hint: not_again
# source: stub
import itertools

_count = itertools.count()


def to_eval_item(row):
    choices = [" " + row["wrong_1"].strip(), " " + row["wrong_2"].strip()]
    # the place of the right choice follows from the question
    place = next(_count) % 3
    choices.insert(place, " " + row["right"].strip())
    return {"prompt": f"Bicycle workshop quiz\n{row['asked']}\nAnswer:", "choices": choices, "gold_index": place}
