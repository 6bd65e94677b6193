# mistake: a further key in a message
# hint: message_keys
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["question"], "topic": row["topic"]}, {"role": "assistant", "content": row["answer"]}]}
