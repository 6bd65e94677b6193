# One pattern over the whole text, in which nothing crosses a line.
# source: learners
import re

LINE = re.compile(
    r"""^[^\S\n]*(?:(?:[0-9]+[.)]|[-*•])[^\S\n]+(?P<item>\S.*?)|(?P<quoted>["“][^"“”\n]+["”]))[^\S\n]*$""",
    re.MULTILINE,
)


def key(s):
    return " ".join(re.findall(r"[\w]+", s.lower()))


def parse_instructions(text, existing=(), max_words=40):
    if type(text) is not str:
        raise TypeError("a str, please")
    if max_words < 1:
        raise ValueError("max_words")
    keys = {key(s) for s in existing} | {""}
    out = []
    for m in LINE.finditer(text):
        s = m["item"] or m["quoted"]
        pair = re.fullmatch(r"[\"“]([^\"“”]+)[\"”]", s)
        s = pair.group(1).strip() if pair else s
        k = key(s)
        if k.count(" ") < max_words and k not in keys:
            keys.add(k)
            out.append(s)
    return out
