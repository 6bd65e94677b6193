# source: learners
def to_eval_item(row):
    choices = [row["one"], row["two"], row["three"]]
    return {"prompt": row["ask"], "choices": choices, "gold_index": choices.index(row["answer"])}
