# mistake: goes on comparing after the shorter dialogue has ended
# hint: raises_other
# source: learners
import re


def _messages(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("start")
    pieces = re.split(r"\n\n(Human|Assistant):", text)
    return [
        {"role": "user" if who == "Human" else "assistant", "content": said.strip()}
        for who, said in zip(pieces[1::2], pieces[2::2])
    ]


def hh_to_pair(chosen, rejected):
    ours, theirs = _messages(chosen), _messages(rejected)
    n = 0
    while ours[n] == theirs[n]:
        n += 1
    if n == 0:
        raise ValueError("no prompt")
    return {"prompt": ours[:n], "chosen": ours[n:], "rejected": theirs[n:]}
