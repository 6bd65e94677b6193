# mistake: the assistant's text does not come from the row
# hint: assistant_fixed
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": "That is a good question."}]}
