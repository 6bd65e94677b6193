# mistake: rows that are chats already
# hint: row_form
# source: learners
def to_messages(row):
    return {"messages": row["messages"]}
