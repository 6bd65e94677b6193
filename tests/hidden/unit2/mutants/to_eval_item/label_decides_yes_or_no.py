# mistake: Builds a true-or-false task whose right choice is made by the code and comes from no text of the row.
# hint: right_fixed
# source: stub
def to_eval_item(row):
    return {"prompt": row["claim"] + "\nTrue or false?", "choices": [" false", " true"], "gold_index": int(row["label"] == "true")}
