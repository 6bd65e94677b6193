# mistake: it reads own_data.jsonl instead of its argument
# hint: reads_the_file
# source: learners
import json
from pathlib import Path


def to_messages(row):
    lines = Path("own_data.jsonl").read_text(encoding="utf-8").splitlines()
    first = json.loads(lines[0])
    return {"messages": [{"role": "user", "content": first["question"]}, {"role": "assistant", "content": first["answer"]}]}
