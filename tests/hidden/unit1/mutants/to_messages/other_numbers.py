# mistake: rows that differ only in numbers
# hint: twins
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["problem"]}, {"role": "assistant", "content": row["solution"]}]}
