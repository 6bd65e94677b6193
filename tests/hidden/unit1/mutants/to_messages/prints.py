# mistake: it prints and returns nothing
# hint: nothing_returned
# source: learners
def to_messages(row):
    print({"messages": [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]})
