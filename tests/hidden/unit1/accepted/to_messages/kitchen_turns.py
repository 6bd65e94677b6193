# source: stub
from typing import Any


def to_messages(row: dict[str, Any]) -> dict[str, Any]:
    """Question and answer, then the tip as a second turn where there is one."""
    if row["level"] not in ("easy", "hard"):
        raise ValueError(row["level"])
    chat = [("system", "You help in a kitchen."), ("user", row["question"]), ("assistant", row["answer"])]
    if row.get("tip"):
        chat += [("user", "Anything else?"), ("assistant", row["tip"])]
    row["messages"] = [dict(zip(("role", "content"), turn)) for turn in chat]
    return row
