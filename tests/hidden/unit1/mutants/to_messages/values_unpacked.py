# mistake: it counts on two values in each row
# hint: columns_counted
# source: learners
def to_messages(row):
    question, answer = row.values()
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}
