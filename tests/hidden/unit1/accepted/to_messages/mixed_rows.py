# source: stub
from typing import Any


PAIRS = (("name", "use"), ("question", "answer"), ("Fehler", "Abhilfe"))


def to_messages(row: dict[str, Any]) -> dict[str, Any]:
    ask, say = next(pair for pair in PAIRS if pair[0] in row)
    extra = "\n".join(f"{key}: {row[key]}" for key in sorted(row) if key not in (ask, say))
    return {
        "messages": [
            {"role": "user", "content": row[ask].strip() + "\n\n" + extra},
            {"role": "assistant", "content": row[say].strip()},
        ]
    }
