# source: stub
from typing import Any


def to_messages(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "messages": [
            {"role": "user", "content": f"How do I tie a {row['name']}?"},
            {"role": "assistant", "content": row["how"]},
        ]
    }
