# source: learners
HOURS = {"flour": 1, "starter": 2, "mixing": 3, "fermentation": 4, "shaping": 5, "baking": 6, "storage": 7, "trouble": 8}


def to_messages(row):
    lesson = HOURS[row["topic"]]
    question = f"(lesson {lesson}) {row['question']}"
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": row["answer"]}]}
