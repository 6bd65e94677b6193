# mistake: a content is the row itself
# hint: content_no_text
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row}, {"role": "assistant", "content": row["answer"]}]}
