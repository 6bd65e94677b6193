# source: learners
def to_eval_item(row):
    ask, right, wrong = (row["question"], row["right"], row["wrong"]) if "question" in row else (
        f"Complete: {row['start']}", row["end"], row["other_end"])
    first = len(ask) % 2 == 0
    return {"prompt": ask, "choices": [right, wrong] if first else [wrong, right], "gold_index": 0 if first else 1}
