# source: learners
import re


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text must be a str")
    t = text.replace("\u2212", "-")
    t = re.sub(r"(?<=\d),(?=\d)", "", t)
    t = t.replace("$-", "-").replace("-$", "-").replace("$", "")
    t = re.sub(r"[*:]", " ", re.sub("answer:", "answer is", t, flags=re.I))
    for pat in (r"####\s*(-?\d+(?:\.\d+)?)", r"(?:answer is|\\boxed\{)\s*(-?\d+(?:\.\d+)?)"):
        m = re.search(pat, t, re.I)
        if m:
            v = m.group(1)
            break
    else:
        all_numbers = re.findall(r"-?\d+(?:\.\d+)?", t)
        if not all_numbers:
            return None
        v = all_numbers.pop()
    neg = v.startswith("-")
    v = v.strip("-")
    if "." in v:
        v = v.rstrip("0")
        v = v[:-1] if v[-1] == "." else v
    v = v.lstrip("0") or "0"
    if v[0] == ".":
        v = "0" + v
    return "-" + v if neg and v != "0" else v
