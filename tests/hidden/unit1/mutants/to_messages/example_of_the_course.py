# mistake: the example of the stub among the rows
# hint: copied
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]}
