# source: learners
import re

HEAD = re.compile(r"[\s:*]*((?:[-\u2212]\$?|\$[-\u2212]?)?\d+(?:,\d+)*(?:\.\d+)?)")


def tidy(raw):
    sign = "-" if ("-" in raw or "\u2212" in raw) else ""
    raw = "".join(c for c in raw if c.isdigit() or c == ".")
    if "." in raw:
        raw = raw.rstrip("0").rstrip(".")
    raw = raw.lstrip("0")
    if not raw or raw.startswith("."):
        raw = "0" + raw
    return raw if raw == "0" else sign + raw


def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("str expected")
    for parts in (text.split("####"), re.split(r"(?i)answer is|answer:|\\boxed\{", text)):
        for part in parts[1:]:
            head = HEAD.match(part)
            if head:
                return tidy(head[1])
    every = [m[1] for m in HEAD.finditer(text)]
    return tidy(every[-1]) if every else None
