# mistake: rows with a single text
# hint: row_form
# source: learners
def to_messages(row):
    question, answer = row["text"].split(" | ")
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}
