# mistake: a bare list
# hint: not_a_dict
# source: learners
def to_messages(row):
    return [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]
