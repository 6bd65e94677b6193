# mistake: a key that the rows do not have
# hint: missing_column
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["instruction"]}, {"role": "assistant", "content": row["response"]}]}
