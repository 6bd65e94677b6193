# mistake: a counter that lives on is in the question
# hint: not_again
# source: learners
count = 0


def to_messages(row):
    global count
    count += 1
    return {"messages": [{"role": "user", "content": f"{count}. {row['question']}"}, {"role": "assistant", "content": row["answer"]}]}
