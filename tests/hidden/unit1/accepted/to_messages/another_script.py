# source: learners
def to_messages(row):
    return {"messages": [{"role": "user", "content": f"“{row['成语']}”是什么意思？"}, {"role": "assistant", "content": row["意思"]}]}
