# mistake: the answer is built from a number and fixed words, so only one text of the row reaches the messages
# hint: texts_lost
# source: stub
from typing import Any


def to_messages(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "messages": [
            {"role": "user", "content": f"How do I tie a {row['name']}?"},
            {"role": "assistant", "content": "See page " + str(row["page"]) + " of the handbook."},
        ]
    }
