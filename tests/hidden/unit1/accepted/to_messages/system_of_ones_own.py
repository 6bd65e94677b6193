# source: learners
def to_messages(row):
    system = {"role": "system", "content": f"You are a baker. Topic: {row['topic']}."}
    return {"messages": [system, {"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]}
