# mistake: an empty system message
# hint: blank_content
# source: learners
def to_messages(row):
    return {"messages": [{"role": "system", "content": ""}, {"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]}
