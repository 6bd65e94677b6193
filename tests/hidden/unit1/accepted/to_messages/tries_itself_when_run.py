# source: learners
import json
from pathlib import Path


def to_messages(row):
    return {
        "messages": [
            {"role": role, "content": row[key]} for role, key in {"user": "question", "assistant": "answer"}.items()
        ]
    }


if __name__ == "__main__":
    for line in Path("own_data.jsonl").read_text(encoding="utf-8").splitlines():
        print(to_messages(json.loads(line)))
