# source: learners
def to_messages(row):
    row["messages"] = [
        {"role": "user", "content": row.pop("question").strip()},
        {"role": "assistant", "content": row.pop("answer").upper()},
    ]
    return row
