# mistake: the row comes back unchanged
# hint: no_messages
# source: learners
def to_messages(row):
    messages = [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]
    return row
