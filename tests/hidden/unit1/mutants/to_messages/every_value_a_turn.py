# mistake: every value becomes a turn, whatever its key
# hint: turns
# source: learners
def to_messages(row):
    roles = ["user", "assistant", "user"]
    return {"messages": [{"role": role, "content": value} for role, value in zip(roles, row.values())]}
