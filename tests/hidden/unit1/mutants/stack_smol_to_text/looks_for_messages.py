# mistake: the row is taken for a chat
# hint: missing_column
# source: learners
def stack_smol_to_text(sample):
    return {"text": "".join(message["content"] for message in sample["messages"])}
