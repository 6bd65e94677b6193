# mistake: one pattern over the whole text, in which white space crosses lines
# hint: next_line
# source: learners
import re

NUMBER = r"\d+(?:\.\d+)?"
GAP = r"[\s*]*"
VERDICT = re.compile(
    GAP
    + rf"((?:score|rating){GAP}:)?{GAP}"
    + rf"(?:\[\[({NUMBER})\]\]|({NUMBER})){GAP}"
    + rf"(?:/{GAP}({NUMBER}){GAP})?"
    + r"(?:[-\u2013\u2014:](\s.*)?)?",
    re.IGNORECASE,
)


def parse_judge(text, lo=1, hi=5):
    if not isinstance(text, str):
        raise TypeError("text is not a str")
    if lo > hi:
        raise ValueError("lo > hi")
    text = text.strip()
    m = VERDICT.match(text) or re.search("^" + VERDICT.pattern, text, re.IGNORECASE | re.MULTILINE)
    for m in re.finditer("^" + VERDICT.pattern + r"$", text, re.IGNORECASE | re.MULTILINE):
        if m[1] or m.start() == 0:
            break
    else:
        return None
    score = float(m[2] or m[3])
    if score < lo or score > hi:
        return None
    if m[4] and float(m[4]) != hi:
        return None
    before = text[: m.start()].strip()
    reason = (m[5] or "").strip()
    after = text[m.end() :].strip()
    return {"score": score, "rationale": "\n".join(filter(None, [before, reason, after]))}
