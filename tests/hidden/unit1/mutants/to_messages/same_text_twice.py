# mistake: one and the same text stands in the question and in the answer, the second one is never used
# hint: texts_lost
# source: stub
from typing import Any


def to_messages(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "messages": [
            {"role": "user", "content": f"How do I tie a {row['name']}?"},
            {"role": "assistant", "content": f"The {row['name']} is a knot."},
        ]
    }
