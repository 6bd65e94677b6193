# mistake: another name for the key
# hint: no_messages
# source: learners
def to_messages(row):
    return {"conversation": [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]}
