# mistake: two different rows give the same messages: subject and author are used, the note that differs is not
# hint: constant
# source: stub
from typing import Any


def to_messages(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "messages": [
            {"role": "user", "content": f"Who writes about {row['subject']}?"},
            {"role": "assistant", "content": row["author"]},
        ]
    }
