# mistake: one sentence with a word exchanged
# hint: formula
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["prompt"]}, {"role": "assistant", "content": row["reply"]}]}
