# mistake: the content begins with the word of the role
# hint: opening_left
# source: learners
import re


def _messages(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("start")
    pieces = re.split(r"\n\n(?=Human:|Assistant:)", text)[1:]
    return [
        {"role": "user" if piece.startswith("Human") else "assistant", "content": piece.strip()} for piece in pieces
    ]


def hh_to_pair(chosen, rejected):
    ours, theirs = _messages(chosen), _messages(rejected)
    n = 0
    while n < min(len(ours), len(theirs)) and ours[n] == theirs[n]:
        n += 1
    if n in (0, len(ours), len(theirs)):
        raise ValueError("no pair")
    return {"prompt": ours[:n], "chosen": ours[n:], "rejected": theirs[n:]}
