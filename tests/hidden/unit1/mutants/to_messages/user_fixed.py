# mistake: the user's text does not come from the row
# hint: user_fixed
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": "Tell me something about bread."}, {"role": "assistant", "content": row["answer"]}]}
