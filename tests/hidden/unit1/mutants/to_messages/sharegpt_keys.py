# mistake: from and value instead of role and content
# hint: message_keys
# source: learners
def to_messages(row):
    return {"messages": [{"from": "user", "value": row["question"]}, {"from": "assistant", "value": row["answer"]}]}
