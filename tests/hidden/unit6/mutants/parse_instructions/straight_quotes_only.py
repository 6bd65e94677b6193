# mistake: knows no curly quotes
# hint: quoted_lines
# source: learners
import re

MARK = re.compile(r"(?:\d+[.)]|[-*•])\s+(.+)")
PAIR = re.compile(r"\"([^\"“”]+)\"")


def words(instruction):
    return tuple(re.findall(r"\w+", instruction.lower()))


def parse_instructions(text, existing=(), max_words=40):
    if not isinstance(text, str):
        raise TypeError("text is not a str")
    if max_words < 1:
        raise ValueError("max_words is less than 1")
    known = set(map(words, existing))
    found = []
    for line in text.split("\n"):
        line = line.strip()
        marked = MARK.fullmatch(line)
        rest = marked[1] if marked else line
        pair = PAIR.fullmatch(rest)
        if marked is None and pair is None:
            continue
        instruction = (pair[1] if pair else rest).strip()
        key = words(instruction)
        if not key or len(key) > max_words or key in known:
            continue
        known.add(key)
        found.append(instruction)
    return found
