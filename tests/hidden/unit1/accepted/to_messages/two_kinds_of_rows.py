# source: learners
def to_messages(row):
    match row:
        case {"question": question, "answer": answer}:
            pass
        case {"word": word, "meaning": answer}:
            question = f"¿Qué significa «{word}»?"
        case _:
            raise ValueError(f"unknown row: {row}")
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}
