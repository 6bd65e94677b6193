# mistake: allows white space and asterisks between the brackets
# hint: boxes
# source: learners
import re

NUMBER = r"\d+(?:\.\d+)?"
GAP = r"[\s*]*"
VERDICT = re.compile(
    GAP
    + rf"((?:score|rating){GAP}:)?{GAP}"
    + rf"(?:\[\[{GAP}({NUMBER}){GAP}\]\]|({NUMBER})){GAP}"
    + rf"(?:/{GAP}({NUMBER}){GAP})?"
    + r"(?:[-\u2013\u2014:](\s.*)?)?",
    re.IGNORECASE,
)


def parse_judge(text, lo=1, hi=5):
    if not isinstance(text, str):
        raise TypeError("text is not a str")
    if lo > hi:
        raise ValueError("lo > hi")
    lines = text.strip().split("\n")
    for at, line in enumerate(lines):
        m = VERDICT.fullmatch(line)
        if m and (m[1] or at == 0):
            break
    else:
        return None
    score = float(m[2] or m[3])
    if score < lo or score > hi:
        return None
    if m[4] and float(m[4]) != hi:
        return None
    before = "\n".join(lines[:at]).strip()
    reason = (m[5] or "").strip()
    after = "\n".join(lines[at + 1 :]).strip()
    return {"score": score, "rationale": "\n".join(filter(None, [before, reason, after]))}
