# mistake: roles of another format
# hint: roles
# source: learners
def to_messages(row):
    return {"messages": [{"role": "human", "content": row["question"]}, {"role": "gpt", "content": row["answer"]}]}
