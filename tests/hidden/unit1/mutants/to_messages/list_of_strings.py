# mistake: messages are texts, not dicts
# hint: no_dicts
# source: learners
def to_messages(row):
    return {"messages": [row["question"], row["answer"]]}
