# mistake: a name of the notebook
# hint: looks_elsewhere
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]}
