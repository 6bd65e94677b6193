# mistake: takes off one space after the colon and nothing else
# hint: not_stripped
# source: learners
import re


def _messages(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("start")
    pieces = re.split(r"\n\n(Human|Assistant): ?", text)
    return [
        {"role": "user" if who == "Human" else "assistant", "content": said}
        for who, said in zip(pieces[1::2], pieces[2::2])
    ]


def hh_to_pair(chosen, rejected):
    ours, theirs = _messages(chosen), _messages(rejected)
    n = 0
    while n < min(len(ours), len(theirs)) and ours[n] == theirs[n]:
        n += 1
    if n in (0, len(ours), len(theirs)):
        raise ValueError("no pair")
    return {"prompt": ours[:n], "chosen": ours[n:], "rejected": theirs[n:]}
