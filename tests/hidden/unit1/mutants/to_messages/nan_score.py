# mistake: NaN, as a spreadsheet's export writes it
# hint: row_form
# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]}
