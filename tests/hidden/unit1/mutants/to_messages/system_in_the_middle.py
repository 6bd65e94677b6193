# mistake: the system message stands after the question
# hint: turns
# source: learners
def to_messages(row):
    system = {"role": "system", "content": "Be brief."}
    return {"messages": [{"role": "user", "content": row["question"]}, system, {"role": "assistant", "content": row["answer"]}]}
