# mistake: a default list keeps the messages of earlier rows
# hint: rows_pile_up
# source: learners
def to_messages(row, messages=[]):
    messages.append({"role": "user", "content": row["question"]})
    messages.append({"role": "assistant", "content": row["answer"]})
    return {"messages": messages}
