# source: learners
import re

from trl import extract_prompt


def _messages(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("start")
    return [
        {"role": "user" if m[1] == "Human" else "assistant", "content": m[2].strip()}
        for m in re.finditer(r"\n\n(Human|Assistant):((?:(?!\n\n(?:Human|Assistant):).)*)", text, re.DOTALL)
    ]


def hh_to_pair(chosen, rejected):
    ours, theirs = _messages(chosen), _messages(rejected)
    k = min(len(ours), len(theirs))
    if ours[0] != theirs[0] or ours[:k] == theirs[:k]:
        raise ValueError("no pair")
    return extract_prompt({"chosen": ours, "rejected": theirs})
