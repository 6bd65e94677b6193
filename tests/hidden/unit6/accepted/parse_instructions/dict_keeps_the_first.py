# A dict with setdefault, in stages, and a tuple as result.
# source: learners
import re


def words(s):
    return tuple(w for w in re.split(r"\W+", s.lower()) if w)


def candidates(text):
    for line in map(str.strip, text.split("\n")):
        marked = re.match(r"(\d+[.)]|-|\*|•)\s+(?=\S)", line)
        body = line[marked.end():] if marked else line
        quoted = re.match(r"^[\"“][^\"“”]+[\"”]$", body)
        if quoted:
            body = body[1:-1].strip()
        if marked or quoted:
            yield body


def parse_instructions(text, existing=(), max_words=40):
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is not a str")
    if max_words < 1:
        raise ValueError(f"max_words={max_words}")
    old = {words(s) for s in existing}
    new = {}
    for s in candidates(text):
        new.setdefault(words(s), s)
    return tuple(s for w, s in new.items() if w and w not in old and len(w) <= max_words)
