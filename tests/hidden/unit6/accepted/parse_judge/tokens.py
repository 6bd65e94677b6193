# Cuts a line into tokens and walks along them.
# source: learners
import re

TOKEN = re.compile(r"(?P<num>\d+(?:\.\d+)?)|(?P<word>[^\W\d]+)|(?P<sign>\[\[|\]\]|.)", re.DOTALL)


def verdict(line):
    tokens = [(m.lastgroup, m[0], m.end()) for m in TOKEN.finditer(line) if m[0] != "*" and not m[0].isspace()]
    tokens.append(("end", "", len(line)))
    at = 0
    labelled = False
    if tokens[0][0] == "word":
        if tokens[0][1].casefold() not in {"score", "rating"} or tokens[1][1] != ":":
            return None
        labelled, at = True, 2
    if at < len(tokens) and tokens[at][1] == "[[":
        if len(tokens) < at + 4 or tokens[at + 2][1] != "]]" or tokens[at + 2][2] - tokens[at][2] != len(tokens[at + 1][1]) + 2:
            return None
        kind, value, _ = tokens[at + 1]
        at += 3
    else:
        kind, value, _ = tokens[at]
        at += 1
    if kind != "num":
        return None
    scale = None
    if tokens[at][1] == "/":
        if tokens[at + 1][0] != "num":
            return None
        scale = float(tokens[at + 1][1])
        at += 2
    kind, sign, end = tokens[at]
    if kind == "end":
        return labelled, float(value), scale, ""
    if sign in ("-", "–", "—", ":") and (end == len(line) or line[end].isspace()):
        return labelled, float(value), scale, line[end:].strip()
    return None


def parse_judge(text, lo=1, hi=5):
    if not isinstance(text, str):
        raise TypeError
    if lo > hi:
        raise ValueError
    above = []
    rest = text.strip().split("\n")
    while rest:
        line = rest.pop(0)
        found = verdict(line)
        if found is not None and (found[0] or not above):
            _, score, scale, reason = found
            good = lo <= score <= hi and scale in (None, float(hi))
            out = "\n".join(above).strip(), reason, "\n".join(rest).strip()
            return {"score": score, "rationale": "\n".join(o for o in out if o)} if good else None
        above.append(line)
    return None
