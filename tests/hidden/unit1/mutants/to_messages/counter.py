# mistake: the question is numbered as the calls go on, so the same row does not give the same messages again
# hint: not_again
# source: stub
from itertools import count
from typing import Any

NUMBERS = count(1)


def to_messages(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "messages": [
            {"role": "user", "content": f"{next(NUMBERS)}. How do I tie a {row['name']}?"},
            {"role": "assistant", "content": row["how"]},
        ]
    }
