# mistake: only the first sentence of the answer
# hint: text_cut
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"].split(". ")[0]}]}
