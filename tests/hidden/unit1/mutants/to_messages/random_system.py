# mistake: a system message drawn for each call
# hint: not_again
# source: learners
import random


def to_messages(row):
    system = random.choice(["Be brief.", "Be kind.", "You are a baker.", "Answer in one sentence."])
    return {
        "messages": [
            {"role": "system", "content": system},
            {"role": "user", "content": row["question"]},
            {"role": "assistant", "content": row["answer"]},
        ]
    }
