# mistake: no assistant turn
# hint: no_assistant
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["question"]}]}
