# mistake: the row as one text
# hint: not_a_dict
# source: learners
def to_messages(row):
    return f"user: {row['question']}\nassistant: {row['answer']}"
