# mistake: 19 rows
# hint: row_count
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]}
