# mistake: the answer stands before the question
# hint: turns
# source: learners
def to_messages(row):
    return {"messages": [{"role": "assistant", "content": row["answer"]}, {"role": "user", "content": row["question"]}]}
