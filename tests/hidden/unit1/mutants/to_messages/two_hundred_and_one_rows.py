# mistake: 201 rows
# hint: row_count
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["q"]}, {"role": "assistant", "content": row["a"]}]}
