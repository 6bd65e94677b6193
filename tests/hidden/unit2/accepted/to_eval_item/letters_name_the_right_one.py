# source: learners
def to_eval_item(row):
    letters = [key for key in "abcdefghij" if row.get(key)]
    return {
        "prompt": f"Q: {row['q']}\nA:",
        "choices": [row[key] for key in letters],
        "gold_index": letters.index(row["gold"]),
    }
