# Splits at the first separator with white space behind it, then reads the head.
# source: learners
import re


def head_of(line):
    line = line.rstrip() + " "
    for at, letter in enumerate(line):
        if letter in "-:\u2013\u2014" and line[at + 1].isspace():
            label = re.fullmatch(r"[\s*]*(score|rating)[\s*]*", line[:at], re.I)
            if letter == ":" and label:
                continue
            return line[:at], line[at + 1 :].strip()
    return line, ""


def parse_judge(text, lo=1, hi=5):
    if not isinstance(text, str):
        raise TypeError("text")
    if lo > hi:
        raise ValueError("lo")
    lines = text.strip().split("\n")
    for i in range(len(lines)):
        head, reason = head_of(lines[i])
        head = head.replace("*", " ").strip().lower()
        label = re.match(r"(?:score|rating)\s*:\s*", head)
        if i > 0 and not label:
            continue
        if label:
            head = head[label.end() :]
        number, slash, scale = (part.strip() for part in head.partition("/"))
        if number[:2] == "[[" and number[-2:] == "]]":
            number = number[2:-2]
        if not re.fullmatch(r"\d+(\.\d+)?", number) or (slash and not re.fullmatch(r"\d+(\.\d+)?", scale)):
            continue
        score = float(number)
        if not lo <= score <= hi or (slash and float(scale) != float(hi)):
            return None
        parts = ("\n".join(lines[:i]).strip(), reason, "\n".join(lines[i + 1 :]).strip())
        return {"score": score, "rationale": "\n".join([part for part in parts if part])}
    return None
