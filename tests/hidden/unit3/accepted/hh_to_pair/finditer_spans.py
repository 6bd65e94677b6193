# source: stub
import re

OPEN = re.compile("\n\n(Human|Assistant):")


def parse(text):
    marks = list(OPEN.finditer(text))
    if not marks or marks[0].start() != 0 or marks[0].group(1) != "Human":
        raise ValueError("bad start")
    ends = [m.start() for m in marks[1:]] + [len(text)]
    out = []
    for m, end in zip(marks, ends):
        out.append({"role": "user" if m.group(1) == "Human" else "assistant", "content": text[m.end():end].strip()})
    return out


def hh_to_pair(chosen, rejected):
    one, two = parse(chosen), parse(rejected)
    for i, (x, y) in enumerate(zip(one, two)):
        if x != y:
            if i == 0:
                raise ValueError("first messages differ")
            return {"prompt": one[:i], "chosen": one[i:], "rejected": two[i:]}
    raise ValueError("one is the beginning of the other")
