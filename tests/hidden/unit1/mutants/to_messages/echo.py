# mistake: the assistant repeats the question
# hint: texts_lost
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["question"]}]}
