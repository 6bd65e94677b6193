# mistake: every row gives the same chat
# hint: constant
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": "What is an autolyse?"}, {"role": "assistant", "content": "Flour and water rest together before salt and yeast go in."}]}
